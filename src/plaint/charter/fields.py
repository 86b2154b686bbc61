# SPDX-License-Identifier: AGPL-3.0-or-later
"""Strict reading of one JSON object, key by key; every refusal names the field.

Rules of this module:

- A key is taken once, with its one type and its bounds. What nobody took is unknown, not wrong (section 0).
- `True` is no number here, and a number no flag: Python would let either pass for the other.
- Texts that people will read hold no control or bidirectional formatting characters: a name must show as it is stored.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from plaint.charter.errors import CharterFormError
from plaint.errors import FormatError
from plaint.origin import packed

ID: Final = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,38}[a-z0-9])?")
"""An id: 1 to 40 characters that fit into a key name, a file name and a URL without being escaped."""
_HEX: Final = re.compile(r"(?:[0-9a-f]{2})*")
_DAY: Final = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")
_LANGUAGE: Final = re.compile(r"[a-z]{2}")
_CONTROL: Final = "\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff"
_DIRECTION: Final = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNSHOWN: Final = re.compile(f"[{_CONTROL}{_DIRECTION}]")
_BLANK: Final = re.compile(r"[ \n]*")


class Fields:
    """The keys of one JSON object, taken one by one."""

    def __init__(self, value: object, path: str = "") -> None:
        """Hold the object `value` that stands at `path`; raise `CharterFormError` if it is no object."""
        self.path = path
        if not isinstance(value, dict):
            raise CharterFormError(path, "must be an object")
        self._left = dict(value)
        self.unknown: list[str] = []

    def at(self, key: str) -> str:
        """Return the path of `key` in this object."""
        return f"{self.path}.{key}" if self.path else key

    def take(self, key: str) -> object:
        """Return the value of `key` and mark it as known; raise if it is missing."""
        if key not in self._left:
            raise CharterFormError(self.at(key), "is missing")
        return self._left.pop(key)

    def has(self, key: str) -> bool:
        """Say whether `key` is there and not yet taken."""
        return key in self._left

    def end(self) -> list[str]:
        """Return the paths of all keys that nobody took, here and in the objects within."""
        return self.unknown + [self.at(key) for key in sorted(self._left)]

    def number(self, key: str, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`, both included."""
        value = self.take(key)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise CharterFormError(self.at(key), f"must be a whole number from {low} to {high}")
        return value

    def flag(self, key: str) -> bool:
        """Return true or false."""
        value = self.take(key)
        if not isinstance(value, bool):
            raise CharterFormError(self.at(key), "must be true or false")
        return value

    def word(self, key: str, pattern: re.Pattern[str], meaning: str) -> str:
        """Return a string that matches `pattern` as a whole."""
        return _word(self.take(key), pattern, self.at(key), meaning)

    def origin(self, key: str) -> str:
        """Return the origin of a ledger (section 0)."""
        value = self.take(key)
        try:
            packed(value if isinstance(value, str) else "")
        except FormatError:
            raise CharterFormError(self.at(key), "must be an origin: 1 to 63 characters a–z, 0–9, ., - and /") from None
        return str(value)

    def ident(self, key: str) -> str:
        """Return an id."""
        return self.word(key, ID, "an id of 1 to 40 characters a–z, 0–9, - and _")

    def ident_or_null(self, key: str) -> str | None:
        """Return an id, or None for null."""
        if self._left.get(key, "") is None:
            self.take(key)
            return None
        return self.ident(key)

    def idents(self, key: str) -> tuple[str, ...]:
        """Return a list of ids, none twice."""
        return self._words(key, ID, "an id")

    def choice(self, key: str, allowed: Sequence[str]) -> str:
        """Return one of the `allowed` words."""
        value = self.take(key)
        if not isinstance(value, str) or value not in allowed:
            raise CharterFormError(self.at(key), f"must be one of {', '.join(allowed)}")
        return value

    def choices_or_null(self, key: str, allowed: Sequence[str]) -> tuple[str, ...] | None:
        """Return some of the `allowed` words, none twice, or None for null; an empty list is an error."""
        if self._left.get(key, "") is None:
            self.take(key)
            return None
        words = self._words(key, ID, f"one of {', '.join(allowed)}", allowed)
        if not words:
            raise CharterFormError(self.at(key), "must name something, or be null for any")
        return words

    def digest(self, key: str) -> bytes:
        """Return 32 bytes written as 64 lower-case hexadecimal digits."""
        return self.hexadecimal(key, 32)

    def digest_or_null(self, key: str) -> bytes | None:
        """Return 32 bytes in hexadecimal digits, or None for null."""
        if self._left.get(key, "") is None:
            self.take(key)
            return None
        return self.digest(key)

    def hexadecimal(self, key: str, length: int | None) -> bytes:
        """Return `length` bytes (None: any) written as lower-case hexadecimal digits."""
        return _hexadecimal(self.take(key), self.at(key), length)

    def hexadecimals(self, key: str, length: int, limit: int) -> tuple[bytes, ...]:
        """Return a list of at most `limit` values of `length` bytes, each in lower-case hexadecimal digits."""
        path = self.at(key)
        found = enumerate(self.items(key, limit))
        return tuple(_hexadecimal(value, f"{path}[{number}]", length) for number, value in found)

    def day(self, key: str) -> str:
        """Return a date as YYYY-MM-DD."""
        return self.word(key, _DAY, "a date YYYY-MM-DD")

    def languages(self, key: str) -> tuple[str, ...]:
        """Return one or more two-letter language codes."""
        codes = self._words(key, _LANGUAGE, "a language code of two letters")
        if not codes:
            raise CharterFormError(self.at(key), "must name at least one language")
        return codes

    def names(self, key: str, languages: Collection[str], limit: int, *, lines: bool = False) -> Mapping[str, str]:
        """Return a text in each of the `languages` (more are kept), each 1 to `limit` code points."""
        path = self.at(key)
        value = self.take(key)
        if not isinstance(value, dict):
            raise CharterFormError(path, "must be an object with a text in each language")
        for language in languages:
            if language not in value:
                raise CharterFormError(f"{path}.{language}", "is missing")
        for language in value:
            _word(language, _LANGUAGE, path, "texts under language codes of two letters")
        return {language: shown(text, f"{path}.{language}", limit, lines=lines) for language, text in value.items()}

    def inner(self, key: str) -> "Fields":
        """Return the object under `key`."""
        return Fields(self.take(key), self.at(key))

    def items(self, key: str, limit: int) -> list[object]:
        """Return the list under `key`, at most `limit` long."""
        value = self.take(key)
        if not isinstance(value, list) or len(value) > limit:
            raise CharterFormError(self.at(key), f"must be a list of at most {limit}")
        return value

    def objects(self, key: str, limit: int) -> list["Fields"]:
        """Return the objects in the list under `key`."""
        return [Fields(value, f"{self.at(key)}[{number}]") for number, value in enumerate(self.items(key, limit))]

    def _words(
        self, key: str, pattern: re.Pattern[str], meaning: str, allowed: Sequence[str] | None = None
    ) -> tuple[str, ...]:
        words = []
        for number, value in enumerate(self.items(key, 64)):
            path = f"{self.at(key)}[{number}]"
            word = _word(value, pattern, path, meaning)
            if allowed is not None and word not in allowed:
                raise CharterFormError(path, f"must be {meaning}")
            if word in words:
                raise CharterFormError(path, "is named twice", code="double")
            words.append(word)
        return tuple(words)


def shown(value: object, path: str, limit: int, *, lines: bool = False) -> str:
    """Return `value` if it is a text that shows as it is stored: 1 to `limit` code points, several lines if `lines`."""
    if not isinstance(value, str) or not 1 <= len(value) <= limit or _BLANK.fullmatch(value):
        raise CharterFormError(path, f"must be a text of 1 to {limit} characters")
    if _UNSHOWN.search(value) or (not lines and "\n" in value):
        raise CharterFormError(path, "must not hold control or direction characters")
    return value


def _word(value: object, pattern: re.Pattern[str], path: str, meaning: str) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise CharterFormError(path, f"must be {meaning}")
    return value


def _hexadecimal(value: object, path: str, length: int | None) -> bytes:
    meaning = "lower-case hexadecimal digits" if length is None else f"{2 * length} lower-case hexadecimal digits"
    # bytes.fromhex takes capitals and blanks as well; one value has one text here.
    octets = bytes.fromhex(_word(value, _HEX, path, meaning))
    if length is not None and len(octets) != length:
        raise CharterFormError(path, f"must be {meaning}")
    return octets
