# SPDX-License-Identifier: AGPL-3.0-or-later
"""The process that reads one saved page: bytes in on standard input, proposals out on standard output.

Run as `python -I -m plaint.register.archive.worker`. It answers one line of JSON with title, author, day and language,
null where nothing was found.
"""

import io
import json
import re
from typing import Final

from plaint import apart
from plaint.register.archive import limits

_AUTHORS: Final = ("author", "article:author", "dc.creator", "citation_author", "parsely-author")
_TITLES: Final = ("og:title", "citation_title", "dc.title", "twitter:title")
_PDF_DAY: Final = re.compile(r"^D:(\d{4})(\d{2})(\d{2})")


def read(octets: bytes) -> bytes:
    """Return the proposals for a page or a PDF as JSON."""
    found = _pdf(octets) if octets.startswith(b"%PDF-") else _html(octets)
    cut = {name: value[: limits.LONGEST] if isinstance(value, str) else None for name, value in found.items()}
    return json.dumps(cut).encode()


def _html(octets: bytes) -> dict[str, str | None]:
    from htmldate import find_date  # noqa: PLC0415 - its import takes a while and is for pages alone
    from htmldate.utils import load_html  # noqa: PLC0415 - the same

    if len(octets) > limits.MOST_HTML_BYTES:
        raise ValueError("too long for a page")
    # It guesses the encoding and parses with lxml: no network, no entities, and lxml's own limits on depth and length.
    tree = load_html(octets)
    if tree is None:
        raise ValueError("no page")
    meta: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = (element.get("property") or element.get("name") or "").lower()
        meta.setdefault(name, (element.get("content") or "").strip())
    headings = [_text(element) for name in ("h1", "title") for element in tree.iter(name)]
    titles = [meta.get(name, "") for name in _TITLES] + headings
    authors = [meta.get(name, "") for name in _AUTHORS]
    return {
        "title": next((title for title in titles if title), None),
        "author": next((author for author in authors if author and not author.startswith("http")), None),
        # What the page declares. Its other mode guesses at any number in the text, builds the patterns of 205 languages
        # for that (seconds of processor time), and gives the first of January where it found a year.
        "day": find_date(tree, original_date=True, extensive_search=False, outputformat="%Y-%m-%d"),
        "language": tree.get("lang"),
    }


def _text(element: object) -> str:
    return " ".join("".join(element.itertext()).split())  # type: ignore[attr-defined] # lxml has no types


def _pdf(octets: bytes) -> dict[str, str | None]:
    from pypdf import PdfReader  # noqa: PLC0415 - for PDF alone

    # Only the information dictionary: no page is decoded, so no filter of a stream is run that could unfold.
    info = PdfReader(io.BytesIO(octets), strict=True).metadata
    made = _PDF_DAY.match(str(info.get("/CreationDate", ""))) if info else None
    return {
        "title": _own(info.title) if info else None,
        "author": _own(info.author) if info else None,
        "day": "-".join(made.groups()) if made else None,
        "language": None,
    }


def _own(text: str | None) -> str | None:
    return " ".join(text.split()) or None if text else None


def main() -> int:
    """Read what comes on standard input; return the exit code."""
    return apart.answer(read, most=limits.MOST_BYTES, memory=limits.MEMORY_BYTES)


if __name__ == "__main__":
    raise SystemExit(main())
