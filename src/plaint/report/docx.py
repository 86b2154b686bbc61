# SPDX-License-Identifier: AGPL-3.0-or-later
"""The report as a Word file, for offices that go on working with it.

Rules of this module:

- Structure is real: heading styles, header rows that repeat, a language, a text alternative for each picture.
- Dates inside are the day of publication, and the parts of the archive carry one fixed time: the same report gives the
  same bytes.
"""

import io
import zipfile
from datetime import UTC, datetime
from typing import Any, Final

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

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
from plaint.report.docx_grid import ACCENT, MANY, describe, draw_rules, edge, fill, set_margins, set_widths, turn_head
from plaint.report.pdf import picture

_STAMP: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP archive can tell."""
_QUIET: Final = RGBColor(0x5A, 0x64, 0x72)
_BODY: Final = "Times New Roman"
_HEAD: Final = "Arial"
"""Fonts that every office has, and that have the palochka."""


def write(document: Document) -> bytes:
    """Return the file."""
    writer = _Writer(document)
    writer.cover()
    for block in document.blocks:
        writer.block(block)
    buffer = io.BytesIO()
    writer.file.save(buffer)
    return _fixed(buffer.getvalue())


def _fixed(octets: bytes) -> bytes:
    """Return the archive with one time for all its parts, sorted by name but for the list of types, which is first."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(octets)) as old, zipfile.ZipFile(made, "w") as new:
        for name in sorted(old.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            part = zipfile.ZipInfo(name, _STAMP)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            part.create_system = 3
            new.writestr(part, old.read(name))
    return made.getvalue()


class _Writer:
    """One Word file as it grows. python-docx has types for little of what it makes, hence `Any`."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.file: Any = docx.Document()
        self.tables = self.charts = self.chapters = 0
        self._properties()
        self._styles()
        self._edges()

    def _properties(self) -> None:
        own, day = self.file.core_properties, datetime.fromisoformat(self.document.day).replace(tzinfo=UTC)
        own.title, own.subject = self.document.title, self.document.subtitle
        own.author = own.last_modified_by = self.document.publisher
        own.language, own.created, own.modified = self.document.language, day, day
        own.comments, own.keywords, own.revision = "", "", 1

    def _styles(self) -> None:
        styles = self.file.styles
        for name, font, size in (
            ("Normal", _BODY, 11),
            ("Title", _HEAD, 32),
            ("Subtitle", _HEAD, 14),
            ("Heading 1", _HEAD, 20),
            ("Heading 2", _HEAD, 14),
            ("Heading 3", _HEAD, 11.5),
            ("Caption", _HEAD, 9.5),
        ):
            style = styles[name]
            style.font.name, style.font.size = font, Pt(size)
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for key in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{key}"), None)
            for key in ("ascii", "hAnsi", "cs", "eastAsia"):
                fonts.set(qn(f"w:{key}"), font)
            if name != "Normal":
                style.font.color.rgb = ACCENT
                style.font.italic = False
        for language in styles.element.iter(qn("w:lang")):
            language.set(qn("w:val"), self.document.language)
        for name, right, size in (
            ("Name", False, 9),
            ("Figure", True, 9),
            ("Name small", False, 6.5),
            ("Figure small", True, 6.5),
            ("Note", False, 8.5),
        ):
            style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style, style.font.name, style.font.size = styles["Normal"], _HEAD, Pt(size)
            style.paragraph_format.space_after = Pt(14 if name == "Note" else 0 if "small" in name else 1)
            style.paragraph_format.space_before = Pt(4 if name == "Note" else 0 if "small" in name else 1)
            # A table stays on one page with its note, as long as there is one that holds it.
            style.paragraph_format.keep_with_next = name != "Note"
            if right:
                style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        styles["Note"].font.color.rgb = _QUIET
        styles["Note"].paragraph_format.keep_together = True
        styles["Title"].font.bold = True
        styles["Title"].paragraph_format.space_after = Pt(10)
        for line in styles["Title"].element.iter(qn("w:pBdr")):
            line[:] = [edge("top", 24, ACCENT, 18)]
        self.styles = {style.name: style for style in styles}
        styles["Heading 1"].paragraph_format.page_break_before = True
        styles["Caption"].paragraph_format.keep_with_next = True
        styles["Caption"].paragraph_format.space_before = Pt(12)
        section = self.file.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.4)
        section.top_margin = section.bottom_margin = Cm(2.1)
        section.different_first_page_header_footer = True

    def _edges(self) -> None:
        section, document = self.file.sections[0], self.document
        head = section.header.paragraphs[0]
        self._small(head, document.words["page.draft"] if document.draft else document.title)
        if document.draft:
            self._small(section.first_page_header.paragraphs[0], document.words["page.draft"])
        foot = section.footer.paragraphs[0]
        self._small(foot, f"{document.publisher}    ")
        self._field(foot, "PAGE", "1")

    def cover(self) -> None:
        """Write the first page and the list of chapters."""
        document = self.document
        publisher = self.file.add_paragraph()
        publisher.paragraph_format.space_after = Pt(210)
        self._small(publisher, document.publisher)
        publisher.runs[0].font.size = Pt(12)
        self.file.add_paragraph(document.title, style="Title")
        self.file.add_paragraph(document.subtitle, style="Subtitle")
        if document.draft:
            self.file.add_paragraph().add_run(document.words["page.draft"]).bold = True
        if document.addressee:
            to = self.file.add_paragraph()
            to.paragraph_format.space_before = Pt(24)
            to.add_run(document.words["page.to"].replace("{addressee}", document.addressee)).italic = True
        where = f"{document.place}, " if document.place else ""
        dated = self.file.add_paragraph()
        dated.paragraph_format.space_before = Pt(24)
        self._small(dated, where + document.day_words)
        dated.runs[0].font.size = Pt(11)
        dated.add_run().add_break(WD_BREAK.PAGE)
        # Looks like a heading and is none: a list of contents does not list itself.
        contents = self.file.add_paragraph().add_run(document.words["page.contents"])
        contents.bold, contents.font.size, contents.font.name, contents.font.color.rgb = True, Pt(20), _HEAD, ACCENT
        chapters = [one.text for one in document.blocks if isinstance(one, Heading) and one.level == 1]
        # Word fills the field with page numbers when it is asked to; until then the chapters stand in it.
        self._field(self.file.add_paragraph(), 'TOC \\o "1-2" \\h \\z', "\n".join(chapters))

    def block(self, block: Block) -> None:
        """Write one block."""
        match block:
            case Heading():
                self.file.add_heading(block.text, level=block.level)
            case Paragraph():
                self._said("Normal", block.line)
                if block.leads:
                    self.file.paragraphs[-1].paragraph_format.keep_with_next = True
            case Quotation():
                self._said("Intense Quote", block.line)
            case Listing():
                self._said("List Bullet", *block.items)
            case Entries():
                self._entries(block)
            case Numbers():
                self._numbers(block)
            case Grid():
                self._grid(block)
            case Bars():
                self._bars(block)

    def _said(self, style: str, *lines: Line) -> None:
        for line in lines:
            paragraph = self.file.add_paragraph(style=self.styles[style])
            self._runs(paragraph, line)

    @staticmethod
    def _runs(paragraph: Any, line: Line, *, strong: bool = False) -> None:
        for run in line:
            words = paragraph.add_run(run.text)
            words.bold, words.italic = run.strong or strong or None, run.emphasis or None
            if run.language:
                spoken = OxmlElement("w:lang")
                spoken.set(qn("w:val"), run.language)
                words._r.get_or_add_rPr().append(spoken)  # noqa: SLF001  # python-docx has no languages
            if run.link:
                paragraph.add_run(f" ({run.link})").font.color.rgb = _QUIET

    def _numbers(self, block: Numbers) -> None:
        for number, words in block.figures:
            paragraph = self.file.add_paragraph()
            paragraph.paragraph_format.space_before = Pt(6)
            large = paragraph.add_run(number)
            large.bold, large.font.size, large.font.color.rgb = True, Pt(20), ACCENT
            paragraph.add_run(f"  {words}")

    def _entries(self, block: Entries) -> None:
        for one in block.entries:
            self._entry(one)

    def _entry(self, one: Entry) -> None:
        head = self.file.add_paragraph()
        head.paragraph_format.keep_with_next = True
        head.paragraph_format.space_before, head.paragraph_format.space_after = Pt(9), Pt(2)
        self._runs(head, one.name, strong=True)
        if one.mark:
            head.add_run(f" — {one.mark}").font.color.rgb = ACCENT
        for name, line in one.lines:
            paragraph = self.file.add_paragraph()
            paragraph.paragraph_format.left_indent, paragraph.paragraph_format.space_after = Cm(0.6), Pt(2)
            self._small(paragraph, f"{name}  ")
            self._runs(paragraph, line)

    def _grid(self, block: Grid) -> None:
        self.tables += 1
        self._caption(f"{self.document.words['page.table']} {self.tables}. {block.title}")
        lines = [(block.corner, block.columns), *block.rows]
        small = " small" if len(block.columns) > MANY else ""
        table = self.file.add_table(rows=len(lines), cols=len(block.columns) + 1)
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
        describe(table, block.title)
        tree = table._tbl  # noqa: SLF001  # python-docx has no other way to what follows
        tree.tr_lst[0].get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        set_widths(tree, len(block.columns))
        draw_rules(tree, total=block.total)
        set_margins(tree, 30 if small else 50)
        if small:
            turn_head(tree)
        words = [(text, place) for name, cells in lines for place, text in enumerate((name, *cells))]
        last = len(words) - len(block.columns) - 1
        # Thousands of cells: through python-docx each would be looked up again, and take seconds.
        for at, (paragraph, (text, place)) in enumerate(zip(tree.iter(qn("w:p")), words, strict=True)):
            head = at <= len(block.columns)
            # A turned name begins at the foot of its cell, as one that is aligned to the left.
            style = self.styles[f"{'Figure' if place and not (head and small) else 'Name'}{small}"]
            bold = head or (block.total and at >= last)
            fill(paragraph, text, style.style_id, bold=bold)
        self._notes(block.unit, block.notes)

    def _bars(self, block: Bars) -> None:
        self.charts += 1
        self._caption(f"{self.document.words['page.chart']} {self.charts}. {block.title}")
        drawn = self.file.add_picture(io.BytesIO(picture(block, self.document)), width=Cm(16))
        drawn._inline.docPr.set("descr", block.alt)  # noqa: SLF001  # python-docx has no other way
        drawn._inline.docPr.set("title", block.title)  # noqa: SLF001
        self._notes(block.unit, block.notes)

    def _caption(self, text: str) -> None:
        self.file.add_paragraph(text, style=self.styles["Caption"])

    def _notes(self, unit: str, notes: tuple[str, ...]) -> None:
        counted = self.document.words["page.counted"].replace("{unit}", unit)
        self.file.add_paragraph(" ".join([f"{counted}.", *notes]), style=self.styles["Note"])

    @staticmethod
    def _small(paragraph: Any, text: str) -> None:
        run = paragraph.add_run(text)
        run.font.size, run.font.name, run.font.color.rgb = Pt(8.5), _HEAD, _QUIET

    @staticmethod
    def _field(paragraph: Any, code: str, shown: str) -> None:
        """Write a field: what Word computes, and what stands there until it does."""
        for kind, text in (("begin", ""), ("", code), ("separate", ""), ("shown", shown), ("end", "")):
            run = paragraph.add_run(text if kind == "shown" else "")
            if kind in {"begin", "separate", "end"}:
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), kind)
                run._r.append(mark)  # noqa: SLF001  # python-docx has no fields
            elif not kind:
                asked = OxmlElement("w:instrText")
                asked.set(qn("xml:space"), "preserve")
                asked.text = text
                run._r.append(asked)  # noqa: SLF001
