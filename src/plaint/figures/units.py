# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is counted. Units never share a table, a column or a sum: 42,000 appeals and 460,000 people are no series."""

from enum import StrEnum
from typing import Final


class Unit(StrEnum):
    """One thing that is counted; a file of neutral rows holds one row for each."""

    COMPLAINTS = "complaints"
    PERSONS = "persons"
    PETITIONS = "petitions"
    ANSWERS = "answers"
    BENEFICIARIES = "beneficiaries"
    INQUIRIES = "inquiries"
    COMMITMENTS = "commitments"
    RECOMMENDATIONS = "recommendations"
    OPENINGS = "openings"
    CONFLICTS = "conflicts"

    def label(self, language: str) -> str:
        """Return what the unit is called in a table's head; `language` is `ru` or `en`."""
        return _LABELS[self][language]


PUBLIC_UNITS: Final = frozenset({Unit.COMMITMENTS, Unit.RECOMMENDATIONS})
"""Public acts that the register names one by one: of them alone an exact and a small count may be told."""

_LABELS: Final = {
    Unit.COMPLAINTS: {"ru": "жалобы", "en": "complaints"},
    Unit.PERSONS: {"ru": "люди", "en": "persons"},
    Unit.PETITIONS: {"ru": "ходатайства и запросы", "en": "petitions"},
    Unit.ANSWERS: {"ru": "ответы", "en": "answers"},
    Unit.BENEFICIARIES: {"ru": "люди, чьи права восстановлены", "en": "persons whose rights were restored"},
    Unit.INQUIRIES: {"ru": "проверки", "en": "inquiries"},
    Unit.COMMITMENTS: {"ru": "обещания", "en": "commitments"},
    Unit.RECOMMENDATIONS: {"ru": "рекомендации", "en": "recommendations"},
    Unit.OPENINGS: {"ru": "вскрытия конвертов", "en": "openings of envelopes"},
    Unit.CONFLICTS: {"ru": "конфликты интересов", "en": "conflicts of interest"},
}
