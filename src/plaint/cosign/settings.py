# SPDX-License-Identifier: AGPL-3.0-or-later
"""The settings of a cosigner. Each is explained in docs/operations.md; a test holds the two together."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from plaint.settings import SettingsError

MOST_PER_DAY: Final = 20_000
"""One in four seconds: more is a flood, which every desk would have to fetch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CosignSettings:
    """What whoever runs a cosigner decides; all else stands in the group's charter."""

    server: str = ""
    fingerprint: str = ""
    """The group's twelve words, from paper or the press: they say whose ledger this is."""
    proxy: str = ""
    key: Path = Path("cosigner.key")
    folder: Path = Path("cosigned")
    """What was countersigned last, the charters, and evidence."""
    cover_per_day: int = 24
    burst_every: int = 24
    erase_every: int = 20

    def __post_init__(self) -> None:
        """Refuse what cannot be meant."""
        for name, most in (("cover_per_day", MOST_PER_DAY), ("burst_every", 100_000), ("erase_every", 100_000)):
            if not 0 <= getattr(self, name) <= most:
                raise SettingsError(f"The setting {name!r} is out of range.", hint=f"It goes from 0 to {most}.")
