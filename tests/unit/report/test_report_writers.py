# SPDX-License-Identifier: AGPL-3.0-or-later
"""The writers: four forms of one document, always the same bytes, and nobody's words are code in any of them."""

import io
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import docx as reader
import pytest
from pypdf import PdfReader

from plaint.report import docx, html, making, pdf, tables
from plaint.report.document import Bar, Bars, Document, Entries, Entry, Grid, Heading, Run, plain
from plaint.report.errors import ReportError
from plaint.report.pdf import need_fonts
from tests.support import reports

HOSTILE = (
    '#panic("x") $ #read("/etc/passwd") `raw` <label> @ref // no comment',
    '<script>alert("x")</script> & <img src=x onerror=y> </title></style>',
    "]]></w:t><w:object/> &amp; %s {{7*7}} \\u0041 \\\\ \" '",
    "= no heading\n+ no list\n/ no term: x",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the small report."""
    return reports.written(tmp_path_factory.mktemp("report") / "report")


def text_of(octets: bytes) -> str:
    """Return the words of a PDF, whatever breaks its lines have."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(octets)).pages).split())


class Tags(HTMLParser):
    """The tags and words of a page."""

    def __init__(self, octets: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(octets.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep words."""
        self.words.append(data)


def hostile(document: Document) -> Document:
    """Return a document with hostile words in every place that takes words."""

    def bad(at: int) -> str:
        return HOSTILE[at % len(HOSTILE)]

    blocks = []
    for at, block in enumerate(document.blocks):
        changed = block
        if isinstance(block, Heading):
            changed = replace(block, text=bad(at))
        elif isinstance(block, Grid):
            rows = tuple((bad(n), cells) for n, (_, cells) in enumerate(block.rows))
            changed = replace(block, title=bad(at), corner=bad(at + 1), rows=rows, notes=HOSTILE)
        elif isinstance(block, Bars):
            bars = tuple(replace(bar, name=bad(n)) for n, bar in enumerate(block.bars))
            changed = replace(block, title=bad(at), alt=bad(at + 1), bars=bars)
        elif isinstance(block, Entries):
            told = [
                replace(
                    one,
                    name=plain(bad(n)),
                    mark=one.mark and bad(n + 1),
                    lines=tuple((bad(n + 2), plain(bad(n))) for _ in one.lines),
                )
                for n, one in enumerate(block.entries)
            ]
            changed = Entries(tuple(told))
        blocks.append(changed)
    return replace(
        document, title=HOSTILE[0], subtitle=HOSTILE[1], publisher=HOSTILE[2], place=HOSTILE[0], blocks=tuple(blocks)
    )


def test_nobodys_words_are_code_to_typst(folder: Path) -> None:
    """Hostile words are set letter by letter, and nothing is read or run."""
    made = text_of(pdf.write(hostile(reports.document(folder, "en"))))
    assert '#panic("x") $ #read("/etc/passwd")' in made
    assert "root:" not in made


def test_nobodys_words_are_tags_of_the_page(folder: Path) -> None:
    """A page with hostile words has the same tags as one without, and shows the words."""
    document = reports.document(folder, "en")
    plain, bad = Tags(html.write(document)), Tags(html.write(hostile(document)))
    assert [tag for tag, _ in bad.tags] == [tag for tag, _ in plain.tags]
    assert "script" not in {tag for tag, _ in bad.tags}
    assert HOSTILE[1] in bad.words


def test_nobodys_words_are_xml_of_the_word_file(folder: Path) -> None:
    """A Word file with hostile words opens, and says them."""
    made = reader.Document(io.BytesIO(docx.write(hostile(reports.document(folder, "en")))))
    said = "\n".join(paragraph.text for paragraph in made.paragraphs)
    assert all(words.split("\n")[0] in said for words in HOSTILE[:2])


def test_a_cell_is_no_formula(folder: Path) -> None:
    """A label that a spreadsheet would compute is written as words."""
    assert tables._cell("=1+1") == "'=1+1"
    files = tables.write(reports.proposal().release, reports.material(folder).plan)
    assert set(files) == {"by_right.csv", "by_region.csv", "figures.csv", "datapackage.json"}


def test_what_is_hidden_has_no_number_in_the_data(folder: Path) -> None:
    """Each line of a table's file has a value exactly if the cell is shown."""
    octets = tables.write(reports.proposal().release, reports.material(folder).plan)["by_right.csv"]
    head, *lines = octets.decode().strip().split("\r\n")
    shown, value = head.split(",").index("shown"), head.split(",").index("value")
    cells = [line.split(",") for line in lines]
    assert all((cell[shown] == "count") == bool(cell[value]) for cell in cells)
    assert {cell[shown] for cell in cells} > {"count"}


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_pdf_can_be_read_aloud(folder: Path, language: str) -> None:
    """It is tagged, says its language and title, has an outline, header cells, and a text for each chart."""
    document = reports.document(folder, language)
    octets = pdf.write(document)
    made = PdfReader(io.BytesIO(octets))
    root: Any = made.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == (language, True)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert made.metadata is not None
    assert (made.metadata.title, made.metadata.author) == (document.title, document.publisher)
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert [one.title for one in made.outline if not isinstance(one, list)] == [
        block.text for block in document.blocks if isinstance(block, Heading) and block.level == 1
    ]
    seen, alternatives = roles(root["/StructTreeRoot"])
    assert {"/Document", "/TH", "/TD", "/H1", "/Figure", "/Caption", "/L"} <= seen
    assert [block.alt for block in document.blocks if isinstance(block, Bars)] == alternatives


def roles(tree: Any) -> tuple[set[str], list[str]]:
    """Return the roles in a PDF's structure, and the text alternatives of its figures in their order."""
    seen: set[str] = set()
    texts: list[str] = []
    open_ = [tree]
    while open_:
        node = open_.pop()
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            open_ += reversed(node)
        elif isinstance(node, dict):
            if "/S" in node:
                seen.add(str(node["/S"]))
            if node.get("/S") == "/Figure" and "/Alt" in node:
                texts.append(str(node["/Alt"]))
            if "/K" in node:
                open_.append(node["/K"])
    return seen, texts


def resources_of(page: Any) -> Any:
    """Return what a page of a PDF draws with."""
    return page["/Resources"]


def test_the_palochka_is_set_and_can_be_copied(folder: Path) -> None:
    """Both palochkas come out of the PDF as they were written."""
    made = text_of(pdf.write(reports.document(folder, "ru")))
    assert "ГӀала" in made
    assert "гӏала" in made


def test_only_own_fonts_are_embedded(folder: Path) -> None:
    """No font of the machine gets into the file."""
    made = PdfReader(io.BytesIO(pdf.write(reports.document(folder, "ru"))))
    names = {
        str(font.get_object()["/BaseFont"]).split("+")[1]
        for page in made.pages
        for font in resources_of(page).get("/Font", {}).values()
    }
    assert names <= {"PTSerif-Regular", "PTSerif-Italic", "PTSerif-Bold", "PTSans-Regular", "PTSans-Bold"}
    assert len(names) > 2


def test_a_missing_font_is_named(tmp_path: Path) -> None:
    """Without its fonts the report is refused, with what to do."""
    with pytest.raises(ReportError, match=r"The font PTF55F.ttf is missing\. Install this program anew"):
        need_fonts(tmp_path)


@pytest.mark.parametrize("octets", [b"", b"no font", None], ids=["empty", "another", "cut"])
def test_a_broken_font_is_named(tmp_path: Path, octets: bytes | None) -> None:
    """A font file that is empty, something else or cut off is told by its name; the genuine ones pass."""
    genuine = Path(pdf.__file__).parent / "fonts"
    for name in pdf.FONTS:
        (tmp_path / name).write_bytes((genuine / name).read_bytes())
    need_fonts(tmp_path)
    broken = tmp_path / "PTS75F.ttf"
    broken.write_bytes(broken.read_bytes()[:-1] if octets is None else octets)
    with pytest.raises(ReportError, match=r"The font PTS75F.ttf is damaged.*Install this program anew"):
        need_fonts(tmp_path)


@pytest.mark.parametrize("form", ["pdf", "html", "docx"])
def test_a_draft_bears_its_mark_on_every_page(folder: Path, form: str) -> None:
    """Nobody can take a page of a draft for the report."""
    octets = making.WRITERS[form](reports.document(folder, "en", draft=True))
    mark = "DRAFT — NOT FOR PUBLICATION"
    if form == "pdf":
        assert all(mark in page.extract_text() for page in PdfReader(io.BytesIO(octets)).pages)
    elif form == "docx":
        section = reader.Document(io.BytesIO(octets)).sections[0]
        assert mark in section.header.paragraphs[0].text
        assert mark in section.first_page_header.paragraphs[0].text
    else:
        assert f'<aside class="draft">{mark}</aside>' in octets.decode()
        assert ".draft { position: fixed" in octets.decode()


def test_the_page_is_one_file_without_script(folder: Path) -> None:
    """Nothing is fetched, nothing runs, tables have their heads, and links lead to the web alone."""
    page = Tags(html.write(reports.document(folder, "en")))
    named = {tag for tag, _ in page.tags}
    assert not named & {"script", "link", "img", "iframe", "form", "object"}
    assert {"main", "nav", "caption", "figcaption"} <= named
    heads = [attrs.get("scope") for tag, attrs in page.tags if tag == "th"]
    assert heads
    assert set(heads) == {"col", "row"}
    links = [attrs["href"] or "" for tag, attrs in page.tags if tag == "a"]
    assert all(re.match(r"#c\d+$|https?://", link) for link in links)
    assert page.tags[0] == ("html", {"lang": "en"})


def test_a_word_file_has_structure(folder: Path) -> None:
    """Headings are headings, heads of tables repeat, each picture has its text, the date is that of publication."""
    document = reports.document(folder, "ru")
    octets = docx.write(document)
    made = reader.Document(io.BytesIO(octets))
    headings = [(p.style.name, p.text) for p in made.paragraphs if p.style and p.style.name.startswith("Heading")]
    assert headings == [(f"Heading {b.level}", b.text) for b in document.blocks if isinstance(b, Heading)]
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        body = archive.read("word/document.xml").decode()
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert body.count("<w:tblHeader/>") == len(document.grids)
    assert re.findall(r'descr="([^"]+)"', body) == [block.alt for block in document.blocks if isinstance(block, Bars)]
    own = made.core_properties
    assert (own.language, own.title, str(own.created)[:10]) == ("ru", document.title, "2027-04-24")


def test_many_columns_have_turned_names_in_a_word_file(folder: Path) -> None:
    """A table of eight columns turns the names of all of them, and one of three none."""
    document = reports.document(folder, "en")
    wide = [
        replace(block, columns=tuple("abcdefgh"), rows=tuple((name, ("5",) * 8) for name, _ in block.rows))
        if block.id == "by_right"
        else block
        for block in document.grids
    ]
    turned = [
        body.count('<w:textDirection w:val="btLr"/>')
        for blocks in (document.grids, tuple(wide))
        for body in [_body(docx.write(replace(document, blocks=blocks)))]
    ]
    assert turned == [0, 8]


def _body(octets: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        return archive.read("word/document.xml").decode()


def test_the_same_report_gives_the_same_bytes(folder: Path) -> None:
    """Processes with other seeds of their hashes, in another time zone, write the same files."""
    code = (
        "import hashlib, pathlib, sys\n"
        "from dataclasses import replace\nfrom tests.support import reports\nfrom plaint.report import making\n"
        "m = replace(reports.material(pathlib.Path(sys.argv[1])), minimum=reports.example_minimum())\n"
        "made = making.make(m, {one: list(reports.chapters(one, '# M\\n\\n{minimum}\\n')) for one in ('ru', 'en')})\n"
        "print(sorted((name, hashlib.sha256(one).hexdigest()) for name, one in made.items()))\n"
    )
    told = []
    for seed, zone in (("1", "UTC"), ("2", "Asia/Vladivostok")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        done = subprocess.run(
            [sys.executable, "-c", code, str(folder)], env=environment, capture_output=True, text=True, check=True
        )
        told.append(done.stdout)
    assert told[0] == told[1]
    assert told[0].count("report-") == 6
    assert "data/minimum.csv" in told[0]


def test_the_page_has_the_charts_of_the_chart_room(folder: Path) -> None:
    """Each chart stands twice, for a wide and a narrow window, one image with its alternative, its ids its own."""
    document = reports.document(folder, "en")
    page = html.write(document).decode()
    charts = [block for block in document.blocks if isinstance(block, Bars)]
    told = re.findall(r'<desc id="([^"]+)">([^<]+)</desc>', page)
    assert [unescape(text) for _, text in told] == [block.alt for block in charts for _ in range(2)]
    assert len({name for name, _ in told}) == len(told) == page.count('role="img"')


def drawn_in(octets: bytes) -> bytes:
    """Return what the pages of a PDF draw, one after another."""
    contents: list[Any] = [page.get_contents() for page in PdfReader(io.BytesIO(octets)).pages]
    return b"".join(one.get_data() for one in contents)


def small(document: Document) -> Document:
    """Return the document with bars for a count, for less than a threshold and for nothing, one with its month."""
    forms = (
        Bar(name="many", shown="1,200 (2026-09)", length=1000),
        Bar(name="few", shown="<5", length=4, open=True),
        Bar(name="hidden", shown="…", length=None),
    )
    return replace(
        document,
        blocks=tuple(replace(block, bars=forms) if isinstance(block, Bars) else block for block in document.blocks),
    )


def test_the_figure_of_the_longest_bar_stands_in_one_line(folder: Path) -> None:
    """A figure with its month is not parted from it behind the longest bar that a page has room for."""
    made = PdfReader(io.BytesIO(pdf.write(small(reports.document(folder, "en")))))
    assert any("1,200 (2026-09)" in page.extract_text() for page in made.pages)


def test_a_pdf_draws_less_than_a_threshold_as_an_open_box(folder: Path) -> None:
    """A page with a small cell has a dashed line that the same page without one lacks; what is hidden draws nothing."""
    document = small(reports.document(folder, "en"))
    solid = replace(
        document,
        blocks=tuple(
            replace(block, bars=tuple(replace(bar, open=False) for bar in block.bars))
            if isinstance(block, Bars)
            else block
            for block in document.blocks
        ),
    )
    dashed = re.compile(rb"\[[0-9. ]+\] ?[0-9.]+ d\b")
    boxes = [len(dashed.findall(drawn_in(pdf.write(one)))) for one in (document, solid)]
    assert boxes[0] > boxes[1]


@pytest.mark.parametrize("form", ["pdf", "html", "docx"])
def test_words_of_the_other_language_are_said_in_it(folder: Path, form: str) -> None:
    """What stands in another language than the report is marked as such for whoever listens to it."""
    entry = Entry(name=(Run(text="Проверка"), Run(text="Nobody wrote it yet", language="en")), mark="", lines=())
    octets = making.WRITERS[form](
        replace(reports.document(folder, "ru"), blocks=(Heading(1, "Год"), Entries((entry,))))
    )
    if form == "html":
        assert '<span lang="en">Nobody wrote it yet</span>' in octets.decode()
    elif form == "docx":
        assert '<w:lang w:val="en"/></w:rPr><w:t>Nobody wrote it yet</w:t>' in _body(octets)
    else:
        assert set(re.findall(rb"/Lang\(([a-z]+)\)", drawn_in(octets))) == {b"ru", b"en"}
