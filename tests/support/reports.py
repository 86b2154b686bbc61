# SPDX-License-Identifier: AGPL-3.0-or-later
"""A small report: two tables, two chapters in each language, rows that the gate examines in a moment, and its book."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from plaint.figures import book as books
from plaint.figures import codebook, reading, spec
from plaint.figures.gate import BOUND, Frame, Proposal, examine
from plaint.figures.period import Period
from plaint.figures.released import Release
from plaint.figures.units import Unit
from plaint.language import read as read_catalogue
from plaint.register.dates import PartialDate
from plaint.register.examining import read as read_register
from plaint.report import assessed, writing
from plaint.report import folder as places
from plaint.report.assessed import Minimum
from plaint.report.document import Document
from plaint.report.errors import TextError
from plaint.report.folder import Folder
from plaint.report.writing import Material, Text
from tests.support import release_books
from tests.support.registers import EXAMPLE
from tests.support.shared import ROOT

CODEBOOK = """
[units]
complaints = { dimensions = ["right", "region"], numbers = [] }
[dimensions.right]
label = { ru = "Право", en = "Right" }
codes = [
    { code = "liberty", ru = "свобода", en = "liberty" },
    { code = "housing", ru = "жильё ГӀала", en = "housing" },
    { code = "labour", ru = "труд", en = "labour" },
]
[dimensions.region]
label = { ru = "Регион", en = "Region" }
codes = [{ code = "north", ru = "Север", en = "North" }, { code = "south", ru = "Юг", en = "South" }]
"""
TABLES = """
[[table]]
id = "by_right"
unit = "complaints"
dimensions = ["right", "region"]
sensitivity = "ordinary"
shares = ["north"]
ru = "Жалобы по правам и регионам"
en = "Complaints by right and region"
[[table]]
id = "by_region"
unit = "complaints"
dimensions = ["region"]
sensitivity = "ordinary"
ru = "Жалобы по регионам"
en = "Complaints by region"
"""
COUNTS = {
    ("liberty", "north"): 610,
    ("liberty", "south"): 340,
    ("housing", "north"): 33,
    ("housing", "south"): 2,
    ("labour", "north"): 41,
    ("labour", "south"): 58,
}
TEXTS = {
    "en": {
        "01-foreword.txt": "# Foreword\n\nWords of *one* who **knows**, on 5 May 2017.\n\n> Said by another.\n",
        "02-year.txt": "# The year\n\n{numbers: complaints/total = complaints}\n\n## How many\n\n"
        "- {complaints/total} in {period}, as of {as-of}\n- see {=Article 21}\n\n{chart: by_right right}\n\n"
        "{table: by_right}\n\n{promises}\n\n{inquiries}\n",
        "03-annex.txt": "# Annex\n\n{tables}\n\n{sources}\n\n{approval}\n",
    },
    "ru": {
        "01-foreword.txt": "# Предисловие\n\nСлово *того*, кто **знает**: ГӀала, гӏала, 5 мая 2017 года.\n\n"
        "> Сказано другим.\n",
        "02-year.txt": "# Год\n\n{numbers: complaints/total}\n\n## Сколько\n\n"
        "- {complaints/total} за {period}; {as-of}\n"
        "- см. {=статью 21}\n\n{chart: by_right right}\n\n{table: by_right}\n\n{promises}\n\n{inquiries}\n",
        "03-annex.txt": "# Приложение\n\n{tables}\n\n{sources}\n\n{approval}\n",
    },
}
COUNTED = """
[[scope]]
id = "almaz"
name = { ru = "Алмазный край, 2026 год", en = "Almaz territory, 2026" }
about = { ru = "Выдуманные события.", en = "Invented events." }

