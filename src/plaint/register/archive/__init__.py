# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kept copies of sources: a file that a person saved, stored by its digest, with what it says of itself proposed.

Rules of this package:

- Nothing is fetched. A person saves a page, because a person has to look at what is archived, and because a program
  that fetches tells the other side what the record is interested in.
- The bytes are stored as they are and never opened by any part of the record afterwards; the site links the source's
  address, not the copy.
- Title, author and day are *proposed* by `worker`, in a process of its own (`plaint.apart`); a person decides.
"""
