# SPDX-License-Identifier: AGPL-3.0-or-later
"""The report as a PDF, set by Typst.

Rules of this module:

- What people wrote reaches Typst as JSON and is never read as its language. The template is a file of this package.
- Typst sees one empty folder of its own and the fonts of this package: no file, no font and no package of the machine.
- Tagged, PDF/UA-1 and PDF/A-2a as far as Typst checks them; afterwards names of rows become heads
  (`rowheads`). Dated with the day of publication, never with the clock.
"""

import hashlib
import json
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Literal

import typst

from plaint.report import rowheads
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
from plaint.report.errors import ReportError

_ANEW: Final = "Install this program anew; it brings its fonts."
STANDARDS: Final[list[Literal["ua-1", "a-2a"]]] = ["ua-1", "a-2a"]
FONTS: Final = {
    "PTF55F.ttf": "d074251529defb38523f3d89cfadfc2491515b32c22f154a8fc6b4c184415a69",
    "PTF56F.ttf": "e2b2f71276ed2745ca137fef788246dcd381e88e66d9d23754112f51d73e05fc",
    "PTF75F.ttf": "71a57caa616bec6f7266bddb176defd481f4edfca357123d4d3d8bb942b10f26",
    "PTS55F.ttf": "3bbff9ab698453a4c705ec9ab9d8f528d21562a684bb6816f157163637eac914",
    "PTS75F.ttf": "576b59732fff967895eba1eed0fc5f8cdb069ea31fde878c0cdc36aa2d4615ef",
}
"""PT Serif and PT Sans, made for all languages of Russia: they have the palochka. With the SHA-256 of each."""


def write(document: Document) -> bytes:
    """Return the PDF; raise ReportError where a font is missing or Typst refuses."""
    return rowheads.name(bare(document))


def bare(document: Document) -> bytes:
    """Return the PDF as Typst sets it, in whose tables only columns have heads."""
    moment = datetime.fromisoformat(document.day).replace(tzinfo=UTC)
    return _set("setting.typ", inputs(document), {"format": "pdf", "pdf_standards": STANDARDS, "timestamp": moment})


def picture(chart: Bars, document: Document) -> bytes:
    """Return one chart as a PNG, for writers that cannot draw."""
    given = {"language": document.language, "words": dict(document.words), "chart": _block(chart)}
    return _set("picture.typ", given, {"format": "png", "ppi": 220.0})


def _set(name: str, given: dict[str, Any], options: dict[str, Any]) -> bytes:
    package = resources.files("plaint.report")
    # Both are files of this package, and neither holds a place that is filled: nobody's words are ever read as Typst.
    template = b"\n".join(package.joinpath(part).read_bytes() for part in ("parts.typ", name))
    told = json.dumps(given, ensure_ascii=False, sort_keys=True)
    with resources.as_file(package.joinpath("fonts")) as fonts, TemporaryDirectory() as empty:
        need_fonts(fonts)
        try:
            made: object = typst.compile(
                template,
                root=empty,
                font_paths=[str(fonts)],
                ignore_system_fonts=True,
                sys_inputs={"report": told},
                package_path=empty,
                package_cache_path=empty,
                **options,
            )
        except RuntimeError as error:
            raise ReportError(
                f"Typst does not set this report: {str(error)[:300]}", hint="Look for signs that its fonts lack."
            ) from None
    if not isinstance(made, bytes):
        raise ReportError("Typst set no single file.", hint="Install the version that requirements/report.txt names.")
    return made


def need_fonts(folder: Path) -> None:
    """Raise ReportError where a font of the report is missing or damaged.

    Typst passes over a broken font without a word, and another one has not every letter.
    """
    for name, digest in FONTS.items():
        path = folder / name
        if not path.is_file():
            raise ReportError(f"The font {name} is missing.", hint=_ANEW)
        if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            raise ReportError(f"The font {name} is damaged: it is not the one that this program came with.", hint=_ANEW)


def inputs(document: Document) -> dict[str, Any]:
    """Return what the template reads."""
    return {
        "language": document.language,
        "title": document.title,
        "subtitle": document.subtitle,
        "publisher": document.publisher,
        "addressee": document.addressee,
        "place": document.place,
        "day": document.day,
        "day_words": document.day_words,
        "draft": document.draft,
        "words": dict(document.words),
        "blocks": [_block(block) for block in document.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            found: dict[str, Any] = {"kind": "heading", "level": block.level, "text": block.text}
        case Paragraph():
            found = {"kind": "paragraph", "line": _line(block.line), "leads": block.leads}
        case Quotation():
            found = {"kind": "quotation", "line": _line(block.line)}
        case Listing():
            found = {"kind": "listing", "items": [_line(item) for item in block.items]}
        case Entries():
            found = {"kind": "entries", "entries": [_entry(one) for one in block.entries]}
        case Numbers():
            found = {"kind": "numbers", "figures": block.figures}
        case Grid():
            named: tuple[str, ...] = (
                "title",
                "unit",
                "corner",
                "across",
                "columns",
                "rows",
                "total",
                "margin",
                "notes",
            )
            found = {"kind": "grid", **{key: getattr(block, key) for key in named}}
        case Bars():
            drawn = [
                {"name": one.name, "shown": one.shown, "length": one.length, "open": one.open} for one in block.bars
            ]
            named = ("title", "unit", "alt", "notes")
            found = {"kind": "bars", "bars": drawn, **{key: getattr(block, key) for key in named}}
    return found


def _entry(one: Entry) -> dict[str, Any]:
    return {"name": _line(one.name), "mark": one.mark, "lines": [(name, _line(line)) for name, line in one.lines]}


def _line(line: Line) -> list[dict[str, Any]]:
    named: tuple[str, ...] = ("text", "strong", "emphasis", "link", "language")
    return [{key: getattr(run, key) for key in named} for run in line]
