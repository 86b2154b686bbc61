# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which shape stands beside which word: so that a kind or a status is told by form as well as by its name."""

from enum import StrEnum
from typing import Final

from plaint.chart.marks import Shape
from plaint.register.vocabulary import ActorKind, CommitmentStatus, Finding, SignState, StatementKind, StepKind

KINDS: Final = {
    StatementKind.ALLEGATION: Shape.DISC,
    StatementKind.REPORT: Shape.DISC,
    StatementKind.FINDING: Shape.DISC,
    StatementKind.JUDGMENT: Shape.DISC,
    StatementKind.ACKNOWLEDGEMENT: Shape.DISC,
    StatementKind.DENIAL: Shape.CROSS,
    StatementKind.DOUBT: Shape.CROSS,
    StatementKind.RETRACTION: Shape.CROSS,
    StatementKind.REBUTTAL: Shape.CROSS,
    StatementKind.REQUEST: Shape.TRIANGLE,
    StatementKind.PETITION: Shape.TRIANGLE,
    StatementKind.CALL: Shape.TRIANGLE,
    StatementKind.RESOLUTION: Shape.TRIANGLE,
    StatementKind.MECHANISM: Shape.TRIANGLE,
    StatementKind.ANSWER: Shape.SQUARE,
    StatementKind.ASSISTANCE: Shape.SQUARE,
    StatementKind.INQUIRY_OPENED: Shape.SQUARE,
    StatementKind.INQUIRY_REFUSED: Shape.SQUARE,
    StatementKind.FORWARDED: Shape.SQUARE,
    StatementKind.PROMISE: Shape.DIAMOND,
    StatementKind.THREAT: Shape.STAR,
}
FAMILIES: Final = tuple(dict.fromkeys(KINDS.values()))
"""The shapes of statements, in the order of the key beside a picture."""
_STANDS: Final[dict[StrEnum, Shape]] = {
    CommitmentStatus.OPEN: Shape.RING,
    CommitmentStatus.KEPT: Shape.TICK,
    CommitmentStatus.PARTLY_KEPT: Shape.HALF,
    CommitmentStatus.BROKEN: Shape.BAR,
    CommitmentStatus.UNVERIFIABLE: Shape.QUESTION,
    CommitmentStatus.SUPERSEDED: Shape.ARROW,
    SignState.SEEN: Shape.TICK,
    SignState.NOT_SEEN: Shape.BAR,
    SignState.NO_EVIDENCE: Shape.QUESTION,
    Finding.MET: Shape.TICK,
    Finding.PARTLY: Shape.HALF,
    Finding.NOT_MET: Shape.BAR,
    Finding.UNKNOWN: Shape.QUESTION,
}
WAITING: Final = (CommitmentStatus.OPEN, CommitmentStatus.PARTLY_KEPT, CommitmentStatus.UNVERIFIABLE)
"""Of these promises something may still be seen; the front page has them first."""
LOUD: Final = (
    StepKind.REFUSED,
    StepKind.REFUSAL_QUASHED,
    StepKind.CASE_OPENED,
    StepKind.FORWARDED_DOWN,
    StepKind.COURT_FOUND_BREACHES,
    StepKind.JUDGMENT,
)
"""Steps that turn an inquiry; their mark is filled."""
GROUPS: Final = {
    "press": (ActorKind.NEWSPAPER, ActorKind.BROADCASTER, ActorKind.NGO),
    "abroad": (ActorKind.INTERNATIONAL,),
    "ombudsman": (ActorKind.OMBUDSMAN,),
    "law": (ActorKind.INVESTIGATIVE, ActorKind.PROSECUTOR, ActorKind.POLICE, ActorKind.COURT),
    "power": (ActorKind.OFFICIAL, ActorKind.EXECUTIVE),
    "people": (ActorKind.ASSEMBLY, ActorKind.PERSON),
}
"""The lanes of the picture of who said what, from those who told it to those who answered for it."""


def shape_of(word: StrEnum) -> Shape:
    """Return the shape of a kind of statement, a status, a sign's state or a finding."""
    return KINDS[word] if isinstance(word, StatementKind) else _STANDS[word]
