# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading the fields of a document strictly, each fault named by its field (never by its content)."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Final

from plaint.entry.strictjson import JsonValue
from plaint.errors import FormatError

MAX_ITEMS: Final = 64
"""Most items of a list: a bound far above what a charter has."""
_ID = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,38}[a-z0-9])?")
_LANGUAGE = re.compile(r"[a-z]{2}")
_WORD = re.compile(r"[a-z]+(?:_[a-z]+)*")
_HEX = re.compile(r"[0-9a-f]*")


class DocumentError(FormatError):
    """A field of a document is not as its form wants it; `field` names it, for the page that it was typed into."""

    def __init__(self, name: str) -> None:
        """Say which field is wrong."""
        super().__init__(f"The field {name} is not as the form wants it.", hint="Change it and send it again.")
        self.field = name


class Fields:
    """An object of a document; fields are taken by name, and what is not taken is kept as unknown."""

    __slots__ = ("_left", "_prefix")

    def __init__(self, value: JsonValue, prefix: str = "") -> None:
        """Read `value`, which must be an object; `prefix` goes before names in errors."""
        if not isinstance(value, Mapping):
            raise DocumentError(prefix.rstrip(".") or "document")
        self._left = dict(value)
        self._prefix = prefix

    def text(self, name: str, most: int, *, least: int = 0) -> str:
        """Return a text of `least` to `most` code points; a missing one is "", which means "not said"."""
        value = self._left.pop(name, "")
        if not isinstance(value, str) or not least <= len(value) <= most:
            raise self.error(name)
        return value

    def choice(self, name: str, allowed: Collection[str]) -> str:
        """Return one of the allowed words."""
        value = self._left.pop(name, None)
        if not isinstance(value, str) or value not in allowed:
            raise self.error(name)
        return value

    def flag(self, name: str) -> bool:
        """Return true or false."""
        value = self._left.pop(name, None)
        if not isinstance(value, bool):
            raise self.error(name)
        return value

    def word(self, name: str) -> str:
        """Return a word of a vocabulary, also one that only a newer program knows."""
        value = self._left.pop(name, None)
        if not isinstance(value, str) or not _WORD.fullmatch(value):
            raise self.error(name)
        return value

    def number(self, name: str, most: int) -> int:
        """Return a whole number from 0 to `most`."""
        value = self._left.pop(name, None)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
            raise self.error(name)
        return value

    def optional_number(self, name: str, most: int) -> int | None:
        """Return a whole number from 0 to `most`, or None where null stands for it."""
        if name in self._left and self._left[name] is None:
            del self._left[name]
            return None
        return self.number(name, most)

    def octets(self, name: str, length: int) -> bytes:
        """Return `length` bytes written as lower-case hexadecimal digits."""
        value = self._left.pop(name, None)
        # `fromhex` alone takes capitals and blanks: two spellings of one value.
        if not isinstance(value, str) or len(value) != 2 * length or not _HEX.fullmatch(value):
            raise self.error(name)
        return bytes.fromhex(value)

    def language(self, name: str) -> str:
        """Return a language of two letters (ISO 639-1)."""
        value = self._left.pop(name, None)
        if not isinstance(value, str) or not _LANGUAGE.fullmatch(value):
            raise self.error(name)
        return value

    def choices(self, name: str, allowed: Collection[str]) -> tuple[str, ...]:
        """Return a list of allowed words, each at most once."""
        return self._words(name, lambda word: word in allowed)

    def ids(self, name: str) -> tuple[str, ...]:
        """Return a list of ids of the charter, each at most once."""
        return self._words(name, lambda word: _ID.fullmatch(word) is not None)

    def object(self, name: str) -> "Fields":
        """Return an object within this one."""
        return Fields(self._left.pop(name, None), f"{self._prefix}{name}.")

    def optional_object(self, name: str) -> "Fields | None":
        """Return an object within this one, or None where null stands for it."""
        if name in self._left and self._left[name] is None:
            del self._left[name]
            return None
        return self.object(name)

    def form(self) -> int:
        """Return the number of the document's form."""
        value = self._left.pop("form", None)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self.error("form")
        return value

    def unknown(self) -> Mapping[str, JsonValue]:
        """Return the fields that were not taken: a newer program's, to be kept."""
        return dict(self._left)

    def error(self, name: str) -> DocumentError:
        """Return the error that names this field."""
        return DocumentError(f"{self._prefix}{name}")

    def _words(self, name: str, fits: Callable[[str], bool]) -> tuple[str, ...]:
        value = self._left.pop(name, None)
        if not isinstance(value, list | tuple) or len(value) > MAX_ITEMS:
            raise self.error(name)
        words = tuple(word for word in value if isinstance(word, str) and fits(word))
        if len(words) != len(value) or len(set(words)) != len(words):
            raise self.error(name)
        return words
