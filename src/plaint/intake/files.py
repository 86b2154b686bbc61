# SPDX-License-Identifier: AGPL-3.0-or-later
"""The files that an operator puts beside the ledger: charters and annexes.

A folder holds `1.charter`, `2.charter` … (signed notes) and `1.annex`, `2.annex` … (strict JSON), as the group
published them. Intake serves them byte for byte, and only what the group's own rules let follow one another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

from plaint.charter.annex import Annex, cosigner_keys, verify_annex
from plaint.charter.chain import verify_first, verify_next
from plaint.charter.model import Charter
from plaint.charter.signed import SignedCharter
from plaint.errors import PlaintError
from plaint.keys.vkey import VerifierKey


class CharterFilesError(PlaintError):
    """The charter files do not make a whole charter."""


@dataclass(frozen=True, slots=True)
class CharterFiles:
    """All versions of the charter by number, the annexes, and the newest version."""

    charters: Mapping[int, bytes]
    annexes: Mapping[int, bytes]
    newest: SignedCharter
    cosigners: tuple[VerifierKey, ...]
    """All keys of the cosigners whom the newest version lists."""

    @property
    def charter(self) -> Charter:
        """What the newest version says."""
        return self.newest.charter


def read_charter_files(folder: Path) -> CharterFiles:
    """Read and verify the files in `folder`; raise CharterFilesError, or CharterError naming what does not follow."""
    charters, annexes = _numbered(folder, "charter"), _numbered(folder, "annex")
    if not charters:
        raise CharterFilesError(
            f"There is no charter in {folder}.", hint="Put the group's 1.charter and 1.annex there."
        )
    for found, name in ((charters, "charter"), (annexes, "annex")):
        if sorted(found) != list(range(1, len(charters) + 1)):
            raise CharterFilesError(
                f"The files n.{name} in {folder} are not one for each version.",
                hint="Put all there, from 1 on.",
            )
    signed = [SignedCharter.from_bytes(charters[number]) for number in sorted(charters)]
    noted = [Annex.from_text(annexes[number].decode("utf-8", "replace")) for number in sorted(annexes)]
    verify_first(signed[0])
    verify_annex(signed[0], noted[0])
    for before, after in pairwise(zip(signed, noted, strict=True)):
        verify_next(before[0], after[0])
        verify_annex(after[0], after[1], before)
    keys = cosigner_keys(signed[-1].charter, noted[-1])
    return CharterFiles(MappingProxyType(charters), MappingProxyType(annexes), signed[-1], keys)


def _numbered(folder: Path, ending: str) -> dict[int, bytes]:
    return {int(path.stem): path.read_bytes() for path in folder.glob(f"*.{ending}") if path.stem.isdigit()}
