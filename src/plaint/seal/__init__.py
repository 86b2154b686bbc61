# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealing: entries, envelopes, cells, chunks and packets (docs/protocol.md, sections 2 to 7 and 10).

Rules of this package:

- It takes recipients, never a charter: who may read was decided before and shown to the person.
- A slot without a reader gets a real encapsulation to a key pair that is thrown away. Cover is made of nothing else.
- Every sealed thing of a kind has one length.
- Randomness comes from the operating system; the public server may not import this package.
"""