[[count]]
scope = "almaz"
unit = "detained"
own = "trait"
"""
"""A documented minimum of own records alone, of a place that does not exist."""
RECORDS = "record,scope,unit,standard\n" + "".join(
    f"r{at},almaz,detained,{'corroborated' if at < 12 else 'reported'}\n" for at in range(23)
)
LINKS = "one,other,link\nr20,r21,possible\nr21,r22,same\n"


def counted(path: Path, counts: str = COUNTED) -> None:
    """Write the folder of a documented minimum into that of the report, with own records."""
    place = path / "minimum"
    place.mkdir()
    for name, text in (("counts.toml", counts), ("records.csv", RECORDS), ("links.csv", LINKS)):
        (place / name).write_text(text, encoding="utf-8")


def rows() -> str:
    """Return complaints.csv."""
    lines = ["period,entered,left,right,region"]
    lines += [f"2026H1,2026-12,,{right},{region}" for (right, region), n in COUNTS.items() for _ in range(n)]
    return "\n".join(lines) + "\n"


def plan(**changed: str) -> str:
    """Return report.toml as `new` writes it, for this report; `changed` are keys with their new TOML values."""
    text = places.templates()["report.toml"].decode()
    for key, value in {"as_of": '"2026-12"', "tables": '"tables.toml"', "record": '"record"', **changed}.items():
        lines = [f"{key} = {value}" if line.startswith(f"{key} = ") else line for line in text.split("\n")]
        text = "\n".join(lines)
    return text


def written(path: Path, **changed: str) -> Path:
    """Write the folder of the report at `path`, without a book, and return it."""
    (path / "rows").mkdir(parents=True)
    (path / "report.toml").write_text(plan(**changed), encoding="utf-8")
    (path / "codebook.toml").write_text(CODEBOOK, encoding="utf-8")
    (path / "tables.toml").write_text(TABLES, encoding="utf-8")
    (path / "rows" / "complaints.csv").write_text(rows(), encoding="utf-8")
    (path / "record").symlink_to(EXAMPLE.resolve(), target_is_directory=True)
    for language, chapters in TEXTS.items():
        (path / "texts" / language).mkdir(parents=True)
        for name, text in chapters.items():
            (path / "texts" / language / name).write_text(text, encoding="utf-8")
    return path


@cache
def proposal() -> Proposal:
    """Return what the gate makes of the rows."""
    book = codebook.parse(CODEBOOK)
    given = {Unit.COMPLAINTS: reading.parse(rows().encode(), Unit.COMPLAINTS, book)}
    frame = Frame(name="annual-2026", period=Period.parse("2026"), as_of="2026-12", bound=BOUND)
    return examine(given, spec.parse(TABLES, book), (), frame)


def released(folder: Folder) -> Release:
    """Begin the folder's book and release the report's figures into it."""
    book = release_books.founded(folder.book)
    given = release_books.approvals(book, proposal(), release_books.ANNA, release_books.BORIS)
    return books.append(folder.book, proposal(), given)


def material(path: Path, *, draft: bool = False) -> Material:
    """Return what the report in `path` is made from, its release not in a book."""
    folder = places.read(path)
    register = read_register(EXAMPLE)
    return Material(
        plan=folder.plan, release=proposal().release, register=register, book="group", head="ab" * 32, draft=draft
    )


def example_minimum() -> Minimum:
    """Return the documented minimum of the example record: public counts alone."""
    counts = (ROOT / "examples" / "minimum" / "counts.toml").read_bytes()
    return assessed.parse(counts, read_register(EXAMPLE), PartialDate.parse("2027-03"))


def chapters(language: str, *more: str) -> Iterator[Text]:
    """Yield the texts of a language, and `more` each as a chapter of its own."""
    for name, text in TEXTS[language].items():
        yield Text(place=f"texts/{language}/{name}", text=text)
    for number, text in enumerate(more):
        yield Text(place=f"texts/{language}/9{number}-more.txt", text=text)


def document(path: Path, language: str, *more: str, draft: bool = False) -> Document:
    """Return the report in one language."""
    catalogues = read_catalogue(language, "report"), read_catalogue(language, "register")
    return writing.document(material(path, draft=draft), list(chapters(language, *more)), *catalogues)


def faults(path: Path, text: str, language: str = "en") -> list[str]:
    """Return what is wrong with a chapter, each with its place."""
    try:
        document(path, language, text)
    except TextError as error:
        return [str(fault) for fault in error.faults]
    return []
