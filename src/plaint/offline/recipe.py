# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an offline page is made of: the group's files and what its makers decided. All of it lies in the page itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from plaint import __version__
from plaint.entry import strictjson
from plaint.errors import FormatError, PlaintError
from plaint.filing.group import GroupFiles

FORM: Final = "offline/1"
MOST_DOORS: Final = 8
LONGEST_DOOR: Final = 200


class RecipeError(PlaintError):
    """What an offline page should be made of cannot be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """The parts of one page."""

    files: GroupFiles
    doors: tuple[str, ...] = ()
    """Addresses of intake, as browsers take them, without a path: where the sealed text is brought."""
    reviewed: tuple[str, ...] = ()
    """Languages that the group's own people have read and answer for, as in the setting of intake."""
    program: str = __version__
    """Version of the program whose templates and script the page holds."""

    def __post_init__(self) -> None:
        """Refuse doors that nobody could open."""
        if len(self.doors) > MOST_DOORS or not all(map(_is_door, self.doors)):
            raise RecipeError(
                "A door of the page is no address.",
                hint=f"Write it whole and without a path, as http://….onion; at most {MOST_DOORS} of them.",
            )

    def __str__(self) -> str:
        return strictjson.dumps(
            {
                "plaint": FORM,
                "program": self.program,
                "doors": list(self.doors),
                "reviewed": list(self.reviewed),
            }
        )

    @classmethod
    def from_text(cls, text: str, files: GroupFiles) -> Self:
        """Read back what `str` wrote; raise `FormatError` where it is nothing of the kind."""
        tree = strictjson.loads(text)
        if not isinstance(tree, dict) or set(tree) != {"plaint", "program", "doors", "reviewed"}:
            raise _no_recipe()
        program = tree["program"]
        if tree["plaint"] != FORM or not isinstance(program, str):
            raise _no_recipe()
        return cls(files=files, doors=_texts(tree["doors"]), reviewed=_texts(tree["reviewed"]), program=program)


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise _no_recipe()
    texts = tuple(one for one in value if isinstance(one, str))
    if len(texts) != len(value):
        raise _no_recipe()
    return texts


def _is_door(door: str) -> bool:
    scheme, _, rest = door.partition("://")
    plain = door.isascii() and door.isprintable() and " " not in door and len(door) <= LONGEST_DOOR
    return plain and scheme in ("http", "https") and rest != "" and "/" not in rest


def _no_recipe() -> FormatError:
    return FormatError("This page does not say what it was made of.", hint="Get the page anew.")
