# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asking the worker for a copy that can be shown."""

import os
import struct
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Final

from plaint.desk.pictures import limits
from plaint.errors import PlaintError

_HEADER: Final = 9
_TYPES: Final = {b"P": "image/png", b"J": "image/jpeg"}
_KEPT_VARIABLES: Final = ("SYSTEMROOT", "WINDIR")
"""Windows cannot start Python without these two; neither tells anything of a case."""


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
    environment = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    command = [sys.executable, "-I", "-m", "plaint.desk.pictures.worker"]
    try:
        # Pipes only: the original never lies in a file of its own.
        done = subprocess.run(  # noqa: S603 - our own module, no shell, nothing of the file in the command
            command, input=original, capture_output=True, timeout=seconds, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        raise _no_picture() from None
    if done.returncode:
        raise _no_picture()
    return _read_answer(done.stdout)


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
