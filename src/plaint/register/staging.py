# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writing into a record's folder: all files of a change or none of them, by one writer at a time.

Rules of this module:

- A change is first written whole beside the record, in `.staged`, and is on the disk before a file READY says so. Only
  then do its files take their places, one after the other. Whoever comes after a crash finishes what is READY and
  throws away what is not: no reader ever takes half a change for the record.
- A file is written in place of another only where the change says so: `over` names what it may replace.
- Two writers: the second is refused (`plaint.lock`), and so is one that looked before another one wrote.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from plaint import files
from plaint.register.findings import RegisterError

STAGED: Final = ".staged"
READY: Final = "READY"
_TREE: Final = "tree"


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the record in `folder` for one change, after finishing one that was interrupted; raise `RegisterError`."""
    from plaint import lock  # noqa: PLC0415 - POSIX only, while reading a record needs no POSIX

    missing = RegisterError(f"There is no folder {folder}.", hint="Look at the name.")
    taken = RegisterError("Somebody else is changing this record.", hint="Wait until that is done, then try again.")
    with lock.exclusive(folder, missing=missing, taken=taken):
        finish(folder)
        yield


def change(folder: Path, new: Mapping[str, bytes], over: Mapping[str, bytes] | None = None) -> None:
    """Put the files `new`, by path relative to `folder`, in their places, all or none; call it inside `writing`.

    A path that is there already must be in `over` with the bytes that the caller saw there, or nothing is written and
    `RegisterError` raised.
    """
    for place in new:
        expected = (over or {}).get(place)
        present = (folder / place).read_bytes() if (folder / place).exists() else None
        if present != expected:
            raise RegisterError(
                f"{place} is not what it was a moment ago; nothing was written.", hint="Look at it, then try again."
            )
    staged = folder / STAGED
    staged.mkdir()
    try:
        for place, octets in new.items():
            target = staged / _TREE / place
            target.parent.mkdir(parents=True, exist_ok=True)
            files.write_new(target, octets)
        _sync_folders(staged)
        files.write_new(staged / READY, b"")
        _sync(staged)
    except BaseException:
        shutil.rmtree(staged)
        raise
    finish(folder)


def finish(folder: Path) -> None:
    """Put the files of an interrupted change in their places, or throw them away where it had not got so far."""
    staged = folder / STAGED
    if not staged.is_dir():
        return
    if (staged / READY).is_file():
        for path in sorted((staged / _TREE).rglob("*")):
            if path.is_file():
                target = folder / path.relative_to(staged / _TREE)
                target.parent.mkdir(parents=True, exist_ok=True)
                path.replace(target)
                _sync(target.parent)
    shutil.rmtree(staged)
    _sync(folder)


def refuse_unfinished(folder: Path) -> None:
    """Raise `RegisterError` where a change to the record was interrupted and may be half in its place."""
    if (folder / STAGED / READY).is_file():
        raise RegisterError(
            "A change to this record was interrupted.", hint="`plaint register check` finishes it; nothing is lost."
        )


def _sync_folders(folder: Path) -> None:
    for path in [folder, *(path for path in folder.rglob("*") if path.is_dir())]:
        _sync(path)


def _sync(folder: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
