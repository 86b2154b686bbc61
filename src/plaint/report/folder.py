# SPDX-License-Identifier: AGPL-3.0-or-later
"""The folder of a report: its plan, its texts, its codebook and rows. The edge of this room.

Rules of this module:

- Nothing is created silently and nothing is overwritten. What is written is made whole beside its place and renamed.
"""

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from plaint import files
from plaint.figures import codebook, reading, spec
from plaint.figures.rows import Rows
from plaint.figures.spec import TableSpec
from plaint.figures.units import Unit
from plaint.register.examining import read as read_register
from plaint.register.model import Register
from plaint.report import strays
from plaint.report.errors import ReportError, TextError
from plaint.report.plan import Plan, parse
from plaint.report.strays import PLAN, TEXTS
from plaint.report.writing import Text

LONGEST: Final = 1 << 20
"""Bytes of a plan, a codebook or a text."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A report's folder whose plan was read."""

    path: Path
    plan: Plan
    written: str = ""
    """`report.toml` as it was read."""

    @property
    def book(self) -> Path:
        """Where the release book lies."""
        return self.path / self.plan.book

    def texts(self, language: str) -> tuple[Text, ...]:
        """Return the chapters of one language in the order of their names; raise ReportError where there are none."""
        paths = strays.chapters(self.path, language)
        if not paths:
            raise ReportError(
                f"{TEXTS}/{language} has no text.", hint="Put chapters there, or take the language out of report.toml."
            )
        return tuple(
            Text(place=f"{TEXTS}/{language}/{strays.named(path)}", text=plain(files.read_text(path, LONGEST)))
            for path in paths
        )

    def chapters(self) -> dict[str, tuple[Text, ...]]:
        """Return the chapters of each language; raise TextError naming what else stands among them, or lacks."""
        found = {language: self.texts(language) for language in self.plan.languages}
        if faults := tuple(strays.faults(self.path, self.plan.languages)):
            raise TextError(faults)
        return found

    def unused(self) -> tuple[str, ...]:
        """Return the names of what lies in the folder and is no part of the report."""
        return tuple(strays.unused(self.path, self.plan))

    def rows(self) -> tuple[Mapping[Unit, Rows], Sequence[TableSpec]]:
        """Return the neutral rows and the tables that are asked for."""
        book = codebook.parse(files.read_text(self.path / self.plan.codebook, LONGEST), self.plan.codebook)
        place = self.path / self.plan.rows
        if not place.is_dir():
            raise ReportError(f"There is no folder {self.plan.rows}.", hint="Put the files of rows there.")
        rows = reading.read_folder(place, book)
        if not self.plan.tables:
            return rows, spec.standard(book)
        return rows, spec.parse(files.read_text(self.path / self.plan.tables, LONGEST), book, self.plan.tables)

    def register(self) -> Register | None:
        """Return the public record, or None for a report without."""
        return read_register(self.path / self.plan.record) if self.plan.record else None


def read(path: Path) -> Folder:
    """Return the report's folder at `path`; raise where it has no plan, or a wrong one."""
    if not (path / PLAN).is_file():
        raise ReportError(f"{path} is no folder of a report.", hint="`plaint report new` makes one.")
    text = plain(files.read_text(path / PLAN, LONGEST))
    return Folder(path, parse(text), text)


def templates() -> dict[str, bytes]:
    """Return the files of a new folder by their path in it: a plan, and chapters in each language."""
    root = resources.files("plaint.report").joinpath("templates")
    found = {PLAN: root.joinpath(PLAN).read_bytes()}
    for language in ("en", "ru"):
        found |= {f"{TEXTS}/{language}/{one.name}": one.read_bytes() for one in _sorted(root.joinpath(language))}
    return found


def write(path: Path, octets: Mapping[str, bytes]) -> None:
    """Write a folder that was not there, whole or not at all; raise ReportError where something lies at `path`."""
    if path.exists() or path.is_symlink():
        raise ReportError(f"{path} is there already; nothing was written.", hint="Move it away, or name another place.")
    try:
        beside = Path(mkdtemp(prefix=f".{path.name}.", dir=path.parent))
    except OSError as error:
        raise ReportError(f"{path} cannot be made ({error.strerror}).", hint="Name another place.") from None
    try:
        for name, one in sorted(octets.items()):
            target = beside / name
            target.parent.mkdir(parents=True, exist_ok=True)
            files.write_new(target, one)
        # mkdtemp makes it the owner's alone; a report is public, and its folder like any other.
        beside.chmod(0o755)
        os.rename(beside, path)  # noqa: PTH104  # must fail where a folder has come into being in the meantime
    except OSError as error:
        raise ReportError(f"{path} was not written ({error.strerror}).", hint="Make room and try again.") from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def plain(text: str) -> str:
    """Return a text without what editors on Windows put around lines and before the first: it says nothing."""
    return text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}").replace("\r\n", "\n")


def _sorted(folder: Traversable) -> Iterator[Traversable]:
    return iter(sorted((one for one in folder.iterdir() if one.name.endswith(".txt")), key=lambda one: one.name))
