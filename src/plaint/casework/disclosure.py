# SPDX-License-Identifier: AGPL-3.0-or-later
"""What members say about opening an identity envelope: the documents of kinds 32 to 37 (docs/protocol.md, section 3.6).

Rules of this module:

- A request names everything that will be voted upon: which envelope, on which ground, why, to whose key the shares go,
  for how long, and the very text that the complainant will be told. Whoever votes has its hash before them, so a vote
  says yes to all of it and to nothing else.
- The person is told before. What may be told afterwards, and for how many days, is said here by ground, not by
  whoever asks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from plaint.casework.vocabulary import LATEST_DAY
from plaint.entry.fields import Fields
from plaint.entry.kinds import MAX_SLOT
from plaint.entry.strictjson import JsonValue

REQUEST: Final = 32
VOTE: Final = 33
SHARE: Final = 34
OPENED: Final = 35
NOTICE: Final = 36
WITHDRAWAL: Final = 37

LONGEST: Final = 30
"""Days that a request may stand. A yes must not lie about until nobody remembers what it was said to."""


class Ground(StrEnum):
    """Why an envelope may be opened."""

    CONSENT = "consent"
    """The person allows it, for the purpose that is named."""
    HANDOVER = "handover"
    """Handing the name, sealed, to a named investigator (CPC of Russia, 166(9)); rests on consent to that."""
    CORRECTION = "correction"
    """The person asked to put the name right."""
    COURT = "court"
    """A court orders it."""
    DANGER = "danger"
    """Imminent danger to a life."""
    SUCCESSION = "succession"
    """Trustees change, and the name has to be sealed to the new ones."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a ground rests on."""

    purposes: frozenset[str] = frozenset()
    """Purposes of which one must be named and allowed by the person; empty where consent is not what it rests on."""
    defer: int = 0
    """Most days for which telling the person may be put off."""


