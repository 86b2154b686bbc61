# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading a receipt as it was typed: 12 words of one of the lists, or 13 groups of digits."""

from plaint.keys import words
from plaint.keys.errors import WordsError
from plaint.receipt.derive import ENTROPY_LENGTH
from plaint.receipt.digits import from_digits


def read(typed: str) -> bytes:
    """Return the 16 bytes of a typed receipt; raise `WordsError`, which says where it is wrong."""
    if not any(character.isalpha() for character in typed):
        return from_digits(typed)
    entropy = words.from_words(typed)
    if len(entropy) != ENTROPY_LENGTH:
        raise WordsError(
            "A receipt has 12 words.", hint="24 words are a member's recovery sheet, which opens no thread."
        )
    return entropy
