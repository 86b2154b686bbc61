# SPDX-License-Identifier: AGPL-3.0-or-later
"""Random bits as words, in the form of BIP-39: 12 words for 16 bytes, 24 for 32, the last one carrying check bits.

Rules of this module:

- Only bits that a random generator made become words. Nobody chooses words, and nothing is stretched from them.
- The Russian list is kept in NFC by some and in NFKD by others, and people type е for ё: 276 of its 2,048 words differ
  by that. Both the list and what is typed are folded alike before they meet; й stays й, another letter than и.
- An error never says a word. Where a word is wrong, `WordsError` carries its place and the nearest list words beside
  the message, for the page that the person types into.
"""

import difflib
import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Final, Literal

from plaint.keys.errors import WordsError

WordLanguage = Literal["ru", "en"]
LANGUAGES: Final[tuple[WordLanguage, ...]] = ("ru", "en")
_LISTS: Final = {"ru": "russian.txt", "en": "english.txt"}
_MENDED: Final = {"сно\ufffd\ufffdа": "снова"}
"""Word 1573 of the Russian list, which mnemonic 0.21 brings with a letter destroyed (U+FFFD twice, for one в). One
receipt in 171 and one recovery sheet in 86 hold it; nobody could have written it down, or typed it."""
_LENGTHS: Final = {12: 16, 24: 32}
_PARTING = re.compile(r"(?:[^\S\x1c-\x1f\x85]|[\ufeff,])+")
"""Commas and what is a blank in JavaScript: Python counts a few control characters more, and one less."""
_NUMBER = re.compile(r"^[0-9]{1,2}(?:[.)]|$)")
_ALIKE: Final = 0.6
"""How much of two words has to be common, from 0 to 1, before one is shown beside the other (`difflib`)."""


def to_words(entropy: bytes, language: WordLanguage = "ru") -> tuple[str, ...]:
    """Return the words, in NFC, that stand for 16 or 32 random bytes (BIP-39)."""
    listed = word_list(language)
    return tuple(listed[place] for place in to_places(entropy))


def to_places(entropy: bytes) -> tuple[int, ...]:
    """Return the place (from 0) in the word list of each word that stands for 16 or 32 random bytes."""
    if len(entropy) not in _LENGTHS.values():
        raise _wrong_count()
    check_bits = len(entropy) // 4
    number = int.from_bytes(entropy, "big") << check_bits | _check(entropy)
    count = (len(entropy) * 8 + check_bits) // 11
    return tuple(number >> 11 * (count - 1 - index) & 2047 for index in range(count))


def from_places(places: tuple[int, ...]) -> bytes:
    """Return the bytes that words at these places stand for; raise `WordsError` if number or check bits are wrong."""
    if len(places) not in _LENGTHS or not all(0 <= place < 2048 for place in places):
        raise _wrong_count()
    number = 0
    for place in places:
        number = number << 11 | place
    length = _LENGTHS[len(places)]
    check_bits = length // 4
    entropy = (number >> check_bits).to_bytes(length, "big")
    if number & ((1 << check_bits) - 1) != _check(entropy):
        raise WordsError(
            "The words do not belong together.",
            hint="One of them is wrong or two have changed places; compare them with what you wrote down.",
        )
    return entropy


def from_words(typed: str) -> bytes:
    """Return the bytes that typed words of either list stand for; raise `WordsError` naming the place at fault."""
    words = split(typed)
    known = {language: sum(word in _folded(language) for word in words) for language in LANGUAGES}
    language = max(LANGUAGES, key=lambda each: known[each])
    table = _folded(language)
    for place, word in enumerate(words, start=1):
        if word not in table:
            raise WordsError(
                f"Word {place} is not in the list.",
                hint="Compare it with what you wrote down; the nearest words are shown beside it.",
                place=place,
                nearest=_nearest(word, language),
            )
    return from_places(tuple(table[word] for word in words))


def split(typed: str) -> list[str]:
    """Return typed words folded: parted at blanks, commas and line breaks, numbers before them dropped."""
    # "3." and "3)" may stand alone or glued to the word ("3.слово").
    return [word for part in _PARTING.split(fold(typed)) if (word := _NUMBER.sub("", part))]


def fold(text: str) -> str:
    """Return `text` in NFKD and lower case, with ё as е."""
    return unicodedata.normalize("NFKD", text).lower().replace("е\u0308", "е")


@cache
def word_list(language: WordLanguage) -> tuple[str, ...]:
    """Return the 2,048 words of this language in NFC, as `mnemonic` lists them but for the one broken word."""
    text = (resources.files("mnemonic") / "wordlist" / _LISTS[language]).read_text(encoding="utf-8")
    return tuple(unicodedata.normalize("NFC", _MENDED.get(word, word)) for word in text.split())


@cache
def _folded(language: WordLanguage) -> dict[str, int]:
    return {fold(word): place for place, word in enumerate(word_list(language))}


@cache
def _having(language: WordLanguage) -> Mapping[tuple[str, int], Sequence[str]]:
    """Return which folded words of the list have a letter, and have it once more often than so many times."""
    having = defaultdict(list)
    for listed in _folded(language):
        for letter in _counted(listed):
            having[letter].append(listed)
    return dict(having)


def _counted(word: str) -> Iterator[tuple[str, int]]:
    return ((letter, times) for letter, count in Counter(word).items() for times in range(count))


def _nearest(word: str, language: WordLanguage) -> tuple[str, ...]:
    # What has too few letters in common, in whatever order, is never close; difflib would find that out of each of the
    # 2,048 words anew, which takes forty times as long as all the rest.
    common = Counter(listed for letter in _counted(word) for listed in _having(language).get(letter, ()))
    maybe = [listed for listed, shared in common.items() if 2.0 * shared / (len(word) + len(listed)) >= _ALIKE]
    found = difflib.get_close_matches(word, maybe, n=3, cutoff=_ALIKE)
    return tuple(word_list(language)[_folded(language)[each]] for each in found)


def _check(entropy: bytes) -> int:
    return hashlib.sha256(entropy).digest()[0] >> (8 - len(entropy) // 4)


def _wrong_count() -> WordsError:
    return WordsError("There must be 12 words, or 24 on a recovery sheet.", hint="Type all of them, in their order.")
