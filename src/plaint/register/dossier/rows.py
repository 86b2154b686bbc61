# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rows of a dossier, strictly: what is not as it should be is named by line, with what to do."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeVar
from urllib.parse import urlsplit

from plaint.errors import FormatError
from plaint.register.dates import PartialDate
from plaint.register.findings import Finding
from plaint.register.shape import LONGEST_ID, LONGEST_TEXT, MOST_NUMBER, is_hidden, is_id
from plaint.register.vocabulary import Confidence, StatementKind

Choice = TypeVar("Choice", StatementKind, Confidence)

COLUMNS: Final = (
    "date",
    "actor",
    "kind",
    "statement",
    "count_kind",
    "count_low",
    "count_high",
    "source",
    "in_article",
    "confidence",
    "event_id",
    "url",
)
MOST_BYTES: Final = 8 * 2**20
MOST_ROWS: Final = 20_000
_UNIT: Final = re.compile(r"[a-z]+(?:_[a-z]+)*")
_EVENT: Final = re.compile(r"[A-Za-z]{1,8}[0-9]{1,6}")
_URL: Final = re.compile(r"https?://[!-~]+")
_CITED_DAY: Final = re.compile(r"\b([0-9]{4}-[0-9]{2}(?:-[0-9]{2})?)\b")
_LONGEST_URL: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One claim of a dossier."""

    line: int
    """Where it begins in the file, from 1."""
    cells: tuple[str, ...]
    """As they stand there, in the order of `COLUMNS`."""
    date: PartialDate
    kind: StatementKind
    low: int | None
    high: int | None
    confidence: Confidence

    def __getitem__(self, column: str) -> str:
        """Return the cell of a column as it stands in the file."""
        return self.cells[COLUMNS.index(column)]

    @property
    def event(self) -> str:
        """The occasion, as the record writes it: `e17`."""
        return self["event_id"].lower()

    @property
    def id(self) -> str:
        """The id of the statement: the event, then what is counted or, where nothing is, what was done by saying it."""
        return f"{self.event}-{(self['count_kind'] or self.kind).replace('_', '-')}"


def read_rows(octets: bytes, place: str) -> tuple[tuple[Row, ...], tuple[Finding, ...]]:
    """Return the rows of a table and everything that is wrong with it, under the name `place`."""
    if len(octets) > MOST_BYTES:
        return (), (Finding(place, 0, f"The table is longer than {MOST_BYTES} bytes.", "Split it."),)
    try:
        text = octets.removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError as error:
        line = octets.count(b"\n", 0, error.start) + 1
        remedy = "Save the table as “CSV UTF-8”; a spreadsheet's plain CSV is in another encoding."
        return (), (Finding(place, line, "This line is no UTF-8.", remedy),)
    if "\0" in text:
        return (), (Finding(place, text.count("\n", 0, text.index("\0")) + 1, "A zero byte.", "This is no CSV file."),)
    findings: list[Finding] = []
    rows = []
    header = False
    for line, cells in _lines(text, place, findings):
        if not header:
            findings += _header(cells, place)
            header = True
            if findings:
                return (), tuple(findings)
            continue
        row = _row(line, cells, place, findings)
        if row is not None:
            rows.append(row)
    findings += _empty(place, header=header, rows=bool(rows or findings))
    findings += _doubled(rows, place)
    if len(rows) > MOST_ROWS:
        findings.append(Finding(place, 0, f"The table has more than {MOST_ROWS} rows.", "Split it."))
    return tuple(rows), tuple(findings)


def _lines(text: str, place: str, findings: list[Finding]) -> Iterator[tuple[int, list[str]]]:
    """Give the cells of each row and the line at which it begins; end at the first that is no CSV."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if cells:
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        remedy = "Look for a quotation mark that is not closed, or not doubled inside a cell."
        findings.append(Finding(place, line, f"This is no CSV: {error}.", remedy))


def _header(cells: list[str], place: str) -> Iterator[Finding]:
    if len(cells) == 1 and cells[0].count(";") == len(COLUMNS) - 1:
        yield Finding(place, 1, "The columns are separated by semicolons.", "Save the table with commas.")
        return
    missing = [column for column in COLUMNS if column not in cells]
    foreign = [repr(cell[:40]) for cell in cells if cell not in COLUMNS]
    wanted = f"The first line is: {','.join(COLUMNS)}."
    if missing:
        yield Finding(place, 1, f"The table has no column {', '.join(missing)}.", wanted)
    if foreign:
        yield Finding(place, 1, f"The table has the unknown column {', '.join(foreign)}.", wanted)
    if not missing and not foreign and tuple(cells) != COLUMNS:
        yield Finding(place, 1, "The columns stand in another order, or twice.", wanted)


def _empty(place: str, *, header: bool, rows: bool) -> Iterator[Finding]:
    if not header:
        yield Finding(place, 1, "The table is empty.", f"Its first line is: {','.join(COLUMNS)}.")
    elif not rows:
        yield Finding(place, 1, "The table has a first line and no row.", "Look whether it is the right one.")


