# SPDX-License-Identifier: AGPL-3.0-or-later
"""The working group that a complaint is sealed to, read from files on this machine and verified before any question.

The folder is what a group hands out: `1.charter`, `2.charter` … and `freshness`. Who stands behind them is known by the
fingerprint alone: twelve words from paper, from the press or by telephone.
"""

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

OLDEST_DAYS: Final = 365
"""Days after which desks no longer accept what was sealed to a superseded charter (design: packets, 12 months)."""


class GroupFilesError(PlaintError):
    """The files of the working group are missing or not whole; nothing was asked and nothing was sealed."""


@dataclass(frozen=True, slots=True)
class Group:
    """A verified chain: its root, its newest version, and by how many days its freshness has run out."""

    root: bytes
    signed: SignedCharter
    stale_days: int


def read_group(folder: Path, *, now: int) -> Group:
    """Read and verify the group's files in `folder` at `now` (Unix seconds).

    Raise `GroupFilesError` where a file is missing, `CharterError` where a signature, a link or the freshness fails. A
    freshness note that ran out less than a year ago is reported, not refused: a machine without a network may have no
    newer one, and desks decide (docs/protocol.md, section 9).
    """
    chain = [SignedCharter.from_bytes(path.read_bytes()) for path in _versions(folder)]
    verify_first(chain[0])
    for before, after in pairwise(chain):
        verify_next(before, after)
    note = Freshness.from_bytes(_need(folder / "freshness").read_bytes())
    stale = max(0, -(-(now - note.until) // DAY))
    if stale > OLDEST_DAYS:
        raise CharterError("stale", "The group's files are more than a year old.")
    freshness.verify(note, chain[-1], min(now, note.until))
    return Group(chain[0].digest, chain[-1], stale)


def need_fingerprint(group: Group, typed: str) -> None:
    """Raise `CharterError` unless the typed words are the group's fingerprint."""
    fingerprint.need_words(group.root, typed)


def _versions(folder: Path) -> list[Path]:
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
