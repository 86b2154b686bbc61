# SPDX-License-Identifier: AGPL-3.0-or-later
"""Erasing by the group: members of k bodies sign the same wish, each on the own machine (docs/ceremony.md, section 6).

Rules of this room:

- Nobody signs a bare number: the own desk says what lies under it, from a ledger that it has verified.
- A wish is made, signed and handed in by people, at the command line. No desk does any of it by itself.
"""
