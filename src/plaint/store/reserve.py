# SPDX-License-Identifier: AGPL-3.0-or-later
"""The part of the disk that new entries may not take.

A full disk must not stop the ledger from being finished: what was accepted has to get its leaf, the head its signature,
and the board its cells. So entries and chunks are refused while there still is room for that.
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

    def has_room(self, length: int) -> bool:
        """Tell whether `length` bytes may be taken without touching the reserve."""
        return self.free(self.folder) - length >= self.size
