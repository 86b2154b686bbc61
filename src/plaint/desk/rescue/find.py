# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding a case in the vault by the short name that members use, or by its id."""

import sqlite3

from plaint.casework.reference import fold_reference
from plaint.errors import PlaintError


class NoCaseError(PlaintError):
    """No case of this name can be read here, or more than one has it."""


def find_case(rows: sqlite3.Connection, typed: str) -> bytes:
    """Return the 16-byte id of the case with this short name or hexadecimal id; raise `NoCaseError`."""
    found = rows.execute(
        "SELECT case_id FROM case_row WHERE reference = ? OR lower(hex(case_id)) = ?",
        (fold_reference(typed) or "", typed.strip().lower()),
    ).fetchall()
    if len(found) > 1:
        raise NoCaseError("Two cases have this short name.", hint="Give the id of 32 digits and letters instead.")
    if not found:
        # The same words for a case that does not exist and for one that this member may not read.
        raise NoCaseError("There is no case of this name here.", hint="Copy the name from the case's page.")
    return bytes(found[0][0])
