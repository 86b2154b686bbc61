# SPDX-License-Identifier: AGPL-3.0-or-later
"""Importing a dossier: a table of claims, as people collect them in a spreadsheet, becomes records.

Rules of this package:

- The table is read strictly (`rows`): one mistake anywhere and nothing is imported; all mistakes are named at once.
- What a column says is placed. What only the text of a row says is placed where its form leaves no doubt, and told in
  the report either way (`placing`, `mentions`, `series`): the report is for the person who completes the record by
  hand.
- The table is kept as it was, in `imports/`. Importing it again changes nothing; a row that differs from the kept one
  is shown, column by column, and no record is overwritten (`importing`).
"""
