# SPDX-License-Identifier: AGPL-3.0-or-later
"""The settings of intake. Each is explained in docs/operations.md; a test holds the two together."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from plaint.settings import SettingsError

LEAST_RESERVE: Final = 64
"""MiB. The write-ahead log (16) is carried over into the database, which grows by as much; 64 packets may be under way
beyond the last look at the disk, of up to 1 MiB each. With less, a disk that runs full keeps what was acknowledged, but
has no room left for its leaves and heads (tests/process/test_intake_full.py)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeSettings:
    """What an operator decides about one intake; all else stands in the charter."""

    hosts: tuple[str, ...]
    listen: str = "unix:intake.sock"
    folder: Path = Path("ledger")
    charters: Path = Path("charters")
    key: Path = Path("ledger.key")
    last_signed: Path = Path("last-signed")
    offline: Path = Path("offline")
    reserve_mib: int = 1024
    circuits: bool = False
    neutral: str = "https://www.gismeteo.ru/"
    """Where leaving the pages leads: a site that anybody opens, and that shows nothing about a person."""
    reviewed: tuple[str, ...] = ()
    """Languages that the group's own people have read on these pages and answer for (docs/review.md)."""
    drafts: bool = False
    """Whether pages in a draft of a language are shown, too; in a demonstration only."""

    def __post_init__(self) -> None:
        """Refuse what cannot be meant."""
        if not self.hosts:
            raise SettingsError("The setting 'hosts' is empty.", hint="Name each host that this intake is reached by.")
        if not all(host and host.isascii() and "/" not in host for host in self.hosts):
            raise SettingsError("A host is no plain name.", hint="Write it as browsers do: example.org or x.onion.")
        if not self.listen.removeprefix("unix:") or not (
            self.listen.startswith("unix:") or self.listen.rpartition(":")[2].isdigit()
        ):
            raise SettingsError(
                "The setting 'listen' has the wrong form.",
                hint="Write unix:<path> or, say, 127.0.0.1:8000.",
            )
        if not self.neutral.startswith(("https://", "http://")) or not self.neutral.isascii():
            raise SettingsError("The setting 'neutral' is no address.", hint="Write it whole: https://example.org/.")
        if self.reserve_mib < LEAST_RESERVE:
            raise SettingsError(
                "The setting 'reserve_mib' is too small.", hint=f"Keep at least {LEAST_RESERVE} MiB; 1024 is usual."
            )
