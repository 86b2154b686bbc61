# SPDX-License-Identifier: AGPL-3.0-or-later
"""The cosigner: an outsider who watches one group's ledger, countersigns its heads, posts cover, and opens nothing.

Rules of this room:

- A cosigner has one signing key and no secret of the group. Whoever takes the machine learns nothing of a complaint.
- It signs only what continues everything that it has signed before, and writes that down first.
- It comes to intake and never waits to be called: intake has no way out to the network, and needs none.
"""
