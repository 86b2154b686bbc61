# SPDX-License-Identifier: AGPL-3.0-or-later
"""Neutral rows from CSV files: one file a unit (`complaints.csv`), strict, with every fault by file and line.

Rules of this module:

- The header is `period,entered,left`, then the unit's dimensions, then its numbers, as the codebook orders them.
- A cell is a code or a number, so there are no quotes: a text with a comma has no business here.
- A code that has children is a group and stands in no row. `left` may be empty, a number may be.
- Where one line is wrong nothing is used.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plaint import files
from plaint.figures.codebook import Codebook, Dimension
from plaint.figures.errors import RowsError
from plaint.figures.period import half, month
from plaint.figures.rows import Codes, Rows
from plaint.figures.units import Unit

LONGEST: Final = 1 << 28
"""Bytes of a file of rows: four million rows of eight dimensions."""
TOLD: Final = 20
"""Faults that are told at once."""
MOST_DAYS: Final = 36_500
_OWN: Final = ("period", "entered", "left")


def read_folder(folder: Path, codebook: Codebook) -> dict[Unit, Rows]:
    """Return the rows of every unit that has a file in `folder`; raise RowsError for a file of no known unit.

    A file is a CSV by its ending alone; what else lies there is not looked at.
    """
    found = {}
    for path in sorted(one for one in folder.iterdir() if one.suffix.lower() == ".csv"):
        if path.suffix != ".csv":
            raise RowsError(f"{path.name}: the ending is not .csv.", hint=f"Name it {path.stem}.csv, in small letters.")
        if path.stem not in list(Unit) or Unit(path.stem) not in codebook.columns:
            raise RowsError(f"{path.name}: no unit has this name.", hint=f"Name it {', '.join(codebook.columns)}.")
        found[Unit(path.stem)] = parse(files.read(path, LONGEST), Unit(path.stem), codebook)
    if not found:
        raise RowsError(f"{folder.name}: there is no file of rows.", hint="Put complaints.csv and the others there.")
    return found


def parse(octets: bytes, unit: Unit, codebook: Codebook) -> Rows:
    """Return the rows that a CSV file of `unit` holds; raise RowsError with up to 20 faults."""
    name = f"{unit}.csv"
    header, lines = plain_lines(octets, name)
    dimensions, numbers = codebook.columns[unit], codebook.numbers[unit]
    wanted = ",".join((*_OWN, *dimensions, *numbers))
    if header != wanted:
        raise RowsError(f"{name}:1: the header is not the one of this unit.", hint=f"It has to be {wanted}.")
    width = len(_OWN) + len(dimensions) + len(numbers)
    cells = [line.split(",") for line in lines]
    faults = [f"{name}:{at}: {width} cells are expected." for at, row in enumerate(cells, 2) if len(row) != width]
    tell(faults)
    columns = list(zip(*cells, strict=True)) or [()] * width
    periods, period = _ordered(columns[0], half, f"{name}: period", faults)
    months, stamps = _ordered((*columns[1], *columns[2]), month, f"{name}: entered or left", faults)
    entered, left = stamps[: len(cells)], stamps[len(cells) :]
    faults += [f"{name}:{at + 2}: `period` is empty." for at in np.flatnonzero(period < 0)[:TOLD]]
    faults += [f"{name}:{at + 2}: `entered` is empty." for at in np.flatnonzero(entered < 0)[:TOLD]]
    wrong = np.flatnonzero((left >= 0) & (left <= entered))[:TOLD]
    faults += [f"{name}:{at + 2}: `left` is not after `entered`." for at in wrong]
    codes = {}
    for column, dimension in zip(columns[3:], dimensions, strict=False):
        codes[dimension] = _codes(column, codebook.dimensions[dimension], name, faults)
    counted = {}
    for column, number in zip(columns[3 + len(dimensions) :], numbers, strict=True):
        counted[number] = _numbers(column, name, number, faults)
    tell(faults)
    own = {dimension: codebook.dimensions[dimension] for dimension in dimensions}
    return Rows(unit, own, codes, periods, period, months, entered, left, counted)


def write(rows: Rows) -> bytes:
    """Return the CSV file that `parse` reads as these rows."""
    names = {name: [code.code for code in dimension.codes] for name, dimension in rows.dimensions.items()}
    months = (*rows.months, "")
    columns = [[rows.periods[at] for at in rows.period], [months[at] for at in rows.entered]]
    columns.append([months[at] for at in rows.left])
    columns += [[names[name][at] for at in rows.codes[name]] for name in rows.dimensions]
    columns += [["" if one < 0 else str(one) for one in rows.numbers[name]] for name in rows.numbers]
    header = ",".join((*_OWN, *rows.dimensions, *rows.numbers))
    return "".join(f"{line}\n" for line in (header, *map(",".join, zip(*columns, strict=True)))).encode()


def plain_lines(octets: bytes, name: str) -> tuple[str, list[str]]:
    """Return header and lines of a file of codes; raise RowsError for anything that codes do not need."""
    try:
        text = octets.decode("ascii")
    except UnicodeDecodeError as error:
        line = octets[: error.start].count(b"\n") + 1
        raise RowsError(
            f"{name}:{line}: a byte is no ASCII.", hint="Codes have none; save as UTF-8 without a mark, no names in it."
        ) from None
    if "\r" in text or '"' in text:
        line = min(text[:at].count("\n") + 1 for at in (text.find("\r"), text.find('"')) if at >= 0)
        raise RowsError(
            f"{name}:{line}: a quote or a carriage return stands here.", hint="Save with plain line ends and no quotes."
        )
    if not text.endswith("\n"):
        raise RowsError(f"{name}: the last line has no end.", hint="It may be cut off: make the file anew.")
    header, *lines = text[:-1].split("\n")
    return header, lines


def tell(faults: list[str]) -> None:
    """Raise RowsError with these faults, 20 at most, if there are any."""
    if faults:
        more = f"\n… and {len(faults) - TOLD} more." if len(faults) > TOLD else ""
        raise RowsError("\n".join(faults[:TOLD]) + more, hint="Mend these lines; nothing was used.")


def _ordered(
    column: Sequence[str], read: Callable[[str], str], place: str, faults: list[str]
) -> tuple[tuple[str, ...], Codes]:
    known = sorted(set(column))
    for text in known:
        if text:
            try:
                read(text)
            except RowsError as error:
                faults.append(f"{place}: {error.message}")
    kept = [text for text in known if text]
    places = {text: at for at, text in enumerate(kept)} | {"": -1}
    return tuple(kept), np.array([places[text] for text in column], np.int16)


def _codes(column: Sequence[str], dimension: Dimension, name: str, faults: list[str]) -> Codes:
    groups = {code.parent for code in dimension.codes}
    places = {code.code: at for at, code in enumerate(dimension.codes) if code.code not in groups}
    found = np.array([places.get(text, -1) for text in column], np.int16)
    # An unknown code may be a name that slipped into the column: it is not repeated.
    what = f"{dimension.name} has a code that the codebook does not know."
    faults += [f"{name}:{at + 2}: {what}" for at in np.flatnonzero(found < 0)[:TOLD]]
    return found


def _numbers(column: Sequence[str], name: str, label: str, faults: list[str]) -> NDArray[np.int32]:
    right = [text.isdecimal() and len(text) <= 5 and int(text) <= MOST_DAYS for text in column]
    for at, text in enumerate(column):
        if text and not right[at]:
            faults.append(f"{name}:{at + 2}: {label} is no whole number of days.")
    return np.array([int(text) if good else -1 for text, good in zip(column, right, strict=True)], np.int32)
