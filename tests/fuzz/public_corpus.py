# SPDX-License-Identifier: AGPL-3.0-or-later
"""Right inputs of every form of the public side: the record, figures, the report and the site."""

import functools
import json
import tempfile
from pathlib import Path

from plaint.demo import year
from plaint.figures import book, manuscript, reading, written
from plaint.figures.units import Unit
from plaint.report import folder as reports
from plaint.site import manifest
from tests.support.registers import DOSSIER, EXAMPLE
from tests.support.release_books import APPROVERS, worded
from tests.support.shared import ROOT

_YEAR = ROOT / "src" / "plaint" / "demo" / "year.toml"
_TABLES = ROOT / "src" / "plaint" / "figures" / "tables.toml"


def partial_dates() -> list[bytes]:
    """Return dates as far as they are known."""
    return [b"2017", b"2017-04", b"2017-04-24", b"2016-02-29"]


def periods() -> list[bytes]:
    """Return periods, open ones too."""
    return [b"2017-01-01/2017-04-01", b"../2017-04-17", b"2018-12/..", b"2017"]


def dossiers() -> list[bytes]:
    """Return the dossier of the example record in pieces of three rows, under its first line each."""
    header, *rows = DOSSIER.read_bytes().splitlines(keepends=True)
    return [b"".join([header, *rows[at : at + 3]]) for at in range(0, len(rows), 3)]


def whole_dossiers() -> list[bytes]:
    """Return the whole dossier of the example record."""
    return [DOSSIER.read_bytes()]


def record_files() -> list[bytes]:
    """Return statements of the example record."""
    return [path.read_bytes() for path in sorted((EXAMPLE / "statements").glob("e[23]*.toml"))]


def published_logs() -> list[bytes]:
    """Return logs of what was published."""
    line = b"statements/e20-promise " + b"0f" * 32 + b" 2017-06-01\n"
    return [b"", line, line * 3]


def proposals() -> list[bytes]:
    """Return answers of the process that reads saved pages."""
    empty = {"title": None, "author": None, "day": None, "language": None}
    full = {"title": "Заголовок", "author": "Автор", "day": "2017-05-22", "language": "ru"}
    return [json.dumps(answer).encode() for answer in (empty, full)]


def neutral_rows() -> list[bytes]:
    """Return files of neutral rows of persons."""
    return [reading.write(year.invent(count)[Unit.PERSONS]) for count in (1, 4, 12)]


def own_records() -> list[bytes]:
    """Return files of own records of people, of two units of one scope."""
    return [year.documented({("almaz", "detained"): count, ("almaz", "killed"): 2})[0] for count in (0, 3, 12)]


def links() -> list[bytes]:
    """Return files that link the records of the first of those."""
    records = year.documented({("almaz", "detained"): 2, ("almaz", "killed"): 2})[0]
    one, two, three, four = (line.split(b",")[0] for line in records.split(b"\n")[1:-1])
    header = b"one,other,link\n"
    return [header, b"%b%b,%b,same\n" % (header, one, two), b"%b%b,%b,distinct\n" % (header, three, four)]


def counts() -> list[bytes]:
    """Return counts of the invented record: with own records and without, and none at all."""
    public = [
        f'[[count.public]]\nlineage = "{lineage}"\nstandard = "reported"\nwhy = {{ ru = "a", en = "b" }}\n'
        for lineage in ("paper", "network")
    ]
    own = "".join(['[[count]]\nscope = "valley"\nunit = "detained"\nown = "trait"\n', *public])
    return [own.encode(), own.replace('own = "trait"\n', "").encode(), b""]


def codebooks() -> list[bytes]:
    """Return small codebooks, of each dimension of the invented year alone."""
    head, *dimensions = _YEAR.read_text("utf-8").split("\n[dimensions.")
    assert head.startswith("#")
    names = [dimension.partition("]")[0] for dimension in dimensions]
    return [
        f'[units]\nconflicts = {{ dimensions = ["{name}"], numbers = ["days"] }}\n\n[dimensions.{dimension}\n'.encode()
        for name, dimension in zip(names, dimensions, strict=True)
    ]


def whole_codebooks() -> list[bytes]:
    """Return the codebook of the invented year."""
    return [_YEAR.read_bytes()]


def table_specs() -> list[bytes]:
    """Return lists of tables to be released: each of the annual report alone."""
    text = _TABLES.read_text("utf-8")
    return [b"[[table]]\n" + table.encode() for table in text.split("[[table]]\n")[1:]]


def whole_table_specs() -> list[bytes]:
    """Return all tables of the annual report."""
    return [_TABLES.read_bytes()]


@functools.cache
def _book() -> book.Book:
    with tempfile.TemporaryDirectory() as folder:
        return worded(Path(folder) / "book")


def release_books() -> list[bytes]:
    """Return a release book with two releases and the words of one, and as it was after each record before."""
    whole = _book().octets
    ends = [whole.index(b"release book record %d " % number) for number in range(1, _book().length)]
    return [whole, *(whole[:end] for end in ends)]


def releases() -> list[bytes]:
    """Return releases as they lie behind the signatures of a book."""
    return [written.encode(release) for release in _book().releases]


def manuscripts() -> list[bytes]:
    """Return lists of the files of a report, as they lie behind the signatures of a book."""
    return [manuscript.encode(one) for one in _book().manuscripts]


def manuscript_texts() -> list[bytes]:
    """Return what approvers of a report's words sign."""
    return [_book().words_text(one) for one in _book().manuscripts]


def foundings() -> list[bytes]:
    """Return founding records as they lie behind the signatures of a book, of all approvers and of the least."""
    return [book._founding("group", approvers, 5) for approvers in (APPROVERS, APPROVERS[1:])]


def manifests() -> list[bytes]:
    """Return manifests of a site of one file and of several."""
    several = {"404.html": b"", "data/statements.csv": b"id\r\n", "en/index.html": b"<p>", "style.0f.css": b"p{}"}
    return [manifest.write({"index.html": b"<p>"}), manifest.write(several)]


@functools.cache
def report_texts() -> list[bytes]:
    """Return the chapters that come with the program."""
    return [octets for name, octets in reports.templates().items() if name.endswith(".txt")]


@functools.cache
def report_plans() -> list[bytes]:
    """Return the plan that comes with the program."""
    return [reports.templates()["report.toml"]]
