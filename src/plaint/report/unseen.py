# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signs that cannot be seen: controls, what turns the direction of writing, what no font has.

What approvers read has to be what stands there, and a Word file with a control in it cannot even be written.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Final

_CATEGORIES: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
_ALLOWED: Final = "\N{SOFT HYPHEN}"
_TOLD: Final = 40
"""Characters of the text around it that a message shows."""


def sign(line: str) -> str | None:
    """Return the first sign of a line that cannot be seen, as `U+202E`; None where there is none."""
    for one in line:
        if unicodedata.category(one) in _CATEGORIES and one != _ALLOWED:
            return f"U+{ord(one):04X}"
    return None


def within(value: object) -> Iterator[tuple[str, str]]:
    """Yield each text within a document or a part of it that has such a sign, made visible, and the sign."""
    if isinstance(value, str):
        if found := sign(value):
            yield "".join(one for one in value if sign(one) is None)[:_TOLD], found
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from within(one)
    elif isinstance(value, tuple):
        for one in value:
            yield from within(one)
    elif is_dataclass(value):
        for one in fields(value):
            yield from within(getattr(value, one.name))
