# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the ledger lies: one SQLite database and a folder of chunks, written by one thread.

Rules of this package:

- Nothing is acknowledged before it is durable: a commit with synchronous=FULL, a file and its folder fsynced.
- What stands in the log is never changed: triggers of the database refuse it. Erasing the body of a blob is the one
  exception, and only of a blob that was entered among the erased ones first.
- No row and no file tells when within a tick something came, or in what order: keys are hashes, times are ticks.
- One process writes. A second one on the same folder is refused.
"""
