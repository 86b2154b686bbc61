# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a report is: a list of blocks, the same for every writer.

Rules of this module:

- Everything is text by now, in one language, with figures as they are shown. A writer formats; it never computes.
- What is not shown has no number here, so that no writer can let it slip.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from plaint.chart.svg import Drawing


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Some words set alike."""

    text: str
    strong: bool = False
    emphasis: bool = False
    link: str = ""
    """An http or https address, or empty."""
    language: str = ""
    """Of what these words are, where that is not the language of the document: a voice reads them in it."""


Line = tuple[Run, ...]


def plain(text: str) -> Line:
    """Return words of the document's own language as a line."""
    return (Run(text=text),)


def words_of(line: Line) -> str:
    """Return the words of a line without how they are set."""
    return "".join(run.text for run in line)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 begins a chapter."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words."""

    line: Line
    leads: bool = False
    """Whether it leads up to what follows, and no page ends between the two."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of somebody else."""

    line: Line


@dataclass(frozen=True, slots=True)
class Listing:
    """Points, one below another."""

    items: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing told under its name: a promise, an inquiry."""

    name: Line
    mark: str
    """What became of it, in a word or two; may be empty."""
    lines: tuple[tuple[str, Line], ...]
    """Pairs of what is told and the telling."""


@dataclass(frozen=True, slots=True)
class Entries:
    """Several entries."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """A few large figures beside each other, each with what it counts."""

    figures: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table: row names at the left, figures aligned at the right."""

    id: str
    title: str
    unit: str
    """What is counted; stands above the figures."""
    corner: str
    """What the rows are."""
    across: str
    """What the columns are; empty for a single column."""
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    """Name and cells of each row; the last is the total if `total`."""
    total: bool
    notes: tuple[str, ...]
    margin: bool = True
    """Whether the last column is what the others add up to, and stands out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: a name, the figure as it is shown, and its length as thousandths of the longest; None without length."""

    name: str
    shown: str
    length: int | None
    open: bool = False
    """Whether the figure is less than a threshold, up to which an open box is then drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """A chart of bars, with its text alternative."""

    id: str
    title: str
    unit: str
    alt: str
    bars: tuple[Bar, ...]
    notes: tuple[str, ...]
    draw: Callable[[int, str], Drawing] = field(compare=False, repr=False)
    """Draws it from its released table, for a width in pixels, under an id of its own within the page."""


Block = Heading | Paragraph | Quotation | Listing | Entries | Numbers | Grid | Bars


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One report in one language."""

    language: str
    title: str
    subtitle: str
    publisher: str
    addressee: str
    place: str
    day: str
    """Day of publication as ISO 8601."""
    day_words: str
    draft: bool
    blocks: tuple[Block, ...]
    words: Mapping[str, str]
    """What writers say of their own: "Contents", "Table", the mark of a draft; by key of the catalogue."""

    @property
    def grids(self) -> tuple[Grid, ...]:
        """All tables in the order in which they stand, which is that of their numbers."""
        return tuple(block for block in self.blocks if isinstance(block, Grid))
