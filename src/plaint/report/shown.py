# SPDX-License-Identifier: AGPL-3.0-or-later
"""Released tables and figures as blocks and words of one language.

Rules of this module:

- It takes released types only (`plaint.figures.released`); what is hidden there has no number here.
- A chart is drawn from the cells that its table shows. A cell without a number has a mark and no bar.
"""

from collections.abc import Mapping
from functools import partial
from typing import Final

from plaint.chart.bars import BarWords, cells_along, draw_bars, reach
from plaint.figures.period import Period
from plaint.figures.released import FigureKind, ReleasedCell, ReleasedFigure, ReleasedTable, Shown
from plaint.language import Catalogue
from plaint.report.document import Bar, Bars, Grid

_GROUP: Final = {"ru": "\N{NO-BREAK SPACE}", "en": ","}
_FOUR: Final = 1000
_LONGEST: Final = 12
"""Bars in one chart; a longer one is read as a table."""
_FULL: Final = 1000
_LAYERS: Final = 2


def number(value: int, language: str) -> str:
    """Return a count as it is written: "10 450" in Russian, "10,450" in English."""
    return f"{value:,}".replace(",", _GROUP[language]) if value >= _FOUR else str(value)


def cell(one: ReleasedCell, language: str) -> str:
    """Return a cell as it stands in a table: a count, "<5", or "…"; with its month where an earlier figure stands."""
    text = str(one) if one.value is None else number(one.value, language)
    return f"{text}\N{NO-BREAK SPACE}({one.as_of})" if one.as_of else text


def told(figure: ReleasedFigure, texts: Catalogue) -> str | None:
    """Return a figure as it stands in a sentence, with its month where it was kept; None where it may not be told."""
    text = large(figure, texts)
    if text is None or not figure.as_of:
        return text
    return texts("figure.kept", value=text, month=month(figure.as_of, texts))


def large(figure: ReleasedFigure, texts: Catalogue) -> str | None:
    """Return a figure without its month, which then has to stand beside it; None where it may not be told."""
    if figure.value is None:
        return texts("figure.below", k=figure.below) if figure.below else None
    if figure.kind is FigureKind.SHARE:
        return texts("figure.share", value=figure.value)
    return number(figure.value, texts.language)


def grid(table: ReleasedTable, texts: Catalogue) -> Grid:
    """Return a released table as a block."""
    language = texts.language
    wide = len(table.dimensions) >= _LAYERS
    names = _names(table, 0, language)
    columns = (*_names(table, 1, language).values(), texts("table.total")) if wide else (table.unit.label(language),)
    lines = list(table.lines())
    rows = [
        (names.get(code, texts("table.total")), tuple(cell(one, language) for one in cells)) for code, cells in lines
    ]
    return Grid(
        id=table.id,
        title=table.title[language],
        unit=table.unit.label(language),
        corner=table.dimensions[0].label[language] if table.dimensions else "",
        across=table.dimensions[1].label[language] if wide else "",
        columns=columns,
        rows=tuple(rows),
        total=True,
        notes=notes(table, texts),
    )


def notes(table: ReleasedTable, texts: Catalogue) -> tuple[str, ...]:
    """Return the sentences that stand under a table or its chart."""
    return (*(note[texts.language] for note in table.notes), texts("table.asof", month=month(table.as_of, texts)))


def bars(table: ReleasedTable, dimension: str, texts: Catalogue) -> Bars | None:
    """Return the margin of `table` along `dimension` as a chart; None where the table has no such dimension."""
    cells = cells_along(table, dimension)
    if not cells:
        return None
    at = next(at for at, one in enumerate(table.dimensions) if one.name == dimension)
    language = texts.language
    most = max([1, *(reach(one) for one in cells.values())])
    names = _names(table, at, language)
    shown = [
        Bar(
            name=names[code],
            shown=cell(one, language),
            length=None if one.shown is Shown.HIDDEN else reach(one) * _FULL // most,
            open=one.shown is Shown.BELOW,
        )
        for code, one in cells.items()
    ]
    kept = tuple(shown[:_LONGEST])
    listed = "; ".join(f"{one.name}: {one.shown}" for one in kept)
    unit, along = table.unit.label(language), table.dimensions[at].label[language]
    title = texts("chart.title", unit=unit[:1].upper() + unit[1:], dimension=along[:1].lower() + along[1:])
    marked = {one.hidden.text[language]: None for one in cells.values() if one.hidden and one.shown is not Shown.COUNT}
    more = [texts("chart.more", n=len(shown) - len(kept))] if len(shown) > len(kept) else []
    alt = texts("chart.alt", title=title, listed=listed)
    words = BarWords(language=language, title=title, desc=alt, number=partial(number, language=language))
    return Bars(
        id=f"{table.id}.{dimension}",
        title=title,
        unit=unit,
        alt=alt,
        bars=kept,
        notes=(*marked, *more),
        draw=lambda width, name: draw_bars(table, words, along=dimension, most=_LONGEST, width=width, name=name),
    )


def month(text: str, texts: Catalogue) -> str:
    """Return a month (`2027-03`) in words."""
    year, _, which = text.partition("-")
    return texts("date.month", month=texts(f"month.m{int(which)}"), year=year)


def period(over: Period, texts: Catalogue) -> str:
    """Return a period in words: a year, years, or a half of one."""
    first, last = over.halves[0], over.halves[-1]
    if first == last:
        return texts(f"period.h{first[5]}", year=first[:4])
    if not (first.endswith("H1") and last.endswith("H2")):
        return str(over)
    if first[:4] == last[:4]:
        return texts("period.year", year=first[:4])
    return texts("period.years", since=first[:4], until=last[:4])


def figures_of(tables: Mapping[str, ReleasedTable], others: tuple[ReleasedFigure, ...]) -> dict[str, ReleasedFigure]:
    """Return every figure that a text may name, by its id."""
    found = {figure.id: figure for table in tables.values() for figure in table.figures}
    return found | {figure.id: figure for figure in others}


def _names(table: ReleasedTable, at: int, language: str) -> dict[str, str]:
    if at >= len(table.dimensions):
        return {}
    return {code.code: code.label[language] for code in table.dimensions[at].codes}
