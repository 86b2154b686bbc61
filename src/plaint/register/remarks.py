# SPDX-License-Identifier: AGPL-3.0-or-later
"""A remark on one record: what cannot be true of it (an error), or what a reader of it should know (a warning)."""

from dataclasses import dataclass

from plaint.register.toml import Path


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said about one place of one record."""

    record: str
    """Folder and id: `statements/e20-promise`, `lineages/lists`."""
    path: Path
    """Where in the record, as its file has it; () for the whole."""
    problem: str
    remedy: str = ""
    is_warning: bool = False


def warning(record: str, path: Path, problem: str, remedy: str = "") -> Remark:
    """Return a remark that is no error."""
    return Remark(record, path, problem, remedy, is_warning=True)


def counted(number: int, one: str, many: str) -> str:
    """Return a number with the words that go with it in English: "1 statement was", "2 statements were"."""
    return f"{number} {one if number == 1 else many}"
