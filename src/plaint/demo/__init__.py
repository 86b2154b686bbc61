# SPDX-License-Identifier: AGPL-3.0-or-later
"""A whole working group on one machine, to look at: intake and desks running, invented complaints already there.

Rules of this room:

- Everything in it is invented, and the charter says `demo`: pages and desks say so, too.
- One process knows every key here. Nothing real may ever be written into it.
"""
