# SPDX-License-Identifier: AGPL-3.0-or-later
"""The part of the disk that new entries may not take.

A full disk must not stop the ledger from being finished: what was accepted has to get its leaf, the head its signature,
and the board its cells. So entries and chunks are refused while there still is room for that.

Wishes to erase may take half of it. They are small, few (docs/protocol.md, section 8: one for each right and leaf) and
the only ones that make room; the other half is the ledger's alone.

What was erased from the database leaves room in its file and none on the disk: entries may take that, too. Not down to
the last byte of a disk that somebody else has filled, since each commit goes through the write-ahead log first.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MIB: Final = 1024 * 1024


def free_bytes(folder: Path) -> int:
    """Return how many bytes this process may still write on the disk of `folder`."""
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize


@dataclass(frozen=True, slots=True)
class Reserve:
    """The reserve of `size` bytes on the disk of `folder`."""

    folder: Path
    size: int
    free: Callable[[Path], int] = free_bytes

    def has_room(self, length: int, *, reusable: int = 0) -> bool:
        """Tell whether `length` bytes fit beyond the reserve; `reusable` are free in the database."""
        left = self.free(self.folder) - length
        return left + reusable >= self.size and left >= self.size // 2

    def has_room_to_erase(self, length: int) -> bool:
        """Tell whether a wish to erase, of `length` bytes, may be taken."""
        return self.free(self.folder) - length >= self.size // 2
