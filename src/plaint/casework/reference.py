# SPDX-License-Identifier: AGPL-3.0-or-later
"""The short name of a case that members say to each other: eight letters and digits, in two groups of four.

Rules of this module:

- It is made from the case id, which is random or a hash: it tells neither how many cases there are nor which came
  first.
- Crockford's base 32 has no I, L, O, U: what is read over a telephone comes back the same. Typed letters are folded.
- Forty bits are a name, not an identifier: with 50,000 cases two share one with a chance of one in a thousand. Programs
  use the case id.
"""

from typing import Final

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_FOLD: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
_LENGTH: Final = 8


def reference(case_id: bytes) -> str:
    """Return the short name of the case with this 16-byte id, such as `7KQ2-M9XA`."""
    number = int.from_bytes(case_id[:5])
    letters = "".join(_ALPHABET[number >> shift & 31] for shift in range(35, -1, -5))
    return f"{letters[:4]}-{letters[4:]}"


def fold_reference(typed: str) -> str | None:
    """Return the short name that was typed (in any case, with or without the hyphen), or None if it is none."""
    letters = typed.upper().translate(_FOLD)
    if len(letters) != _LENGTH or any(letter not in _ALPHABET for letter in letters):
        return None
    return f"{letters[:4]}-{letters[4:]}"
