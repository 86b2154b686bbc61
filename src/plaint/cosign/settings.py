# SPDX-License-Identifier: AGPL-3.0-or-later
"""The settings of a cosigner. Each is explained in docs/operations.md; a test holds the two together."""

from dataclasses import dataclass
from pathlib import Path


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
