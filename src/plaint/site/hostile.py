# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a record's texts and addresses may hold once they stand on a page, in a feed or in a table.

Texts come from people and from imported tables. Escaping is the templates' own work; here stands the rest: characters
that make a line read otherwise than it is written (Unicode TR 36, "Trojan Source"), addresses that run something
instead of leading somewhere, and cells that a spreadsheet would take for a formula.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Final
from urllib.parse import urlsplit

from plaint.errors import PlaintError

_TURNING: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufff9-\ufffb]")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_SCHEMES: Final = ("http", "https")


class HostileTextError(PlaintError):
    """A record holds characters that would make a page read otherwise than it is written; nothing was published."""


def need_plain(text: str, place: str) -> str:
    """Return `text`; raise `HostileTextError` where it holds a control character or one that turns the line."""
    found = _TURNING.search(text) or _CONTROL.search(text)
    if found:
        raise HostileTextError(
            f"{place}: a text holds the invisible character U+{ord(found.group()):04X}.",
            hint="Type the passage anew instead of pasting it; `plaint register check` then reads the folder again.",
        )
    return text


def texts(value: object, place: str) -> Iterator[tuple[str, str]]:
    """Give every text within dataclasses, mappings and sequences, with the way to it: what `need_plain` looks at."""
    if isinstance(value, Enum):
        return
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from texts(inner, f"{place} {key}".strip())
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from texts(inner, place)
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from texts(getattr(value, one.name), f"{place} {one.name}".strip())


def leads_to_web(url: str) -> bool:
    """Whether an address may become a link: http or https with a host (an onion is one), and no blank in it."""
    if re.search(r"[\s\\\x00-\x20]", url):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in _SCHEMES and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False


def harmless_cell(text: str) -> str:
    """Return a table's cell that no spreadsheet takes for a formula: an apostrophe stands before such a beginning."""
    return f"'{text}" if text.startswith(_FORMULA) else text
