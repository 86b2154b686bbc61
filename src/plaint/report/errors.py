# SPDX-License-Identifier: AGPL-3.0-or-later
"""Errors of the annual report."""

from collections.abc import Sequence
from dataclasses import dataclass

from plaint.errors import PlaintError


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at one place of one file."""

    place: str
    """`texts/en/02-year.txt:7`, or the file alone."""
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class ReportError(PlaintError):
    """A report cannot be made; nothing was written."""


class TextError(ReportError):
    """Texts of a report cannot be used; every fault is named with its file and line."""

    def __init__(self, faults: Sequence[Fault], what: str = "The texts") -> None:
        """Keep all faults, so that they are mended in one go; `what` they are in."""
        self.faults = tuple(faults)
        lines = "\n".join(str(fault) for fault in self.faults)
        super().__init__(f"{what} cannot be used:\n{lines}", hint="\nMend these places and try again.")
