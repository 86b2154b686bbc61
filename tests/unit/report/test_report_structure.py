# SPDX-License-Identifier: AGPL-3.0-or-later
"""The structure of the report's PDF, by which a screen reader goes: heads of tables, headings, links, charts."""

import io
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from pypdf import PdfReader

from plaint.report import pdf, rowheads
from plaint.report.document import Bars, Grid, Heading
from tests.support import reports


@pytest.fixture(scope="module", params=["ru", "en"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, PdfReader]:
    """Return a report in one language, and its PDF."""
    folder = reports.written(tmp_path_factory.mktemp("report") / "report")
    document = reports.document(folder, request.param)
    return document, PdfReader(io.BytesIO(pdf.write(document)))


def elements(node: Any, role: str = "") -> Iterator[Any]:
    """Yield every element of a structure in its order, or those of one role."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for one in node:
            yield from elements(one, role)
    elif isinstance(node, dict):
        if node.get("/S") and (not role or node["/S"] == role):
            yield node
        if "/K" in node:
            yield from elements(node["/K"], role)


def tree(reader: PdfReader) -> Any:
    """Return the root of a PDF's structure."""
    root: Any = reader.trailer["/Root"]
    return root["/StructTreeRoot"]


def said(cell: Any) -> dict[str, Any]:
    """Return the attributes of a cell as one."""
    lists = cell.get("/A", [])
    found: dict[str, Any] = {}
    for one in lists if isinstance(lists, list) else [lists]:
        found |= one.get_object()
    return found


def test_every_row_and_every_column_has_its_head(made: tuple[Any, PdfReader]) -> None:
    """The first row heads columns, the first cell of each other row heads it, and no figure is tied to one alone."""
    document, reader = made
    tables = list(elements(tree(reader), "/Table"))
    assert len(tables) == len([block for block in document.blocks if isinstance(block, Grid)])
    for table in tables:
        top, *rows = elements(table, "/TR")
        heads = [(cell["/S"], said(cell)["/Scope"]) for cell in map(_object, top["/K"])]
        assert heads == [("/TH", "/Column")] * len(heads)
        assert rows
        for row in rows:
            first, *cells = map(_object, row["/K"])
            assert (first["/S"], said(first)["/Scope"]) == ("/TH", "/Row")
            assert {(cell["/S"], "/Headers" in said(cell)) for cell in cells} == {("/TD", False)}


def test_headings_leave_no_level_out(made: tuple[Any, PdfReader]) -> None:
    """Whoever goes from heading to heading never falls by more than one level, and meets all of them in order."""
    document, reader = made
    levels = [int(one["/S"][2]) for one in elements(tree(reader)) if one["/S"] in {"/H1", "/H2", "/H3"}]
    # The list of chapters has a heading of its own.
    assert levels == [1, *(block.level for block in document.blocks if isinstance(block, Heading))]
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_links_and_charts_have_words(made: tuple[Any, PdfReader]) -> None:
    """Each link says where it leads, each chart what it shows, and pages are gone through by structure."""
    document, reader = made
    links: list[Any] = [_object(one) for page in reader.pages for one in page.get("/Annots", [])]
    assert links
    assert all(link["/Subtype"] == "/Link" and link["/Contents"].strip() for link in links)
    assert len(links) == len(list(elements(tree(reader), "/Link")))
    charts = [block.alt for block in document.blocks if isinstance(block, Bars)]
    assert [one["/Alt"] for one in elements(tree(reader), "/Figure")] == charts
    assert {str(page["/Tabs"]) for page in reader.pages if "/Annots" in page} == {"/S"}


def test_naming_heads_changes_nothing_else(made: tuple[Any, PdfReader]) -> None:
    """A PDF whose rows have heads keeps its pages, its identifier and the marks of both standards, byte by byte."""
    document, reader = made
    bare = PdfReader(io.BytesIO(pdf.bare(document)))
    assert [one.get_contents() for one in bare.pages] == [one.get_contents() for one in reader.pages]
    for key in ("/ID", "/Info"):
        assert bare.trailer[key] == reader.trailer[key]
    assert _mark(bare) == _mark(reader)
    assert all(word in _mark(reader) for word in (b"pdfuaid", b"pdfaid"))
    assert bare.pdf_header == reader.pdf_header == "%PDF-1.7"


def test_a_second_naming_finds_nothing_to_do(made: tuple[Any, PdfReader]) -> None:
    """Once every row has its head, the same structure comes out again."""
    document, reader = made
    again = PdfReader(io.BytesIO(rowheads.name(pdf.write(document))))
    roles = [[one["/S"] for one in elements(tree(one))] for one in (reader, again)]
    assert roles[0] == roles[1]


def _object(one: Any) -> Any:
    return one.get_object()


def _mark(reader: PdfReader) -> bytes:
    root: Any = reader.trailer["/Root"]
    octets: bytes = root["/Metadata"].get_data()
    return octets
