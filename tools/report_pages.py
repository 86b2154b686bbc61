# SPDX-License-Identifier: AGPL-3.0-or-later
"""Take the pictures of the annual report: `python -m tools.report_pages` writes docs/pictures/report-*.png.

The report is the one of the invented year (`plaint/demo/year.py`), 10,000 complaints: its rows go through the gate, two
invented members approve, and the pages are taken from the PDF that `plaint report make` would write.
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
from plaint.figures import gate, spec
from plaint.figures.period import Period
from plaint.register.examining import read as read_register
from plaint.report import folder, making, pdf, plan
from plaint.report.writing import Material, Text
from tests.support import release_books

PICTURES: Final = Path(__file__).parents[1] / "docs" / "pictures"
RECORD: Final = Path(__file__).parents[1] / "examples" / "register"
COMPLAINTS: Final = 10_000
PAGES: Final = {"cover": 1, "year": 4, "rights": 7, "promises": 16}
DEMONSTRATION: Final = "Demonstration: every figure is invented"
COLOURS: Final = 32
DOTS: Final = 72
"""For each inch: an A4 page is 595 pixels wide."""


def main() -> None:
    """Take all pictures."""
    files = {name: octets.decode() for name, octets in folder.templates().items()}
    planned = plan.parse(files["report.toml"])
    # Names in the promises are real, figures are not: every page says so.
    planned = replace(planned, publisher={"en": DEMONSTRATION, "ru": DEMONSTRATION})
    frame = gate.Frame(name=planned.release, period=Period.parse("2026"), as_of=planned.as_of, bound=gate.BOUND)
    proposal = gate.examine(year.invent(COMPLAINTS), spec.standard(year.codebook()), [], frame)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "release.book"
        book = release_books.founded(path)
        given = release_books.approvals(book, proposal, release_books.ANNA, release_books.BORIS)
        release = books.append(path, proposal, given)
        material = Material(
            plan=planned,
            release=release,
            register=read_register(RECORD),
            book=book.name,
            head=books.read(path).head,
            draft=False,
        )
        chapters = [Text(place=one, text=text) for one, text in files.items() if one.startswith("texts/en/")]
        made = Path(name) / "report.pdf"
        made.write_bytes(pdf.write(making.documents(material, {"en": chapters})["en"]))
        for place, number in PAGES.items():
            take(made, number, PICTURES / f"report-{place}.png")


def take(made: Path, number: int, target: Path) -> None:
    """Write one page of a PDF as a picture."""
    asked = ["pdftoppm", "-png", "-r", str(DOTS), "-f", str(number), "-l", str(number), str(made)]
    page = subprocess.run(asked, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout
    picture = Image.open(BytesIO(page)).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)


if __name__ == "__main__":
    main()
