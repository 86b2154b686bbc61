# SPDX-License-Identifier: AGPL-3.0-or-later
"""Strict reading of a member's document, key by key (docs/protocol.md, section 3.6).

Rules of this module:

- A key has its one type and its bounds; a key that this version does not know stays in the record's bytes and is told
  to the reader as "update needed".
- Lengths are in code points. Control characters other than line feed, and characters that turn text around, are
  refused: what a colleague wrote must show as it is stored.
"""

import re
from collections.abc import Mapping
from typing import Final

from plaint.errors import FormatError

_UNSHOWN: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_ID: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_HEX: Final = re.compile(r"(?:[0-9a-f]{2})*")
_MOST_NAMES: Final = 64


class Fields:
    """The keys of one document, taken one by one."""

    def __init__(self, document: Mapping[str, object]) -> None:
        """Hold the `document`; raise `FormatError` if its form is not 1."""
        self._left = dict(document)
        if self._take("form") != 1:
            raise FormatError("This document has an unknown form.", hint="Update this program.")

    def unknown(self) -> tuple[str, ...]:
        """Return the keys that nobody took, sorted."""
        return tuple(sorted(self._left))

    def text(self, key: str, most: int, *, least: int = 0) -> str:
        """Return a string of `least` to `most` code points."""
        value = self._take(key)
        if not isinstance(value, str) or not least <= len(value) <= most or _UNSHOWN.search(value):
            raise _wrong(key)
        return value

    def word(self, key: str) -> str:
        """Return a word of a vocabulary or an id; whether it is known is for the caller to judge."""
        value = self._take(key)
        if not isinstance(value, str) or not _ID.fullmatch(value.replace("_", "-")):
            raise _wrong(key)
        return value

    def number(self, key: str, most: int) -> int:
        """Return a whole number from 0 to `most`."""
        value = self._take(key)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
            raise _wrong(key)
        return value

    def number_or_none(self, key: str, most: int) -> int | None:
        """Return a whole number from 0 to `most`, or None for null."""
        if key in self._left and self._left[key] is None:
            del self._left[key]
            return None
        return self.number(key, most)

    def names(self, key: str) -> tuple[str, ...]:
        """Return a list of ids without repetitions."""
        value = self._take(key)
        if not isinstance(value, list) or len(value) > _MOST_NAMES or len(set(map(repr, value))) != len(value):
            raise _wrong(key)
        if not all(isinstance(name, str) and _ID.fullmatch(name) for name in value):
            raise _wrong(key)
        return tuple(value)

    def octets(self, key: str, length: int) -> bytes:
        """Return `length` bytes written as lower-case hexadecimal digits, or none at all for an empty string."""
        value = self._take(key)
        if not isinstance(value, str) or len(value) not in {0, 2 * length} or not _HEX.fullmatch(value):
            raise _wrong(key)
        return bytes.fromhex(value)

    def _take(self, key: str) -> object:
        if key not in self._left:
            raise _wrong(key)
        return self._left.pop(key)


def _wrong(key: str) -> FormatError:
    return FormatError(f"The field {key} is missing or not of its form.", hint="Ask the author to send it again.")