def _row(line: int, cells: list[str], place: str, findings: list[Finding]) -> Row | None:
    if len(cells) != len(COLUMNS):
        problem = f"The row has {len(cells)} cells and not {len(COLUMNS)}."
        findings.append(Finding(place, line, problem, "Put a text with commas in quotation marks."))
        return None
    value = dict(zip(COLUMNS, cells, strict=True))
    found = [*_texts(value), *_names(value)]
    low, high = _number(value, "count_low", found), _number(value, "count_high", found)
    date = _date(value, found)
    kind = _choice(StatementKind, value, "kind", found)
    confidence = _choice(Confidence, value, "confidence", found)
    found += _numbers(value, low, high)
    findings += [Finding(place, line, problem, remedy) for problem, remedy in found]
    if found or date is None or kind is None or confidence is None:
        return None
    row = Row(line=line, cells=tuple(cells), date=date, kind=kind, low=low, high=high, confidence=confidence)
    if not is_id(row.id):
        findings.append(Finding(place, line, f"No id of {LONGEST_ID} characters can be made.", "Shorten count_kind."))
    return row


def _texts(value: dict[str, str]) -> Iterator[tuple[str, str]]:
    for column, cell in value.items():
        if any(is_hidden(letter) for letter in cell):
            yield f"{column} holds a character that cannot be seen, or a line end.", "Take it out."
        if cell != cell.strip():
            yield f"{column} begins or ends with a blank.", "Take it out."
        if len(cell) > LONGEST_TEXT:
            yield f"{column} has {len(cell)} characters.", f"Shorten it to {LONGEST_TEXT}."
    if not value["source"]:
        yield "The claim has no source.", "Say in the column source where it can be read; nothing is recorded without."
    for column in ("actor", "statement"):
        if not value[column]:
            yield f"{column} is empty.", "Fill it in."


def _names(value: dict[str, str]) -> Iterator[tuple[str, str]]:
    if value["in_article"] not in ("yes", "no"):
        yield "in_article is neither yes nor no.", "Write one of them."
    if not _EVENT.fullmatch(value["event_id"]):
        yield "event_id is no number of an event.", "Write letters and digits: E17. Rows of one occasion share it."
    if value["count_kind"] and not _UNIT.fullmatch(value["count_kind"]):
        yield "count_kind is no name of a unit.", "Write small letters and underscores: persons_on_list."
    if value["url"] and not _is_address(value["url"]):
        yield "url is no address of a page.", "Write http:// or https:// and what follows, or leave it empty."


def _is_address(url: str) -> bool:
    if len(url) > _LONGEST_URL or not _URL.fullmatch(url):
        return False
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:  # a bracket, which begins a number of IPv6 and nothing else
        return False


def _number(value: dict[str, str], column: str, found: list[tuple[str, str]]) -> int | None:
    cell = value[column]
    if not cell:
        return None
    if not cell.isascii() or not cell.isdigit() or len(cell) > len(str(MOST_NUMBER)) or int(cell) > MOST_NUMBER:
        found.append((f"{column} is no whole number.", "Write digits alone; leave it empty where the bound is open."))
        return None
    return int(cell)


def _numbers(value: dict[str, str], low: int | None, high: int | None) -> Iterator[tuple[str, str]]:
    if low is not None and high is not None and low > high:
        yield f"count_low {low} is above count_high {high}.", "Look at both in the source."
    has_number = bool(value["count_low"] or value["count_high"])
    if has_number and not value["count_kind"]:
        yield "A number has no unit.", "Say in count_kind what is counted."
    if value["count_kind"] and not has_number:
        yield "A unit has no number.", "Fill in count_low or count_high, or empty count_kind."


def _date(value: dict[str, str], found: list[tuple[str, str]]) -> PartialDate | None:
    try:
        said = PartialDate.parse(value["date"])
    except FormatError as error:
        found.append((f"date: {error.message}", error.hint))
        return None
    for cited in _CITED_DAY.findall(value["source"]):
        try:
            published = PartialDate.parse(cited)
        except FormatError:
            found.append((f"The source names the day {cited}, which there is not.", "Look at the source."))
            continue
        # A source that appeared before the day cannot tell of it: one of the two is wrong.
        is_alone = len(_CITED_DAY.findall(value["source"])) == 1
        if is_alone and published.surely_before(said):
            found.append((f"It was said on {said} and its source is of {cited}.", "Look which of the two is wrong."))
    return said


def _choice(kind: type[Choice], value: dict[str, str], column: str, found: list[tuple[str, str]]) -> Choice | None:
    try:
        return kind(value[column])
    except ValueError:
        found.append((f"{column} is none of the words known.", f"Write one of {', '.join(kind)}."))
        return None


def _doubled(rows: list[Row], place: str) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for row in rows:
        if row.id in seen:
            problem = f"The row has event, kind and unit of line {seen[row.id]}."
            yield Finding(place, row.line, problem, "Give it an event of its own, or take one of the two out.")
        seen.setdefault(row.id, row.line)
