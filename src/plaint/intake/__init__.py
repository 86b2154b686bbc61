# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public server: it takes sealed entries, keeps them in the ledger, and serves ledger, charter and board.

Rules of this package:

- It never holds a key that opens anything, and no path in it leads to plaintext: it may not import what seals or opens
  (`.importlinter` and tests/web/test_intake_process.py hold it to that).
- It stores and logs no address, no user agent, no referrer, no exact time, and nothing for each request.
- It acknowledges only what is durable; where it refuses, it says so before anything reached the disk.
"""