BASES: Final[Mapping[str, Basis]] = {
    Ground.CONSENT: Basis(frozenset({"contact", "lawyer", "press", "court", "publish_name"})),
    Ground.HANDOVER: Basis(frozenset({"sealed_handover"})),
    Ground.CORRECTION: Basis(),
    # Information may be delayed for an inquiry's sake, not dropped (Directive (EU) 2016/680, Article 13(3)).
    Ground.COURT: Basis(defer=30),
    # Reaching somebody in danger must not wait for a board; three days later there is nothing left to wait for.
    Ground.DANGER: Basis(defer=3),
    Ground.SUCCESSION: Basis(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningRequest:
    """One member asks that an envelope be opened."""

    envelope: bytes
    """Its `eid`, 16 bytes."""
    to: int
    """Slot of the reader to whose key the shares go."""
    key: bytes
    """SHA-256 of that reader's recipient (raw, 1,216 bytes): no later key gets what was voted for this one."""
    ground: str
    purpose: str
    """What the person's consent must cover; empty where the ground does not rest on consent."""
    reason: str = field(repr=False)
    language: str
    telling: str = field(repr=False)
    """What the complainant is told, in `language`; the message may say more after it."""
    days: int
    """How long the request stands, from the day of the ledger tick in which it came."""
    defer: int
    """For how many days the complainant is not told; 0 for telling first."""
    defer_reason: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningVote:
    """A trustee's word on one request."""

    request: bytes
    """Record hash of the request, 32 bytes."""
    vote: str
    """`yes` or `no`."""
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpeningShare:
    """A trustee releases the own share to the key that the request names; it lies in the record's section 5."""

    request: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Who was to get the shares put them together: the name was shown there, or the shares were not enough."""

    request: bytes
    outcome: str
    """`opened` or `failed`."""
    shares: tuple[str, ...]
    """Ids of the trustees whose shares are those that were sealed."""
    bad: tuple[str, ...]
    """Ids of the trustees whose shares are not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningNotice:
    """What the complainant was told about a request, in full, and in which message on the board."""

    request: bytes
    message: bytes
    """Message id of the cells, 16 bytes."""
    language: str
    text: str = field(repr=False)
    day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningWithdrawal:
    """Who asked does so no longer."""

    request: bytes
    reason: str = field(repr=False)


Disclosure = OpeningRequest | OpeningVote | OpeningShare | Opened | OpeningNotice | OpeningWithdrawal


def _request(fields: Fields) -> OpeningRequest:
    asked = OpeningRequest(
        envelope=fields.octets("envelope", 16),
        to=fields.number("to", MAX_SLOT),
        key=fields.octets("key", 32),
        ground=fields.word("ground"),
        purpose=fields.text("purpose", 40),
        reason=fields.text("reason", 1_000, least=1),
        language=fields.language("language"),
        telling=fields.text("telling", 2_000, least=1),
        days=fields.number("days", LONGEST),
        defer=fields.number("defer", LONGEST),
        defer_reason=fields.text("defer_reason", 1_000),
    )
    # A ground that only a newer program knows is not judged here; nobody can vote on it from here either.
    basis = BASES.get(asked.ground)
    if basis is not None and not (asked.purpose in basis.purposes if basis.purposes else asked.purpose == ""):
        raise fields.error("purpose")
    if asked.days == 0:
        raise fields.error("days")
    if basis is not None and asked.defer > min(basis.defer, asked.days):
        raise fields.error("defer")
    if bool(asked.defer_reason) != bool(asked.defer):
        raise fields.error("defer_reason")
    return asked


def _vote(fields: Fields) -> OpeningVote:
    return OpeningVote(
        request=fields.octets("request", 32),
        vote=fields.word("vote"),
        reason=fields.text("reason", 1_000, least=1),
    )


def _opened(fields: Fields) -> Opened:
    said = Opened(
        request=fields.octets("request", 32),
        outcome=fields.word("outcome"),
        shares=fields.ids("shares"),
        bad=fields.ids("bad"),
    )
    if set(said.shares) & set(said.bad):
        raise fields.error("bad")
    return said


def _notice(fields: Fields) -> OpeningNotice:
    return OpeningNotice(
        request=fields.octets("request", 32),
        message=fields.octets("message", 16),
        language=fields.language("language"),
        text=fields.text("text", 10_000, least=1),
        day=fields.number("day", LATEST_DAY),
    )


READERS: Final[Mapping[int, Callable[[Fields], Disclosure]]] = {
    REQUEST: _request,
    VOTE: _vote,
    SHARE: lambda fields: OpeningShare(fields.octets("request", 32)),
    OPENED: _opened,
    NOTICE: _notice,
    WITHDRAWAL: lambda fields: OpeningWithdrawal(
        request=fields.octets("request", 32), reason=fields.text("reason", 1_000)
    ),
}


def _asked(said: OpeningRequest) -> dict[str, JsonValue]:
    return {
        "envelope": said.envelope.hex(), "to": said.to, "key": said.key.hex(), "ground": said.ground,
        "purpose": said.purpose, "reason": said.reason, "language": said.language, "telling": said.telling,
        "days": said.days, "defer": said.defer, "defer_reason": said.defer_reason,
    }  # fmt: skip


WRITERS: Final[Mapping[type, tuple[int, Callable[..., dict[str, JsonValue]]]]] = {
    OpeningRequest: (REQUEST, _asked),
    OpeningVote: (
        VOTE,
        lambda said: {"request": said.request.hex(), "vote": said.vote, "reason": said.reason},
    ),
    OpeningShare: (SHARE, lambda said: {"request": said.request.hex()}),
    Opened: (
        OPENED,
        lambda said: {
            "request": said.request.hex(),
            "outcome": said.outcome,
            "shares": list(said.shares),
            "bad": list(said.bad),
        },
    ),
    OpeningNotice: (
        NOTICE,
        lambda said: {
            "request": said.request.hex(), "message": said.message.hex(), "language": said.language,
            "text": said.text, "day": said.day,
        },
    ),
    OpeningWithdrawal: (
        WITHDRAWAL,
        lambda said: {"request": said.request.hex(), "reason": said.reason},
    ),
}  # fmt: skip
