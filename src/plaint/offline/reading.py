# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading an offline page back: the group in it, and whether this program makes the same page of the same parts.

Rules of this module:

- Nothing of a file is believed for standing in it. What is taken out is verified like any charter, and the whole file
  is compared with one made anew: a page with one more byte than its parts give is another page.
- A reader of HTML may see other things in a file than a browser does. That does not matter where the bytes are
  compared; where they cannot be, the word of the group is over the bytes, too.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

from plaint import __version__
from plaint.charter.errors import CharterError
from plaint.errors import FormatError
from plaint.filing.group import GroupFiles
from plaint.offline.page import MADE_OF, render
from plaint.offline.recipe import Recipe, RecipeError

LONGEST: Final = 8 * 1024 * 1024
"""Bytes of a page that is read at all: one of many versions, bodies and languages stays far below."""


@dataclass(slots=True)
class _Held(HTMLParser):
    """The texts that lie in a page under a name."""

    found: dict[str, list[str]] = field(default_factory=dict)
    open: str | None = None

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = dict(attrs).get("data-file")
        if tag == "template" and name is not None:
            self.open = name
            self.found[name] = []

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self.open = None

    def handle_data(self, data: str) -> None:
        if self.open is not None:
            self.found[self.open].append(data)


def read_page(octets: bytes) -> Recipe:
    """Return what a page says that it was made of; raise `FormatError` where it is no offline page."""
    held = _Held()
    try:
        held.feed(octets.decode())
        held.close()
    except UnicodeDecodeError:
        raise _no_page() from None
    texts = {name: "".join(parts) for name, parts in held.found.items()}
    try:
        made_of, newest, fresh = texts[MADE_OF], texts["/charter"], texts["/freshness"]
    except KeyError:
        raise _no_page() from None
    older: list[bytes] = []
    while (name := f"/charter/{len(older) + 1}") in texts:
        older.append(texts[name].encode())
    return Recipe.from_text(made_of, GroupFiles((*older, newest.encode()), fresh.encode()))


def is_made_of(octets: bytes, recipe: Recipe) -> bool | None:
    """Tell whether this program makes these bytes of `recipe`; None where it is another version than the page's."""
    if recipe.program != __version__:
        return None
    try:
        return render(recipe) == octets
    except (CharterError, RecipeError):
        return False


def _no_page() -> FormatError:
    return FormatError("This is no offline page.", hint="Look whether it is the right file, or get it anew.")
