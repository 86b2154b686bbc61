# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading an offline page back: the group in it, and whether this program makes the same page of the same parts.

Rules of this module:

- Nothing of a file is believed for standing in it. What is taken out is verified like any charter, and the whole file
  is compared with one made anew: a page with one more byte than its parts give is another page.
- What lies in a page is found by the one line that this program writes for it, and by nothing that HTML allows besides:
  the library's own reader lets errors out at what is no HTML, and takes long over it.
- A browser may see other things in a file. That does not matter where the bytes are compared; where they cannot be, the
  word of the group is over the bytes, too.
"""

import html
import re
from typing import Final

from plaint import __version__
from plaint.charter.errors import CharterError
from plaint.errors import FormatError
from plaint.filing.group import GroupFiles
from plaint.offline.page import MADE_OF, render
from plaint.offline.recipe import Recipe, RecipeError

LONGEST: Final = 8 * 1024 * 1024
"""Bytes of a page that is read at all: one of many versions, bodies and languages stays far below."""
_HELD: Final = re.compile(r'<template data-file="([^"<>]*)">([^<]*)</template>')


def read_page(octets: bytes) -> Recipe:
    """Return what a page says that it was made of; raise `FormatError` or `RecipeError` where it is no offline page."""
    try:
        held = _HELD.findall(octets.decode())
    except UnicodeDecodeError:
        raise _no_page() from None
    texts = {name: html.unescape(text) for name, text in held}
    if len(texts) != len(held):
        raise _no_page()
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
