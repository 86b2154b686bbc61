# SPDX-License-Identifier: AGPL-3.0-or-later
"""Making the file: every language rendered, everything put inside, and a policy that names the hashes of it.

Rules of this module:

- `default-src 'none'` leaves a page no way out: no request, no form, no frame, no picture. Style and script run because
  their hashes stand in the policy; with one letter changed they do not.
- Addresses stand on the page as text to be copied and never as links: a slip of the finger must not go to the network
  from this device.
- Nothing enters that is not in the recipe: no time, no path, no name of the machine.
"""

import hashlib
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Final

from plaint import __version__
from plaint.charter.pin import Pin
from plaint.charter.signed import SignedCharter
from plaint.intake.pages.book import Book
from plaint.intake.pages.paths import Paths
from plaint.language import Catalogue
from plaint.offline.recipe import Recipe, RecipeError
from plaint.offline.texts import catalogues
from plaint.web.pages import read_pages

_HERE: Final = Path(str(resources.files(__package__)))
_PAGES: Final = Path(str(resources.files("plaint.intake.pages")))
_STATIC: Final = Path(str(resources.files("plaint.web").joinpath("static")))
_NOWHERE: Final = {"start": "", "safety": "#"}
"""Addresses of the pages that are part of this one; there are no others."""
_LEAVE: Final = "about:blank"
MADE_OF: Final = "made-of"
"""Name under which the recipe lies in the page."""


@dataclass(frozen=True, slots=True)
class _Within:
    """Static files that lie in the page under their own names."""

    def address(self, name: str) -> str:
        return name


def render(recipe: Recipe) -> bytes:
    """Return the page that `recipe` gives, whose files the caller has verified; raise `RecipeError` where none can be.

    The same recipe and program give the same bytes.
    """
    if recipe.program != __version__:
        raise RecipeError(
            f"This page is one of version {recipe.program}, and this program is {__version__}.",
            hint=f"Take version {recipe.program} of the program to make it again.",
        )
    book = _book(recipe)
    parts = [(t, _part(book, t, recipe)) for t in book.catalogues]
    style, script = _code(_STATIC / "page.css"), _code(_HERE / "offline.js")
    text = book.pages.text(
        "whole.html",
        {
            "first": book.first,
            "parts": parts,
            "files": _files(recipe, book.catalogues),
            "style": style,
            "script": script,
            "policy": policy(style, script),
            "leave": _LEAVE,
        },
    )
    return text.encode()


def policy(style: str, script: str) -> str:
    """Return the content policy of a page with this style and script and nothing else."""
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; connect-src 'none'; "
        "img-src 'none'; form-action 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _book(recipe: Recipe) -> Book:
    root, newest = (SignedCharter.from_bytes(recipe.files.charters[at]) for at in (0, -1))
    charter = newest.charter
    shown = catalogues(charter.languages, demo=charter.demo, reviewed=recipe.reviewed)
    if not shown:
        raise RecipeError(
            "No language of this group has been reviewed.",
            hint="Name the languages that the group's own people have read and answer for: --reviewed ru.",
        )
    return Book(
        pages=read_pages(_Within(), _PAGES, _HERE),
        charter=charter,
        root=root.digest,
        catalogues=shown,
        neutral=_LEAVE,
        # From version 1 on: whoever compares the words of the fingerprint has compared all that the page believes.
        pin=str(Pin(charter.origin, root.digest, 1, root.digest)),
    )


def _part(book: Book, t: Catalogue, recipe: Recipe) -> str:
    return book.text(
        "write/write.html",
        t,
        _NOWHERE["start"],
        offline=True,
        path=_NOWHERE,
        leave=_LEAVE,
        others=(),
        pin=book.pin,
        fingerprint=book.fingerprint(t),
        doors=[f"{door}{Paths(t.language).hand}" for door in recipe.doors],
    )


def _files(recipe: Recipe, shown: Sequence[Catalogue]) -> Mapping[str, str]:
    """Return what the script asks for by these names, as intake would answer it."""
    charters = recipe.files.charters
    lists = sorted({f"words.{t.words}.txt" for t in shown})
    return {
        MADE_OF: str(recipe),
        **{f"/charter/{number}": octets.decode() for number, octets in enumerate(charters[:-1], start=1)},
        "/charter": charters[-1].decode(),
        "/freshness": recipe.files.freshness.decode(),
        **{name: _code(_STATIC / name) for name in (*lists, "licences.txt")},
    }


def _code(path: Path) -> str:
    text = path.read_bytes().decode()
    # A carriage return would be read as a line feed, and `</script` or `<!--` would end or change what is hashed.
    if "\r" in text or "<!--" in text or "</script" in text.lower() or "</style" in text.lower():
        raise RecipeError(f"{path.name} cannot lie inside a page.", hint="Install the program anew.")
    return text
