# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a charter holds, as values (docs/protocol.md, section 9).

Rules of this module:

- A value made by `parse` keeps every rule of section 9 that one version can keep by itself.
- Keys that this version does not know stay in the text, and an amendment carries them on; `Charter.unknown` names them,
  so that a page or a desk can say "update needed".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeVar

from plaint.keys.vkey import VerifierKey

Names = Mapping[str, str]
"""A text in several languages: language code to text."""

KINDS: Final = (
    "police",
    "investigative",
    "prosecutor",
    "court",
    "ombudsman",
    "executive",
    "security",
    "prison",
    "ngo",
    "media",
    "international",
)
LEVELS: Final = ("federal", "district", "region", "local", "none")
RELATIONS: Final = ("same", "below", "above", "same_region", "leads_with", "tie", "region_named")
EFFECTS: Final = ("none", "warn", "blocked")
"""Effects of a conflict rule, from the weakest to the strongest."""

Effect = Literal["none", "warn", "blocked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A region that a complaint may be about."""

    id: str
    name: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """An agency or organisation: in the working group, possibly accused, both or neither."""

    id: str
    name: Names
    kind: str
    level: str
    region: str | None
    parent: str | None
    in_group: bool
    possible_accused: bool
    leads_with: tuple[str, ...]
    duty: Names
    """What this body must do by law with what it reads; empty for a body outside the group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person whom a body seats: keys to read with, and to sign with."""

    id: str
    body: str
    slot: int
    role: Names
    recipient: bytes
    """The raw age recipient, 1,216 bytes; `recipients` makes keys of them."""
    ed25519: bytes
    pq: bytes
    """Hash of the ML-DSA-44 public key; the key itself lies in the annex."""
    posting: bytes
    """Hash of the posting credential."""
    trustee: bool
    signs: bool
    ties: tuple[str, ...]
    retired: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cosigner:
    """An outsider who countersigns the ledger's heads."""

    name: str
    ed25519: bytes
    pq: bytes | None
    """Hash of the ML-DSA-44 public key, which lies in the annex; None for a cosigner that has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A conflict rule; None for `kinds` or `levels` means any."""

    id: str
    relation: str
    kinds: tuple[str, ...] | None
    levels: tuple[str, ...] | None
    effect: Effect
    why: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Charter:
    """One version of a working group's charter."""

    origin: str
    version: int
    previous: bytes | None
    """Hash of the version before; None for version 1."""
    issued: str
    demo: bool
    languages: tuple[str, ...]
    slots: int
    ledger_tick: int
    """Seconds."""
    desk_tick: int
    """Seconds."""
    cells_per_desk: int
    work_bits: int
    entry_days: int
    erase_days: int
    reply_days: int
    freshness_days: int
    ledger_key: VerifierKey
    ledger_pq: bytes
    """Hash of the ledger's ML-DSA-44 public key."""
    read_credential: bytes
    """Hash of the group credential."""
    quorum: int
    """How many cosigners must have signed a head."""
    cosigners: tuple[Cosigner, ...]
    profile: str
    k: int
    regions: tuple[Region, ...]
    bodies: tuple[Body, ...]
    members: tuple[Member, ...]
    rules: tuple[Rule, ...]
    other_doors: Names
    danger: Names
    unknown: tuple[str, ...]
    """Paths of keys that this version of the program does not know."""

    def body(self, body_id: str) -> Body:
        """Return the body with this id; raise `KeyError` if the charter lists none."""
        return _by_id(self.bodies, body_id)

    def member(self, member_id: str) -> Member:
        """Return the member with this id, retired or not; raise `KeyError` if the charter lists none."""
        return _by_id(self.members, member_id)

    def spoken(self, wanted: str) -> str:
        """Return the language in which this charter's texts are shown to who reads `wanted`.

        Its own, where the charter lists it, and else the charter's first: every text is there in the languages listed,
        and only in them for certain (docs/protocol.md, 9). `inLanguage` and `loadGroup` of the page do the same.
        """
        return wanted if wanted in self.languages else self.languages[0]

    @property
    def seated(self) -> tuple[Member, ...]:
        """The members that are not retired, in slot order."""
        return tuple(sorted((member for member in self.members if not member.retired), key=lambda member: member.slot))

    @property
    def group(self) -> frozenset[str]:
        """The ids of the bodies in the group."""
        return frozenset(body.id for body in self.bodies if body.in_group)


_Listed = TypeVar("_Listed", Body, Member)


def _by_id(things: tuple[_Listed, ...], name: str) -> _Listed:
    for thing in things:
        if thing.id == name:
            return thing
    raise KeyError(name)
