# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages out of templates.

Rules of this module:

- Autoescape is on for every template, and nothing from a record is marked as safe.
- A name that a template uses and nobody gave is an error, not an empty place.
- Every address in a page leads inside the site, relative, or is an `http` link to a source.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Any, Final

from jinja2 import DictLoader, Environment, StrictUndefined

from plaint.chart.marks import Shape, sign
from plaint.errors import FormatError
from plaint.register.model import Claim
from plaint.register.published import unspelled
from plaint.register.vocabulary import LANGUAGES
from plaint.site.edition import Edition
from plaint.site.numbers import panel_id
from plaint.site.paths import Address, link
from plaint.site.signs import LOUD, shape_of
from plaint.site.speech import Speech

POLICY: Final = (
    "default-src 'none'; style-src 'self' file:; img-src data:; base-uri 'none'; form-action 'none'; script-src 'none'"
)
"""Nothing runs, nothing is fetched but the one style sheet, `file:` for a copy opened from a disk. A server should send
the same as a header (docs/publishing.md); in the page it also holds on a stick."""
SECTIONS: Final = ("timeline", "actors", "promises", "inquiries", "counts", "corrections", "sources", "methods", "data")
_FOLDERS: Final = {"statements": "statement", "actors": "actor", "commitments": "promise", "inquiries": "inquiry"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page in one language before it is written: which template, which values."""

    address: Address
    template: str
    heading: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Style:
    """The one style sheet: its path, which carries its hash, and its bytes."""

    path: str
    octets: bytes


def style() -> Style:
    """Return the style sheet of every page, without comments and blanks.

    A file and not a part of each page: it is loaded once for the whole visit, and a server's policy against styles
    inside pages needs no exception.
    """
    text = _source("style.css")
    bare = re.sub(r"/\*.*?\*/", "", re.sub(r"\s+", " ", text))
    bare = re.sub(r":\s", ":", re.sub(r"\s*([{};,>])\s*", r"\1", bare)).replace(";}", "}")
    octets = bare.strip().encode()
    return Style(f"style.{hashlib.sha256(octets).hexdigest()[:16]}.css", octets)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    """Return the templates, compiled once for a process: that takes as long as a hundred pages."""
    folder = resources.files("plaint.site").joinpath("templates")
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".html"))
    return Environment(
        loader=DictLoader({name: _source(name) for name in names}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        keep_trailing_newline=True,
    )


class Renderer:
    """Writes the pages of one edition."""

    def __init__(self, edition: Edition, speeches: Mapping[str, Speech]) -> None:
        """Keep the edition; `speeches` are the words by language."""
        self._environment = _environment()
        self._edition = edition
        self._speeches = speeches
        self._style = style()

    def page(self, page: Page) -> bytes:
        """Return the bytes of a page."""
        speech = self._speeches[page.address.language]
        values = {**self._frame(page, speech), **page.values}
        return _tidy(self._environment.get_template(page.template).render(values))

    def bare(self, template: str) -> bytes:
        """Return the bytes of a page that speaks all languages and stands at the top: the door, and "not found"."""
        doors = [
            {
                "code": code,
                "name": speech.t.name,
                "href": Address(code).file,
                "title": speech.text(self._edition.register.title).text,
                "stand": speech.t("front.stand"),
                "lost": speech.t("lost.heading"),
                "lost_text": speech.t("lost.text"),
            }
            for code, speech in self._speeches.items()
        ]
        values = {
            "doors": doors,
            "policy": POLICY,
            "style": self._style.path,
            "base_url": self._edition.base_url,
        }
        return _tidy(self._environment.get_template(template).render(values))

    def _frame(self, page: Page, speech: Speech) -> dict[str, Any]:
        source = page.address.file
        edition = self._edition
        languages = [
            {
                "code": code,
                "name": self._speeches[code].t.name,
                "href": link(source, page.address.within(code).file),
            }
            for code in LANGUAGES
        ]
        return {
            "w": speech,
            "t": speech.t,
            "p": speech.plural,
            "site": edition.register,
            "as_of": edition.as_of,
            "steps": page.address.steps,
            "public": page.address.public,
            "permanent": edition.base_url + page.address.public if edition.base_url else None,
            "languages": languages,
            "sections": SECTIONS,
            "heading": page.heading,
            "policy": POLICY,
            "style": self._style.path,
            "loud": LOUD,
            "signed_by": edition.signed_by,
            "panel_id": panel_id,
            "claims": lambda said: [Claim(said, count) for count in said.counts],
            "sign": lambda word: sign(shape_of(word)),
            "shape": lambda name: sign(Shape(name)),
            "at": leading(page.address),
            "file": lambda path: link(source, path),
            "target": lambda record: _target(page.address, record, edition),
            "titled": lambda record: _titled(record, edition, speech),
            "value": _value,
        }


def leading(source: Address) -> Callable[..., str]:
    """Return the function by which a template leads from the page `source` to another of its language."""

    def at(*steps: str) -> str:
        inside = () if steps == ("front",) else steps
        return link(source.file, Address(source.language, inside).file)

    return at


def _target(source: Address, record: str, edition: Edition) -> str | None:
    """Return where the page of a record (`statements/e02-1`) is, or None where it has none or is no longer there."""
    folder, _, name = record.partition("/")
    if folder == "sources" and name in edition.register.sources:
        return f"{leading(source)('sources')}#{name}"
    if folder not in _FOLDERS or name not in getattr(edition.register, folder):
        return None
    return leading(source)(_FOLDERS[folder], name)


def _titled(record: str, edition: Edition, speech: Speech) -> str:
    """Return what a record is called for people; its id where it is no longer there."""
    folder, _, name = record.partition("/")
    register = edition.register
    match folder:
        case "statements" if name in register.statements:
            return speech.headline(register, register.statements[name])
        case "sources" if name in register.sources:
            return register.sources[name].citation
        case "actors" if name in register.actors:
            return speech.text(register.actors[name].name).text
        case "commitments" if name in register.commitments:
            return speech.text(register.commitments[name].what).text
        case "inquiries" if name in register.inquiries:
            return speech.text(register.inquiries[name].about).text
        case _:
            return record


def _value(text: str) -> str:
    """Return a value of a correction as people write it: a text without its quotation marks."""
    try:
        value = unspelled(text)
    except FormatError:
        return text
    return value if isinstance(value, str) else text


def _source(name: str) -> str:
    return resources.files("plaint.site").joinpath("templates", name).read_text(encoding="utf-8")


def _tidy(html: str) -> bytes:
    """Return a page without empty lines and the blanks at the ends of lines, which only cost time on a slow line."""
    return ("\n".join(line.rstrip() for line in html.splitlines() if line.strip()) + "\n").encode()
