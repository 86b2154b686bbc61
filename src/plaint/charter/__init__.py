# SPDX-License-Identifier: AGPL-3.0-or-later
"""The charter: the working group's constitution as signed data (docs/protocol.md, section 9).

Rules of this room:

- A charter is parsed once, strictly, and is a value from then on: nothing changes it, an amendment is a new value.
- What is signed is the text; the hash of a charter is the hash of its text. Nothing is written anew to be compared.
- Who reads a complaint follows from the charter's rules alone (`conflict`), with the same result in the browser.
- No single body and not the operator can add a reader: version n+1 stands only on more than half of the bodies of n.
- Intake imports this room to serve and to check charters, so nothing that seals or opens is imported by `model`,
  `parse`, `signed`, `chain`, `freshness`, `annex` or `pin`; what does stands apart (`credential`, `founding`).
"""
