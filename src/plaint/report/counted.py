# SPDX-License-Identifier: AGPL-3.0-or-later
"""The folder of a documented minimum within that of a report: `counts.toml`, `records.csv`, `links.csv`. Its edge."""

from typing import Final

from plaint import files
from plaint.figures import documenting
from plaint.figures.released import ReleasedFigure
from plaint.register import toml
from plaint.register.dates import PartialDate
from plaint.register.model import Register
from plaint.report.assessed import Minimum, parse
from plaint.report.errors import ReportError
from plaint.report.folder import Folder, plain
from plaint.report.strays import COUNTS

LONGEST: Final = 1 << 26
"""Bytes of a file of own records."""


def read(folder: Folder, register: Register | None) -> Minimum | None:
    """Return what the folder's documented minimum is built from, or None for a report without.

    Raise TextError with every fault of counts.toml.
    """
    if not folder.plan.minimum:
        return None
    place = folder.path / folder.plan.minimum
    if not place.is_dir():
        raise ReportError(f"There is no folder {folder.plan.minimum}.", hint=f"Put {COUNTS} there; see docs/report.md.")
    text = plain(files.read_text(place / COUNTS, toml.MOST_BYTES))
    return parse(text.encode(), register, PartialDate.parse(folder.plan.as_of), f"{folder.plan.minimum}/{COUNTS}")


def own_figures(folder: Folder) -> tuple[ReleasedFigure, ...]:
    """Return the bounds of the group's own records as they may be told, for a release; raise where a file is wrong."""
    minimum = read(folder, folder.register())
    if minimum is None:
        return ()
    place = folder.path / folder.plan.minimum
    if not minimum.own:
        if (place / documenting.RECORDS).exists():
            hint = 'Write own = "trait" into the count that they belong to, or take the file away.'
            raise ReportError(f"No count of {COUNTS} takes in {documenting.RECORDS}.", hint=hint)
        return ()
    records, links = (files.read(place / name, LONGEST) for name in (documenting.RECORDS, documenting.LINKS))
    own = documenting.parse(records, links, minimum.own)
    return tuple(documenting.figures(own, minimum.own, minimum.named))
