# SPDX-License-Identifier: AGPL-3.0-or-later
"""The report as one HTML file: no script, nothing from elsewhere, ready to be printed."""

from collections.abc import Iterator
from html import escape
from importlib import resources
from typing import Final

from plaint.report.document import (
    Bars,
    Block,
    Document,
    Entries,
    Entry,
    Grid,
    Heading,
    Line,
    Listing,
    Numbers,
    Paragraph,
    Quotation,
)

_WIDTHS: Final = {"broad": 700, "slim": 300}
"""Pixels for which each chart is drawn; the style sheet shows one of the two."""


def write(document: Document) -> bytes:
    """Return the file, in UTF-8."""
    style = resources.files("plaint.report").joinpath("report.css").read_text("utf-8")
    body = "\n".join([*_cover(document), *_contents(document), "<main>", *_blocks(document), "</main>"])
    draft = f'<aside class="draft">{escape(document.words["page.draft"])}</aside>\n' if document.draft else ""
    page = (
        f'<!DOCTYPE html>\n<html lang="{escape(document.language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(document.title)}</title>\n"
        f'<meta name="author" content="{escape(document.publisher)}">\n'
        f'<meta name="date" content="{escape(document.day)}">\n<style>\n{style}</style>\n</head>\n<body>\n'
        f"{draft}{body}\n</body>\n</html>\n"
    )
    return page.encode()


def _cover(document: Document) -> Iterator[str]:
    yield '<header class="cover">'
    yield f"<p>{escape(document.publisher)}</p>"
    yield f"<h1>{escape(document.title)}</h1>"
    yield f'<p class="subtitle">{escape(document.subtitle)}</p>'
    if document.addressee:
        yield f"<p>{escape(document.words['page.to'].replace('{addressee}', document.addressee))}</p>"
    where = f"{document.place}, " if document.place else ""
    yield f'<p><time datetime="{escape(document.day)}">{escape(where + document.day_words)}</time></p>'
    yield "</header>"


def _contents(document: Document) -> Iterator[str]:
    name = escape(document.words["page.contents"])
    yield f'<nav aria-label="{name}">\n<h2>{name}</h2>\n<ol>'
    chapters = (block for block in document.blocks if isinstance(block, Heading) and block.level == 1)
    for number, chapter in enumerate(chapters, start=1):
        yield f'<li><a href="#c{number}">{escape(chapter.text)}</a></li>'
    yield "</ol>\n</nav>"


def _blocks(document: Document) -> Iterator[str]:
    chapter = table = chart = 0
    for block in document.blocks:
        chapter += isinstance(block, Heading) and block.level == 1
        table += isinstance(block, Grid)
        chart += isinstance(block, Bars)
        yield from _block(block, document, {"chapter": chapter, "table": table, "chart": chart})


def _block(block: Block, document: Document, at: dict[str, int]) -> Iterator[str]:
    match block:
        case Heading():
            # The title of the report is the only h1, so a chapter is an h2.
            level, mark = block.level + 1, f' id="c{at["chapter"]}"' if block.level == 1 else ""
            yield f"<h{level}{mark}>{escape(block.text)}</h{level}>"
        case Paragraph():
            leads = ' class="leads"' if block.leads else ""
            yield f"<p{leads}>{_line(block.line)}</p>"
        case Quotation():
            yield f"<blockquote><p>{_line(block.line)}</p></blockquote>"
        case Listing():
            yield "<ul>" + "".join(f"<li>{_line(item)}</li>" for item in block.items) + "</ul>"
        case Entries():
            yield from (_entry(one) for one in block.entries)
        case Numbers():
            pairs = (f"<div><dt>{escape(words)}</dt><dd>{escape(number)}</dd></div>" for number, words in block.figures)
            yield f'<dl class="numbers">{"".join(pairs)}</dl>'
        case Grid():
            yield from _grid(block, document, at["table"])
        case Bars():
            yield from _bars(block, document, at["chart"])


def _line(line: Line) -> str:
    found = []
    for run in line:
        text = escape(run.text)
        text = f"<strong>{text}</strong>" if run.strong else text
        text = f"<em>{text}</em>" if run.emphasis else text
        text = f'<span lang="{escape(run.language)}">{text}</span>' if run.language else text
        found.append(f'<a href="{escape(run.link)}" rel="noreferrer">{text}</a>' if run.link else text)
    return "".join(found)


def _entry(one: Entry) -> str:
    mark = f' <span class="mark">{escape(one.mark)}</span>' if one.mark else ""
    lines = "".join(f"<div><dt>{escape(name)}</dt><dd>{_line(line)}</dd></div>" for name, line in one.lines)
    return f'<section class="entry"><p><strong>{_line(one.name)}</strong>{mark}</p><dl>{lines}</dl></section>'


def _notes(unit: str, notes: tuple[str, ...], document: Document) -> str:
    counted = document.words["page.counted"].replace("{unit}", unit)
    return f'<p class="notes">{escape(" ".join([f"{counted}.", *notes]))}</p>'


def _grid(block: Grid, document: Document, number: int) -> Iterator[str]:
    title = f"<b>{escape(document.words['page.table'])} {number}</b> {escape(block.title)}"
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in block.columns)
    # A wide table moves sideways within its own frame, which has to have a name for whoever comes to it by keyboard.
    frame = f"{document.words['page.table']} {number}"
    plain = "" if block.margin else ' class="plain"'
    yield f'<figure class="grid"><div class="wide" tabindex="0" role="group" aria-label="{escape(frame)}">'
    yield f"<table{plain}>\n<caption><span>{title}</span></caption>"
    yield f'<thead><tr><th scope="col">{escape(block.corner)}</th>{head}</tr></thead>\n<tbody>'
    for at, (name, cells) in enumerate(block.rows):
        total = ' class="total"' if block.total and at == len(block.rows) - 1 else ""
        row = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        yield f'<tr{total}><th scope="row">{escape(name)}</th>{row}</tr>'
    yield "</tbody>\n</table></div>"
    yield f"{_notes(block.unit, block.notes, document)}</figure>"


def _bars(block: Bars, document: Document, number: int) -> Iterator[str]:
    title = f"<b>{escape(document.words['page.chart'])} {number}</b> {escape(block.title)}"
    yield f'<figure class="bars"><figcaption>{title}</figcaption>'
    for form, width in _WIDTHS.items():
        yield f'<div class="{form}">{block.draw(width, f"b{number}-{form}").svg}</div>'
    yield f"{_notes(block.unit, block.notes, document)}</figure>"
