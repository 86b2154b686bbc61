# SPDX-License-Identifier: AGPL-3.0-or-later
"""A receipt as 13 groups of four digits, for people who cannot write the words' language.

Twelve groups are the words' places (0001-2048, so that they carry BIP-39's check bits); the 13th is a checksum of its
own, so that a slip in any group is found with 9,999 chances in 10,000 and more.
"""

import hashlib
import re
from typing import Final

from plaint.keys.errors import WordsError
from plaint.keys.signature import label
from plaint.keys.words import fold, from_places, to_places

GROUPS: Final = 13
_PARTING = re.compile(r"[^0-9.)]+")
_NUMBER = re.compile(r"[0-9]{1,2}[.)]?")


def to_digits(entropy: bytes) -> tuple[str, ...]:
    """Return the 13 groups of four digits that stand for 16 random bytes."""
    if len(entropy) != 16:
        raise _wrong_count()
    groups = [place + 1 for place in to_places(entropy)]
    return tuple(f"{group:04d}" for group in [*groups, _check(entropy)])


def from_digits(typed: str) -> bytes:
    """Return the 16 bytes that typed digits stand for; raise `WordsError` naming the group at fault where one is.

    Blanks, hyphens, commas and line breaks part groups; numbers in front of them ("3.") are dropped.
    """
    parts = [part for part in _PARTING.split(fold(typed)) if not _NUMBER.fullmatch(part)]
    digits = re.sub(r"[^0-9]", "", "".join(parts))
    if len(digits) != 4 * GROUPS:
        raise _wrong_count()
    groups = [int(digits[at : at + 4]) for at in range(0, 4 * GROUPS, 4)]
    for place, group in enumerate(groups[:-1], start=1):
        if not 1 <= group <= 2048:
            hint = "Groups go from 0001 to 2048; compare it with what you wrote down."
            raise WordsError(f"Group {place} cannot be right.", hint=hint, place=place)
    entropy = from_places(tuple(group - 1 for group in groups[:-1]))
    if groups[-1] != _check(entropy):
        raise WordsError(
            "The groups of digits do not belong together.",
            hint="One of them is wrong or two have changed places; compare them with what you wrote down.",
        )
    return entropy


def _check(entropy: bytes) -> int:
    return int.from_bytes(hashlib.sha256(label("digits") + entropy).digest()[:2], "big") % 10_000


def _wrong_count() -> WordsError:
    return WordsError("There must be 13 groups of four digits.", hint="Type all of them, in their order.")
