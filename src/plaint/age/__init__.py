# SPDX-License-Identifier: AGPL-3.0-or-later
"""The age v1 file format (c2sp.org/age) with `mlkem768x25519` recipients, over `cryptography`'s HPKE.

Rules of this package:

- Only post-quantum hybrid recipients (`age1pq1…`) are sealed to; an `age1…` recipient is refused. A file that a quantum
  computer can open later through one weak stanza protects nobody, so the kinds are never mixed in what we write.
- No primitive is made here. HPKE, ML-KEM, X25519, ChaCha20-Poly1305, HKDF, HMAC and SHAKE256 come from `cryptography`.
- Parsing is strict: one file has one byte form, so that two readers never see two different files.
- Plaintext leaves only after the last byte of the payload was authenticated.
- A file key is never handed to a caller: whoever holds it could put a second payload under a genuine header.

`header` is pure and knows no keys; the public server may import it. `encrypt`, `decrypt` and `filekey` it may not.
"""
