# SPDX-License-Identifier: AGPL-3.0-or-later
"""Saved pages are stored as they are, read apart, and what they say of themselves is only proposed."""

import hashlib
import io
import json
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfWriter

from plaint.register import changing
from plaint.register.archive import limits, proposing
from plaint.register.archive.proposing import Proposal, form_of, propose, read_answer
from plaint.register.dates import PartialDate
from plaint.register.examining import examine, read
from plaint.register.findings import RegisterError
from plaint.register.model import Source
from plaint.register.vocabulary import Medium, SnapshotForm
from tests.support.registers import example

DAY = PartialDate.parse("2017-06-01")
PAGE = """<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8"><title>Заголовок — Газета</title>
<meta property="og:title" content="Заголовок"><meta name="author" content="И. Автор">
<meta property="article:published_time" content="2017-05-22T10:00:00+03:00"></head>
<body><h1>Заголовок</h1><p>Текст.</p></body></html>""".encode()


def _pdf(**info: str) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_metadata({f"/{name}": value for name, value in info.items()})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _propose(octets: bytes) -> Proposal | None:
    return propose(octets, form_of(octets), seconds=60)


def test_a_page_says_what_it_is() -> None:
    """Title, author, day and language that a page declares are proposed."""
    found = _propose(PAGE)
    assert found == Proposal("Заголовок", "И. Автор", PartialDate.parse("2017-05-22"), "ru")


def test_a_page_in_an_older_encoding_is_read() -> None:
    """A page in windows-1251 gives its letters; a day that is only in its text is not guessed at."""
    page = "<html><head><title>Новость дня</title></head><body><p>Москва, 22 мая 2017 года.</p></body></html>"
    assert _propose(page.encode("cp1251")) == Proposal("Новость дня", None, None, None)


def test_a_pdf_says_what_it_is() -> None:
    """Title, author and day of making of a PDF are proposed."""
    found = _propose(_pdf(Title="Доклад", Author="Уполномоченный", CreationDate="D:20170517120000Z"))
    assert found == Proposal("Доклад", "Уполномоченный", PartialDate.parse("2017-05-17"), None)


def test_a_text_says_nothing() -> None:
    """Of a plain text nothing is proposed, and no process is started for it."""
    assert propose(b"He said so.\n", SnapshotForm.TXT, seconds=0) == Proposal()


def _bomb() -> bytes:
    """Return a PDF of a few hundred KiB with a stream that would unfold to 256 MiB."""
    packed = zlib.compress(bytes(256 * 2**20), 9)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(packed) + packed + b"\nendstream",
        b"<< /Title (Bomb) >>",
    ]
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer << /Size 6 /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start


def test_a_bomb_in_a_pdf_is_not_unfolded() -> None:
    """A stream that would unfold to 256 MiB is not touched: what the PDF says of itself lies outside of it."""
    bomb = _bomb()
    assert len(bomb) < 2**20
    assert _propose(bomb) == Proposal(title="Bomb")


@pytest.mark.parametrize(
    "octets",
    [
        b"%PDF-1.7\n" + b"\xff" * 1000,
        b"%PDF-1.7\ntrailer << /Root 1 0 R /Prev 9 >>\nstartxref\n9\n%%EOF",
        b"%PDF-" + b"[" * 100_000,
        b"<html>" + b"<div>" * 200_000,
        b"<html><title>" + b"&" * 3_000_000,
        b"<html>" + b"<meta name=x content=y>" * 100_000,
        b'<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><html><title>&b;</title></html>',
        b"<html>" + b"\0" * 10_000,
        b"<html><title>" + b"x" * (limits.MOST_HTML_BYTES + 1),
        b"<html><script>while(1){}</script><title>\x1b[2J\xe2\x80\xaetitle</title></html>",
    ],
    ids=["noise", "loop", "deep-pdf", "deep-page", "ampersands", "metas", "entities", "zeros", "long", "script"],
)
def test_a_hostile_file_hurts_nobody(octets: bytes) -> None:
    """Noise, loops, depth, entities, length and scripts give a plain proposal or none, and never an error."""
    found = propose(octets, form_of(octets))
    assert found is None or all(part is None or str(part).isprintable() for part in (found.title, found.author))


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"  \n",
        b"\x89PNG\r\n\x1a\n\0",
        b"PK\3\4\0\0",
        b"MZ\x90\0",
        b"\xff\xfe<\0h\0t\0m\0l\0>\0",
        "Я".encode("cp1251"),
    ],
)
def test_a_file_of_another_kind_is_no_source(octets: bytes) -> None:
    """A picture, an archive, a program, an empty file: what is neither page, nor PDF, nor UTF-8 text is refused."""
    with pytest.raises(RegisterError, match="neither a page, nor a PDF"):
        form_of(octets)


