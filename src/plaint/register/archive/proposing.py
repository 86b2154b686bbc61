# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a saved file is, and what it says of itself."""

import json
import re
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Final

from plaint import apart
from plaint.errors import FormatError
from plaint.register.archive import limits
from plaint.register.dates import PartialDate
from plaint.register.findings import RegisterError
from plaint.register.shape import is_hidden
from plaint.register.vocabulary import SnapshotForm

_WORKER: Final = "plaint.register.archive.worker"
_LANGUAGE: Final = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8}){0,3}")
_HTML: Final = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|title)\b", re.IGNORECASE)
_HEAD: Final = 65_536
NEEDED: Final = ("htmldate", "lxml", "pypdf")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a source says of itself, perhaps wrongly; None where it says nothing."""

    title: str | None = None
    author: str | None = None
    published: PartialDate | None = None
    language: str | None = None


def form_of(octets: bytes) -> SnapshotForm:
    """Return what a file is by its bytes, whatever its name says; raise `RegisterError` where it can be no source."""
    if len(octets) > limits.MOST_BYTES:
        raise RegisterError(
            f"The file is longer than {limits.MOST_BYTES >> 20} MiB.", hint="Archive a page or a PDF without its films."
        )
    if octets.startswith(b"%PDF-"):
        return SnapshotForm.PDF
    if _HTML.search(octets[:_HEAD]):
        return SnapshotForm.HTML
    try:
        text = octets.decode()
    except UnicodeDecodeError:
        text = "\0"
    if not text.strip() or "\0" in text:
        raise RegisterError(
            "The file is neither a page, nor a PDF, nor UTF-8 text.", hint="Save the page as HTML, or print it to PDF."
        )
    return SnapshotForm.TXT


def propose(octets: bytes, form: SnapshotForm, *, seconds: float = limits.SECONDS) -> Proposal | None:
    """Return what a page or PDF says of itself; None where it could not be read, a text says nothing.

    Read in a process of its own. Raises `RegisterError` where the packages for that are not installed.
    """
    if form is SnapshotForm.TXT:
        return Proposal()
    if not all(find_spec(name) for name in NEEDED):
        raise RegisterError(
            "What reads saved pages is not installed.",
            hint="Install its extra register: pip install --require-hashes -r requirements/register.txt, "
            "or give --title, --author and --date.",
        )
    answer = apart.ask(_WORKER, octets, seconds=seconds, most=limits.MOST_ANSWER_BYTES)
    return None if answer is None else read_answer(answer)


def read_answer(answer: bytes) -> Proposal | None:
    """Return the proposal in a worker's answer, or None where it is none; the worker has met a stranger's bytes."""
    try:
        found = json.loads(answer)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    language = _plain(found.get("language"))
    return Proposal(
        title=_plain(found.get("title")),
        author=_plain(found.get("author")),
        published=_day(found.get("day")),
        language=language if language and _LANGUAGE.fullmatch(language) else None,
    )


def _plain(value: object) -> str | None:
    """Return a text on one line, without what cannot be seen and could turn a terminal around."""
    if not isinstance(value, str):
        return None
    clean = "".join(letter for letter in " ".join(value.split()) if not is_hidden(letter))
    return clean[: limits.LONGEST].strip() or None


def _day(value: object) -> PartialDate | None:
    try:
        return PartialDate.parse(value) if isinstance(value, str) else None
    except FormatError:
        return None
