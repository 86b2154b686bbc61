# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asking the worker for a copy that can be shown."""

import struct
from dataclasses import dataclass, field
from typing import Final

from plaint import apart
from plaint.desk.pictures import limits
from plaint.errors import PlaintError

_HEADER: Final = 9
_TYPES: Final = {b"P": "image/png", b"J": "image/jpeg"}
_WORKER: Final = "plaint.desk.pictures.worker"


class PictureError(PlaintError):
    """This file could not be drawn as a picture."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A freshly drawn copy of a picture, fit to be shown in a page."""

    content: bytes = field(repr=False)
    media_type: str
    width: int
    height: int


def reencode(original: bytes, *, seconds: float = limits.SECONDS) -> Picture:
    """Return a copy of the picture in `original`, drawn by a process of its own; raise `PictureError` if there is none.

    Costs one start of Python (about 0.2 s) a picture.
    """
    answer = apart.ask(_WORKER, original, seconds=seconds, most=limits.MOST_ANSWER_BYTES)
    if answer is None:
        raise _no_picture()
    return _read_answer(answer)


def _read_answer(answer: bytes) -> Picture:
    # The worker has met a stranger's bytes: what it says is checked like anything from outside.
    media_type = _TYPES.get(answer[4:5])
    if len(answer) <= _HEADER or answer[:4] != limits.MAGIC or media_type is None:
        raise _no_picture()
    width, height = struct.unpack(">HH", answer[5:_HEADER])
    if not (0 < width <= limits.LONGEST_SIDE and 0 < height <= limits.LONGEST_SIDE):
        raise _no_picture()
    return Picture(answer[_HEADER:], media_type, width, height)


def _no_picture() -> PictureError:
    return PictureError(
        "This file cannot be shown as a picture.", hint="Export it sealed and open it on a separate machine."
    )
