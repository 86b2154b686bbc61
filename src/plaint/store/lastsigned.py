# SPDX-License-Identifier: AGPL-3.0-or-later
"""What this ledger signed last, in a file apart from the database.

A ledger that is restored from a backup does not know what it has signed since. Signing on would make two histories of
one size, which is the one thing that a ledger must never do, and every desk and cosigner would refuse it from then on.
So what is about to be signed is first written here, and compared with what stands here.

Rules of this module:

- The file lies outside of what is backed up with the database, best on another disk. It is never restored.
- A missing file is not an empty one: it stops the signing, too.
"""

import os
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path

from plaint.ledger.checkpoint import Checkpoint
from plaint.ledger.merkle import EMPTY_ROOT, ReadTile, tree_root
from plaint.store.database import sync_folder
from plaint.store.errors import ForkError

_FORM = "plaint last-signed/1"
_TEXT = re.compile(rf"{_FORM}\n([^\n]+)\n([0-9]+)\n([A-Za-z0-9+/]{{43}}=)\n(-1|[0-9]+)\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Size, root and tick of the newest head that was signed."""

    origin: str
    size: int
    root: bytes
    tick: int

    @property
    def text(self) -> str:
        """What the file holds."""
        return f"{_FORM}\n{self.origin}\n{self.size}\n{b64encode(self.root).decode('ascii')}\n{self.tick}\n"


@dataclass(frozen=True, slots=True)
class LastSigned:
    """The file at `path`."""

    path: Path

    def create(self, origin: str) -> None:
        """Make the file of a ledger that has signed nothing yet; raise ForkError where there is one."""
        if self.path.exists():
            raise ForkError(
                f"{self.path} is there already: a ledger has signed with it.",
                hint="Name another file for a new ledger.",
            )
        self._write(Signed(origin=origin, size=0, root=EMPTY_ROOT, tick=-1))

    def read(self) -> Signed:
        """Return what was signed last; raise ForkError where the file is missing or not readable."""
        try:
            found = _TEXT.fullmatch(self.path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError):
            found = None
        if found is None:
            raise ForkError(
                f"{self.path} cannot be read, so nobody knows what this ledger has signed.",
                hint="Bring the disk with it back; if it is lost, follow docs/operations.md, “After a loss”.",
            )
        origin, size, root, tick = found.groups()
        return Signed(origin=origin, size=int(size), root=b64decode(root), tick=int(tick))

    def compare(self, origin: str, size: int, read_tile: ReadTile) -> Signed:
        """Raise ForkError unless the tree of `size` leaves continues what was signed last; return that."""
        signed = self.read()
        if signed.origin != origin:
            raise ForkError(f"{self.path} belongs to another ledger.", hint="Name the file of this ledger.")
        if signed.size > size:
            raise ForkError(
                f"This ledger has {size} leaves, and {signed.size} were signed: it is an older copy.",
                hint="Do not sign with it. Refill it as docs/operations.md says under “After a loss”.",
            )
        if tree_root(signed.size, read_tile) != signed.root:
            raise ForkError(
                "This ledger holds other leaves than those that were signed.",
                hint="Do not sign with it. Restore the right copy as docs/operations.md says under “After a loss”.",
            )
        return signed

    def advance(self, before: Signed, checkpoint: Checkpoint) -> Signed:
        """Write what is about to be signed, durably; raise ForkError where another process wrote in between."""
        if self.read() != before or checkpoint.tick <= before.tick:
            raise ForkError(
                f"{self.path} was changed by somebody else.", hint="Find the other process that signs for this ledger."
            )
        after = Signed(origin=before.origin, size=checkpoint.size, root=checkpoint.root, tick=checkpoint.tick)
        self._write(after)
        return after

    def _write(self, signed: Signed) -> None:
        beside = self.path.with_name(self.path.name + ".new")
        with beside.open("w", encoding="utf-8") as file:
            file.write(signed.text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.path)
        sync_folder(self.path.parent)
