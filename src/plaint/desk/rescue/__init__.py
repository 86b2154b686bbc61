# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading without Plaint: a case as files that a stock `age` opens, with the identity that `plaint key export` prints.

Rules of this room:

- Nothing is written in clear. Every file of an export is sealed to the member who made it, or lies there as the ledger
  holds it.
- No name of a file tells of its content.
"""
