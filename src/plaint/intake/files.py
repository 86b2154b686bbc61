# SPDX-License-Identifier: AGPL-3.0-or-later
"""The files that an operator puts beside the ledger: charters and annexes.

A folder holds `1.charter`, `2.charter` … (signed notes) and `1.annex`, `2.annex` … (strict JSON), as the group
published them. Intake serves them byte for byte.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from plaint.errors import PlaintError
from plaint.intake.terms import Terms, read_terms


class CharterFilesError(PlaintError):
    """The charter files do not make a whole charter."""


@dataclass(frozen=True, slots=True)
class CharterFiles:
    """All versions of the charter by number, the annexes, and the terms of the newest version."""

    charters: Mapping[int, bytes]
    annexes: Mapping[int, bytes]
    terms: Terms


def read_charter_files(folder: Path) -> CharterFiles:
    """Read the files in `folder`; raise CharterFilesError where there are none or a version is missing."""
    charters = _numbered(folder, "charter")
    if not charters:
        raise CharterFilesError(f"There is no charter in {folder}.", hint="Put the group's 1.charter there.")
    if sorted(charters) != list(range(1, len(charters) + 1)):
        raise CharterFilesError(
            f"A version is missing in {folder}.", hint="Put every version there, from 1.charter on."
        )
    newest = len(charters)
    terms = read_terms(charters[newest])
    if terms.version != newest:
        raise CharterFilesError(f"{newest}.charter is another version.", hint="Name each file after its version.")
    return CharterFiles(MappingProxyType(charters), MappingProxyType(_numbered(folder, "annex")), terms)


def _numbered(folder: Path, ending: str) -> dict[int, bytes]:
    return {int(path.stem): path.read_bytes() for path in folder.glob(f"*.{ending}") if path.stem.isdigit()}
