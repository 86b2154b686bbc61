# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public record: who said what, in what capacity, on what day, and what became of it.

Rules of this package:

- It sees public matter and nothing else. Nothing sealed is within its reach (`.importlinter`).
- What is not known stays unknown: a partial date never gains a day, a bound never becomes a number, a missing Russian
  text is a missing text.
- A number is a claim: somebody's, of one unit, about one scope, from one lineage. Numbers meet in `counting` alone,
  and what comes out says how it came about.
- `model`, `dates`, `vocabulary`, `combined`, `counting`, `checking` and `inquiring` are pure. The folder of text files
  is this room's edge, in `folder` and what that uses.
"""
