# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases as folds over signed records, in ledger order (docs/protocol.md, sections 3.1 to 3.6).

Rules of this room:

- Pure: values in, values out. No file, no socket, no clock; who calls says what day it is.
- The same records give the same case on every desk that may read them. Nothing is taken from arrival order but the
  ledger's own.
- Nothing that a desk may not read leaves a trace here: no gap in a number, no count, no chain that skips a place.
  Chains and heads therefore run within one reader set (`chain`).
- What is not known yet (kind, key, status) is kept and shown as "update needed", never dropped.
- A document inside a valid signature may still be malformed: its author is named, the record is shown as unreadable.
"""
