# SPDX-License-Identifier: AGPL-3.0-or-later
"""Posting: in every desk tick one entry and a fixed number of cells, whether there is anything to say or not.

Rules of this package:

- What a member decides is written to the outbox in the vault first; only then it can be posted. It leaves the outbox
  when the ledger shows it.
- Everything that goes out was prepared before and lies in the spool as ciphertext. The poster takes from there, one
  after the other, and needs no key; so it goes on while the desk is locked
  (docs/decisions/0021-posting-while-locked.md).
- Bytes that were begun are sent again unchanged until intake has them. The server keeps one of equal things, so a
  repeated request is not a second post.
- Real and cover, reply and dummy have one length, one amount of work and one way. Nothing here decides by content when
  something is sent.
- Planning is pure: queue, capacity and a random source in, places out.
"""
