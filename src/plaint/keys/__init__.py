# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing keys, signed notes (c2sp.org/signed-note), words, and the keys that grow from a member's one seed.

Rules of this package:

- Ed25519 (RFC 8032) signs what is short-lived or small; ML-DSA-44 (FIPS 204) signs what must still convince when a
  quantum computer can forge Ed25519: checkpoints, cosignatures and charters.
- Every message that is signed begins with what it is (a label, or the form of a C2SP note), so that a signature over
  one thing is never one over another.
- A secret never shows in a representation, a message or an error.
"""
