# SPDX-License-Identifier: AGPL-3.0-or-later
"""What this cosigner signed last, in a file of its own.

A cosigner that forgets is worse than none: it would put its name under a second history. So what is about to leave is
first written here, durably, and compared with what stands here.

Rules of this module:

- The file is never restored from a backup. A missing one is not an empty one: it stops the signing.
- It holds the ledger's head as it came, with the ledger's signatures, for that convicts a server that goes back on it;
  and the cosignature as it leaves, so that after a crash the same bytes go out again and nothing is signed twice.
- One process at a time (plaint.lock).
"""

import os
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from plaint import files
from plaint.cosign.errors import CosignError
from plaint.entry import strictjson
from plaint.errors import FormatError, PlaintError
from plaint.keys import note as notes
from plaint.keys.note import Note
from plaint.ledger.checkpoint import Checkpoint, read_checkpoint
from plaint.lock import exclusive
from plaint.octets import LARGEST_INTEGER

NAME: Final = "last-countersigned"
_FORM: Final = "countersigned/1"
_LONGEST: Final = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Countersigned:
    """The newest head that was countersigned; nothing yet where `head` is None."""

    root: bytes
    """Hash of the group's first charter: one folder serves one group for ever."""
    head: Note | None = field(default=None, repr=False)
    cosignature: Note | None = field(default=None, repr=False)
    time: int = 0
    """What the cosignature states, Unix seconds."""

    @property
    def checkpoint(self) -> Checkpoint | None:
        """The head's own content."""
        return None if self.head is None else read_checkpoint(self.head.text)

    def after(self, head: Note, cosignature: Note, time: int) -> "Countersigned":
        """Return what holds once `head` is countersigned."""
        return replace(self, head=head, cosignature=cosignature, time=time)


def create_state(folder: Path) -> None:
    """Make the file of a cosigner that has signed nothing yet; raise `FileError` where there is one."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    files.write_new(folder / NAME, _encode(Countersigned(root=b"")), private=True)
    _sync_folder(folder)


def read_state(folder: Path) -> Countersigned:
    """Return what was countersigned last; raise `CosignError` where the file is missing or not whole."""
    path = folder / NAME
    try:
        tree = strictjson.decode_object(files.read(path, _LONGEST))
        if tree.get("plaint") != _FORM or set(tree) != {"plaint", "root", "head", "cosignature", "time"}:
            raise _unreadable(path)
        time = tree["time"]
        if type(time) is not int or not 0 <= time <= LARGEST_INTEGER:
            raise _unreadable(path)
        found = Countersigned(
            root=bytes.fromhex(str(tree["root"])),
            head=_note(tree["head"]),
            cosignature=_note(tree["cosignature"]),
            time=time,
        )
        if (found.head is None) != (found.cosignature is None) or len(found.root) not in (0, 32):
            raise _unreadable(path)
        found.checkpoint  # noqa: B018 - refuses a head that is none
    except (PlaintError, ValueError):
        raise _unreadable(path) from None
    return found


def write_state(folder: Path, state: Countersigned) -> None:
    """Write what is about to leave; it is on the disk when this returns."""
    path, beside = folder / NAME, folder / f"{NAME}.new"
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(_encode(state))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    _sync_folder(folder)


def locked(folder: Path) -> AbstractContextManager[None]:
    """Hold the folder for this process; raise `CosignError` where another one does, or where it was never made."""
    return exclusive(
        folder,
        missing=CosignError(
            f"There is no cosigner in {folder}.",
            hint="If this is a new one, run `plaint cosign init`; if not, mount its disk.",
        ),
        taken=CosignError(
            f"Another process runs the cosigner in {folder}.", hint="Two would sign two histories: stop one."
        ),
    )


def _encode(state: Countersigned) -> bytes:
    def text(note: Note | None) -> str:
        return "" if note is None else bytes(note).decode()

    return strictjson.encode(
        {
            "plaint": _FORM,
            "root": state.root.hex(),
            "head": text(state.head),
            "cosignature": text(state.cosignature),
            "time": state.time,
        }
    )


def _note(value: object) -> Note | None:
    if not isinstance(value, str):
        raise FormatError("This is no note.", hint="Restore the file.")
    return notes.parse(value.encode()) if value else None


def _sync_folder(folder: Path) -> None:
    """Make a new name in `folder` durable: fsync of the file alone does not."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unreadable(path: Path) -> CosignError:
    return CosignError(
        f"{path} cannot be read, so nobody knows what this cosigner has signed.",
        hint="Bring its disk back; if it is lost, make a new cosigner with a new name: docs/operations.md.",
    )
