# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ledger as this desk has pulled and verified it: leaves, tiles, sealed blobs, charters, evidence.

Rules of this package:

- It lies on the disk in clear. Everything in it is what the server has too; nothing in it says what this member may
  read.
- Every desk's mirror of one ledger is the same, so that any desk can refill a server that lost its disk.
"""
