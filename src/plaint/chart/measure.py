# SPDX-License-Identifier: AGPL-3.0-or-later
"""How wide a text will be, without a font: an estimate that is the same on every machine.

The reader's browser takes a font of its own, which nobody here can measure. The widths are those of common sans-serif
fonts, rounded up: a line that is broken too early is no harm, one that runs into a mark is.
"""

from typing import Final

_NARROW: Final = frozenset("ijlftrI.,:;'|!()[]-–‑ ·")
_WIDE: Final = frozenset("mwMWшщжюфыШЩЖЮФЫ—@%≥≤≈")


def width(text: str, size: float = 13) -> float:
    """Return the estimated width of `text` in pixels, set in `size` pixels."""
    return sum(_em(letter) for letter in text) * size


def wrap(text: str, most: float, size: float = 13) -> tuple[str, ...]:
    """Return `text` in lines of at most `most` pixels; a single word that is longer is cut."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        for piece in _pieces(word, most, size):
            longer = f"{line} {piece}" if line else piece
            if line and width(longer, size) > most:
                lines.append(line)
                line = piece
            else:
                line = longer
    return (*lines, line) if line else tuple(lines)


def _pieces(word: str, most: float, size: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width(pieces[-1] + letter, size) > most:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _em(letter: str) -> float:
    if letter in _NARROW:
        return 0.36
    if letter in _WIDE:
        return 0.92
    if letter.isdigit():
        return 0.6
    return 0.72 if letter.isupper() else 0.6
