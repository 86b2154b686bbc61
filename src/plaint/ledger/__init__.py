# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ledger's forms and proofs, without any I/O: leaves, tree, tiles, checkpoints, board, packets (docs/protocol.md).

Rules of this package:

- Values in, values out: no clock, no file, no randomness. Whoever has the bytes can check everything.
- Each form has one decoder, and it takes exactly the bytes that the encoder makes.
- A proof that does not fit raises; there is no verifier that returns a truth value which a caller could forget.
"""