def test_a_file_that_is_too_long_is_no_source() -> None:
    """More than 32 MiB is refused with what to do."""
    with pytest.raises(RegisterError, match="without its films"):
        form_of(b"x" * (limits.MOST_BYTES + 1))


@pytest.mark.parametrize(
    "answer", [b"", b"[]", b"{", b"[" * 9999, b'{"title": 3, "day": "2017-99", "language": "\\u0000"}']
)
def test_a_worker_that_was_taken_over_proposes_nothing(answer: bytes) -> None:
    """An answer of another form is none, and a value of another kind is left out."""
    assert read_answer(answer) in (None, Proposal())


def test_a_worker_that_was_taken_over_cannot_turn_the_terminal() -> None:
    """Control characters, marks of direction and length do not get through."""
    answer = json.dumps({"title": "a\x1b[2J\u202eb\n" + "c" * 999, "author": "\u200b", "day": "2017-05"}).encode()
    found = read_answer(answer)
    assert found is not None
    assert found.title is not None
    assert (found.title[:7], len(found.title), found.author) == ("a[2Jb c", limits.LONGEST, None)
    assert str(found.published) == "2017-05"


def test_without_the_extra_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the packages that read pages are not installed, the message names the extra and the way around."""
    monkeypatch.setattr(proposing, "NEEDED", ("no_such_package",))
    with pytest.raises(RegisterError, match=r"-r requirements/register\.txt, or give --title"):
        _propose(PAGE)


def test_a_copy_is_stored_by_its_digest(tmp_path: Path) -> None:
    """The bytes are kept as they are, the source names digest, form and day, and check counts them over."""
    record = example(tmp_path)
    known = read(record).sources["meduza-2017-10-16"]
    changing.add_source(record, replace(known, title="A title", citation="another"), PAGE, DAY)
    digest = hashlib.sha256(PAGE).hexdigest()
    source = read(record).sources["meduza-2017-10-16"]
    assert source.snapshot is not None
    assert (source.snapshot.sha256, source.snapshot.form, source.snapshot.taken) == (digest, "html", DAY)
    assert (source.title, source.citation) == ("A title", known.citation)
    path = record / "snapshots" / f"{digest}.html"
    assert path.read_bytes() == PAGE
    path.write_bytes(PAGE + b" ")
    assert any("is not what was archived" in found.problem for found in examine(record)[1])
    path.unlink()
    assert any("There is no snapshots/" in found.problem for found in examine(record)[1])


def test_an_archive_is_not_replaced(tmp_path: Path) -> None:
    """Another copy of a source is refused, the same one again changes nothing, and a stray copy is found."""
    record = example(tmp_path)
    source = Source(id="new", citation="New", medium=Medium.PRESS)
    changing.add_source(record, source, PAGE, DAY)
    changing.add_source(record, source, PAGE, PartialDate.parse("2017-07"))
    assert read(record).sources["new"].snapshot.taken == DAY  # type: ignore[union-attr]
    with pytest.raises(RegisterError, match="has another copy already"):
        changing.add_source(record, source, PAGE + b" ", DAY)
    (record / "snapshots" / "stray.html").touch()
    assert any("No source has this copy" in found.problem for found in examine(record)[1])
