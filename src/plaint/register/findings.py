# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is wrong with a folder, all of it at once: file, line, what is wrong, what to do."""

from collections.abc import Iterable
from dataclasses import dataclass

from plaint.errors import PlaintError


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend, or, as a warning, one thing that a reader of the record should know."""

    place: str
    """Path of the file, relative to the folder of the record, with forward slashes."""
    line: int
    """From 1; 0 where it concerns the file as a whole."""
    problem: str
    remedy: str
    is_warning: bool = False

    def __str__(self) -> str:
        where = f"{self.place}:{self.line}" if self.line else self.place
        return f"{where}: {'warning: ' if self.is_warning else ''}{self.problem} {self.remedy}".rstrip()


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings as a person goes through them: by file, then by line."""
    return tuple(sorted(set(findings), key=lambda found: (found.place, found.line, found.problem)))


class RegisterError(PlaintError):
    """The record cannot be used, or the change not be made; nothing was written."""

    def __init__(self, message: str, *, hint: str = "", findings: Iterable[Finding] = ()) -> None:
        """Keep the findings, which `str` shows line by line under the message."""
        super().__init__(message, hint=hint)
        self.findings = in_order(findings)

    def __str__(self) -> str:
        return "\n".join([super().__str__(), *map(str, self.findings)])
