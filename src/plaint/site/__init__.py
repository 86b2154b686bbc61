# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public record as a site of static files: a register in, a path and its bytes out; an edge writes them.

Rules of this package:

- The same register gives the same bytes on every machine: no clock, no machine's path, nothing in an order by chance.
- No script, no cookie, no form, nothing from elsewhere. Every link inside is relative and names its file, so that the
  site works from a folder, from a stick, behind an onion address and below any path.
- Whatever stands in a register may come from people who wish harm: all of it is escaped, addresses that are none of
  the web are no links, characters that turn the direction of a line are refused before a file is written.
- Figures come from the register's combined figures, with how they came about; no page adds two of them.
- This room sees nothing sealed (`.importlinter`).
"""
