# SPDX-License-Identifier: AGPL-3.0-or-later
"""The place that an intake is: its terms, charter files and settings, put together once at start."""

from collections.abc import Mapping
from dataclasses import dataclass

from plaint.clock import Clock
from plaint.intake.settings import IntakeSettings
from plaint.intake.terms import Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Everything that answering a request may need."""

    settings: IntakeSettings
    clock: Clock
    terms: Terms
    charters: Mapping[int, bytes]
    annexes: Mapping[int, bytes]
