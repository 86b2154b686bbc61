# SPDX-License-Identifier: AGPL-3.0-or-later
"""The working group that a complaint is sealed to, read from files on this machine and verified before any question.

The folder is what a group hands out: `1.charter`, `2.charter` … and `freshness`. Who stands behind them is known by the
fingerprint alone: twelve words from paper, from the press or by telephone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

from plaint.charter import fingerprint, freshness
from plaint.charter.chain import verify_first, verify_next
from plaint.charter.errors import CharterError
from plaint.charter.freshness import DAY, Freshness
from plaint.charter.signed import SignedCharter
from plaint.errors import PlaintError
from plaint.files import read

OLDEST_DAYS: Final = 365
"""Days after which desks no longer accept what was sealed to a superseded charter (design: packets, 12 months)."""

_LONGEST: Final = 1_048_576
"""Bytes of one file that are read: charters of sixteen members come to a tenth of it."""


class GroupFilesError(PlaintError):
    """The files of the working group are missing or not whole; nothing was asked and nothing was sealed."""


@dataclass(frozen=True, slots=True)
class Group:
    """A verified chain: its root, its newest version, until when its freshness holds, and since how many days not."""

    root: bytes
    signed: SignedCharter
    until: int
    """Unix seconds."""
    stale_days: int


@dataclass(frozen=True, slots=True)
class GroupFiles:
    """The files of a group as they are, not yet verified: all versions of the charter, oldest first, and freshness."""

    charters: tuple[bytes, ...]
    freshness: bytes


def read_group(folder: Path, *, now: int) -> Group:
    """Read and verify the group's files in `folder` at `now` (Unix seconds); raise as `files_in` and `verified`."""
    return verified(files_in(folder), now=now)


def files_in(folder: Path) -> GroupFiles:
    """Return the files of the group in `folder`; raise `GroupFilesError` where one is missing, or `FileError`."""
    charters = tuple(read(path, _LONGEST) for path in _versions(folder))
    return GroupFiles(charters, read(_need(folder / "freshness"), _LONGEST))


def verified(files: GroupFiles, *, now: int) -> Group:
    """Return the group that these files make at `now` (Unix seconds).

    Raise `CharterError` where a signature, a link or the freshness fails. A freshness note that ran out less than a
    year ago is reported, not refused: a machine without a network may have no newer one (docs/protocol.md, 9.3).
    """
    chain = [SignedCharter.from_bytes(octets) for octets in files.charters]
    verify_first(chain[0])
    for before, after in pairwise(chain):
        verify_next(before, after)
    note = Freshness.from_bytes(files.freshness)
    stale = max(0, -(-(now - note.until) // DAY))
    if stale > OLDEST_DAYS:
        raise CharterError("stale", "The group's files are more than a year old.")
    freshness.verify(note, chain[-1], min(now, note.until))
    return Group(chain[0].digest, chain[-1], note.until, stale)


def need_fingerprint(group: Group, typed: str) -> None:
    """Raise `CharterError` unless the typed words are the group's fingerprint."""
    fingerprint.need_words(group.root, typed)


def _versions(folder: Path) -> Sequence[Path]:
    paths = [_need(folder / "1.charter")]
    while (later := folder / f"{len(paths) + 1}.charter").is_file():
        paths.append(later)
    return paths


def _need(path: Path) -> Path:
    if not path.is_file():
        raise GroupFilesError(
            f"There is no {path.name} in the folder of the group.",
            hint="Copy the whole folder that the group hands out.",
        )
    return path
