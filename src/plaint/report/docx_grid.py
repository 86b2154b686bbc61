# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a table of a Word file needs that python-docx has no words for: widths, lines, a turned head, a title.

python-docx has types for little of what it makes, hence `Any`.
"""

from typing import Any, Final

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import RGBColor

ACCENT: Final = RGBColor(0x1F, 0x4E, 0x79)
MANY: Final = 7
"""Columns, above which a table is set small."""
_SOME: Final = 4
"""Columns, from which on names of rows give way to them."""
_RULE: Final = RGBColor(0xB9, 0xC2, 0xCC)
_TINT: Final = RGBColor(0xEE, 0xF2, 0xF6)
_TEXT: Final = 9180
"""Width of the text in twentieths of a point; that of the names of rows, by how many columns stand beside
them; the most for a column of figures."""
_NARROW: Final = 1700
_MIDDLE: Final = 2650
_WIDE: Final = 3200
_LONE: Final = 2000
_HEIGHT: Final = 2000
"""Of a turned head, in the same measure."""


def set_widths(tree: Any, columns: int) -> None:
    """Give the names of the rows more room than the figures; a single column of figures stands near its names."""
    name = _NARROW if columns > MANY else _WIDE if columns < _SOME else _MIDDLE
    widths = [name, *[min(_LONE, (_TEXT - name) // columns)] * columns]
    for at, measure in enumerate(tree.iter(qn("w:gridCol"))):
        measure.set(qn("w:w"), str(widths[at]))
    for at, measure in enumerate(tree.iter(qn("w:tcW"))):
        measure.set(qn("w:type"), "dxa")
        measure.set(qn("w:w"), str(widths[at % len(widths)]))


def edge(side: str, width: int, colour: RGBColor, space: int = 0) -> Any:
    """Return one line of a border; `width` in eighths of a point, `space` in points."""
    line = OxmlElement(f"w:{side}")
    for key, value in (("val", "single"), ("sz", str(width)), ("space", str(space)), ("color", str(colour))):
        line.set(qn(f"w:{key}"), value)
    return line


def draw_rules(tree: Any, *, total: bool) -> None:
    """Draw the lines of a table as in the PDF: strong ones around it, fine ones between rows, a tint for a total."""
    borders = OxmlElement("w:tblBorders")
    borders.extend([edge("top", 10, ACCENT), edge("bottom", 10, ACCENT), edge("insideH", 3, _RULE)])
    next(tree.iter(qn("w:tblLook"))).addprevious(borders)
    for cell in tree.tr_lst[0].tc_lst:
        below, foot = OxmlElement("w:tcBorders"), OxmlElement("w:vAlign")
        below.append(edge("bottom", 6, ACCENT))
        foot.set(qn("w:val"), "bottom")
        cell.get_or_add_tcPr().extend([below, foot])
    for cell in tree.tr_lst[-1].tc_lst if total else ():
        tint = OxmlElement("w:shd")
        for key, value in (("val", "clear"), ("color", "auto"), ("fill", str(_TINT))):
            tint.set(qn(f"w:{key}"), value)
        cell.get_or_add_tcPr().append(tint)


def turn_head(tree: Any) -> None:
    """Turn the names of many columns, so that they stand in one line each."""
    head = tree.tr_lst[0]
    height = OxmlElement("w:trHeight")
    height.set(qn("w:val"), str(_HEIGHT))
    head.get_or_add_trPr().append(height)
    for cell in head.tc_lst[1:]:
        turned = OxmlElement("w:textDirection")
        turned.set(qn("w:val"), "btLr")
        next(cell.iter(qn("w:vAlign"))).addprevious(turned)


def set_margins(tree: Any, width: int) -> None:
    """Let words and figures nearly fill their cells; `width` in twentieths of a point, at the left and at the right."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(width))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    next(tree.iter(qn("w:tblLook"))).addprevious(margins)


def fill(paragraph: Any, text: str, style: str, *, bold: bool) -> None:
    """Set the words of an empty paragraph of a table."""
    named = OxmlElement("w:pPr")
    mark = OxmlElement("w:pStyle")
    mark.set(qn("w:val"), style)
    named.append(mark)
    run, words = OxmlElement("w:r"), OxmlElement("w:t")
    if bold:
        look = OxmlElement("w:rPr")
        look.append(OxmlElement("w:b"))
        run.append(look)
    words.text = text
    words.set(qn("xml:space"), "preserve")
    run.append(words)
    paragraph.extend([named, run])


def describe(table: Any, text: str) -> None:
    """Give a table the title by which a screen reader announces it."""
    about = OxmlElement("w:tblCaption")
    about.set(qn("w:val"), text)
    table._tbl.tblPr.append(about)  # noqa: SLF001  # python-docx has no other way
