# SPDX-License-Identifier: AGPL-3.0-or-later
"""Take the pictures of the annual report: `python -m tools.report_pages` writes docs/pictures/report-*.png.

The report is the one of the invented year (`plaint/demo/year.py`), 10,000 complaints: its rows go through the gate, two
invented members approve, promises and inquiries are those of an invented record, and the pages are taken from the PDF
that `plaint report make` would write.
"""

import subprocess
import tempfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image

from plaint.demo import year
from plaint.figures import book as books
from plaint.figures import gate, reading, spec
from plaint.figures.period import Period
from plaint.figures.rows import Rows
from plaint.figures.units import Unit
from plaint.register.model import Register
from plaint.report import folder, making, pdf, plan
from plaint.report.writing import Material, Text
from tests.support import public_record, release_books

PICTURES: Final = Path(__file__).parents[1] / "docs" / "pictures"
COMPLAINTS: Final = 10_000
YEAR: Final = 2031
"""The year of the invented record."""
JUNE: Final = 6
PAGES: Final = {"cover": 1, "year": 4, "rights": 7, "promises": 15}
DEMONSTRATION: Final = "Demonstration: every figure, name and promise is invented"
COLOURS: Final = 32
DOTS: Final = 72
"""For each inch: an A4 page is 595 pixels wide."""


def main() -> None:
    """Take all pictures."""
    files = {name: octets.decode() for name, octets in folder.templates().items()}
    planned = plan.parse(files["report.toml"])
    # No invented figure stands beside what was truly said: the record is invented as well, and every page says so.
    record = public_record.record()
    planned = replace(
        planned,
        release=f"annual-{YEAR}",
        period=Period.parse(str(YEAR)),
        as_of=f"{YEAR + 1}-03",
        day=planned.day.replace(year=YEAR + 1),
        subtitle={code: text.replace("2026", str(YEAR)) for code, text in planned.subtitle.items()},
        publisher={"en": DEMONSTRATION, "ru": DEMONSTRATION},
    )
    rows = year.invent(COMPLAINTS, year=YEAR) | {Unit.COMMITMENTS: promises(record)}
    frame = gate.Frame(name=planned.release, period=planned.period, as_of=planned.as_of, bound=gate.BOUND)
    proposal = gate.examine(rows, spec.standard(year.codebook()), [], frame)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "release.book"
        book = release_books.founded(path)
        given = release_books.approvals(book, proposal, release_books.ANNA, release_books.BORIS)
        release = books.append(path, proposal, given)
        material = Material(
            plan=planned,
            release=release,
            register=record,
            book=book.name,
            head=books.read(path).head,
            draft=False,
        )
        chapters = [Text(place=one, text=text) for one, text in files.items() if one.startswith("texts/en/")]
        made = Path(name) / "report.pdf"
        made.write_bytes(pdf.write(making.documents(material, {"en": chapters})["en"]))
        for place, number in PAGES.items():
            take(made, number, PICTURES / f"report-{place}.png")


def promises(record: Register) -> Rows:
    """Return the promises of the record as rows: the table of the chapter counts those that are listed below it."""
    lines = ["period,entered,left,state"]
    for one in record.commitments.values():
        said = record.statements[one.statement].said.earliest
        lines.append(f"{said.year}H{1 if said.month <= JUNE else 2},{said:%Y-%m},,{one.status}")
    return reading.parse("".join(f"{line}\n" for line in lines).encode(), Unit.COMMITMENTS, year.codebook())


def take(made: Path, number: int, target: Path) -> None:
    """Write one page of a PDF as a picture."""
    asked = ["pdftoppm", "-png", "-r", str(DOTS), "-f", str(number), "-l", str(number), str(made)]
    page = subprocess.run(asked, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout
    picture = Image.open(BytesIO(page)).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)


if __name__ == "__main__":
    main()
