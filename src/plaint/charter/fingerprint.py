# SPDX-License-Identifier: AGPL-3.0-or-later
"""The fingerprint of a group: twelve words that people compare on paper, in the press and by telephone (section 9)."""

import hashlib

from plaint.charter.errors import CharterError
from plaint.errors import FormatError
from plaint.keys.signature import label
from plaint.keys.words import WordLanguage, from_words, to_words


def fingerprint(root: bytes) -> bytes:
    """Return the first 128 bits of the labelled hash of version 1's hash.

    A forger of a charter that the group has made must meet 128 given bits. Only who drafts version 1 could prepare two
    charters of one fingerprint, with some 2^64 hashes. Desks and pages compare the whole hash: that meets paper alone.
    """
    return hashlib.sha256(label("fingerprint") + root).digest()[:16]


def words(root: bytes, language: WordLanguage = "ru") -> tuple[str, ...]:
    """Return the fingerprint as 12 words of the Russian or English list."""
    return to_words(fingerprint(root), language)


def need_words(root: bytes, typed: str) -> None:
    """Raise `CharterError` "root" unless the typed words are this group's fingerprint, in whichever language.

    Raise `FormatError` where they are nobody's: a slip of the hand is told as that, and is no reason to warn the group.
    """
    try:
        meant = from_words(typed)
    except FormatError as error:
        raise FormatError(
            f"These are no twelve words of a fingerprint. {error.message}",
            hint="Compare them with the printed ones, word by word, and type them again.",
        ) from None
    if meant != fingerprint(root):
        raise CharterError("root", "These words are not the fingerprint of this charter.")
