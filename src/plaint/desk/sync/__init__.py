# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pulling the whole ledger and believing none of it: fetch, check, keep, open.

Rules of this package:

- Everything is pulled, by every desk, in the same order: the requests say nothing about what this member may read.
- Nothing is taken over before its hash, its place in the tree and the head's signatures have been checked. What does
  not fit is kept as evidence and stops the sync; it is never mended over.
- A sync may be broken off anywhere and goes on where it was.
"""
