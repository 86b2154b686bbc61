# SPDX-License-Identifier: AGPL-3.0-or-later
"""The case that an address names."""

from plaint.casework.case import Case
from plaint.casework.fold import fold_case
from plaint.desk.ask import Ask
from plaint.desk.session import Opened
from plaint.desk.vault import records
from plaint.errors import PlaintError


class NoCaseError(PlaintError):
    """There is no such case on this desk."""


def read_case(ask: Ask, opened: Opened) -> Case:
    """Return the case that the address names; raise `NoCaseError` where this desk has no such case."""
    try:
        case_id = bytes.fromhex(ask.parts["case"])
    except ValueError:
        case_id = b""
    with opened.vault.read() as rows:
        seen = records.of_case(rows, case_id)
    if len(case_id) != 16 or not any(case_id) or not seen:
        # One answer for what never was, what was erased, and what this member may not read.
        raise NoCaseError("There is no such case on this desk.", hint="Look at the list of cases.")
    return fold_case(case_id, seen)
