# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cosigners of a test group, with the same keys in every run.

PAPER, COURT                                two cosigners' keys
group = countersigned_group(quorum=1)       a small group whose charter names both
watcher = Watcher(tmp_path, Ledger(group))  a cosigner that looks at a ledger in memory
watcher.turn(); watcher.handed              look once; what was handed in
"""

import hashlib
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import httpx

from plaint.charter.annex import cosigner_keys
from plaint.charter.draft import draft_planned
from plaint.charter.fingerprint import words
from plaint.charter.founding import Founded
from plaint.charter.signing import assemble, sign_draft
from plaint.clock import HeldClock
from plaint.cosign import evidence
from plaint.cosign.key import CosignerKey
from plaint.cosign.line import Line
from plaint.cosign.state import create_state, read_state
from plaint.cosign.watch import Seen, Watch
from plaint.keys import note as notes
from plaint.keys.note import Note
from plaint.keys.vkey import VerifierKey
from plaint.ledger.countersigned import countersigners
from tests.support.desks import SERVER, FakeServer
from tests.support.groups import ISSUED, found_with, small_plan
from tests.support.ledgers import Ledger

if TYPE_CHECKING:
    from plaint.entry.strictjson import JsonValue


def cosigner_key(name: str) -> CosignerKey:
    """Return a cosigner's key that depends on its name alone."""
    seeds = [hashlib.sha256(f"{kind} {name}".encode()).digest() for kind in ("ed25519", "ml-dsa-44")]
    return CosignerKey(name=name, ed25519=seeds[0], ml_dsa_44=seeds[1])


PAPER: Final = cosigner_key("paper.example/cosigner")
COURT: Final = cosigner_key("court.example/cosigner")


@cache
def countersigned_group(*, quorum: int = 1, seconds: bool = False) -> Founded:
    """Return a small group whose charter names both cosigners; with `seconds`, ticks are one and two seconds long."""
    keys = [str(key) for one in (PAPER, COURT) for key in one.verifiers]
    plan = small_plan() | {"cosigners": {"quorum": quorum, "keys": [*keys]}}
    if seconds:
        plan |= {"demo": True, "ticks": {"ledger": 1, "desk": 2}}
    return found_with(plan)


def named(group: Founded, *cosigners: CosignerKey, quorum: int = 1) -> Founded:
    """Return the small group with the next version of its charter, whose plan names these cosigners."""
    keys: list[JsonValue] = [str(key) for one in cosigners for key in one.verifiers]
    plan = small_plan() | {"cosigners": {"quorum": quorum, "keys": keys}}
    before, ledger = group.in_force, group.ledger.card(group.signed.charter.origin)
    draft = draft_planned(before, plan, {}, ledger, issued=ISSUED, credential=bytes(32))
    signing = [member.id for member in before.signed.charter.seated if member.signs]
    signatures = [sign_draft(draft.text, group.keys[one], before.signed) for one in signing]
    signed, annex = assemble(draft.text, draft.annex, signatures, before)
    return replace(group, signed=signed, annex=annex, credential=bytes(32))


def keys_of(group: Founded) -> tuple[VerifierKey, ...]:
    """Return all keys of the cosigners whom a group's charter lists."""
    return cosigner_keys(group.signed.charter, group.annex)


def countersign(head: bytes, key: CosignerKey, *, time: int) -> Note:
    """Return the note that this cosigner hands in for `head`."""
    return notes.sign(notes.parse(head).text, key.signers, time=time)


def under(head: bytes, *cosignatures: Note) -> bytes:
    """Return `head` with cosignatures under it, as intake shows it."""
    note = notes.parse(head)
    return bytes(Note(note.text, (*note.signatures, *(line for each in cosignatures for line in each.signatures))))


@dataclass
class Watcher:
    """A cosigner that looks at a ledger in memory."""

    place: Path
    ledger: Ledger
    key: CosignerKey = PAPER
    server: FakeServer = field(default_factory=FakeServer)
    handed: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make the cosigner's folder; let the server take cosignatures."""
        self.folder = self.place / "cosigned"
        create_state(self.folder)
        self.ledger.serve(self.server)
        self.server.answers["/cosignature"] = self.take
        self.clock = HeldClock(self.ledger.now)
        root = self.ledger.versions[0].signed.digest
        self.watch = Watch(
            folder=self.folder, key=self.key, words=" ".join(words(root)), clock=self.clock, reach=self.reach
        )

    def reach(self) -> Line:
        """Return a way to the ledger's server."""
        return Line(self.server.reach_plainly(SERVER))

    def take(self, request: httpx.Request) -> httpx.Response:
        """Take a cosignature, as intake does."""
        self.handed.append(request.content)
        return httpx.Response(200, content=b"taken\n")

    def turn(self) -> Seen:
        """Look once, at the ledger's own time."""
        self.clock.seconds = max(self.clock.seconds, self.ledger.now)
        return self.watch.turn()

    def signed_size(self) -> int:
        """Return the size of the head that was countersigned last."""
        checkpoint = read_state(self.folder).checkpoint
        return -1 if checkpoint is None else checkpoint.size

    def evidence(self) -> list[bytes]:
        """Return what was kept as evidence."""
        return [path.read_bytes() for path in evidence.everything(self.folder)]

    def names_under(self, octets: bytes) -> dict[str, int]:
        """Return which cosigners of the charter stand under a note, with their times."""
        return dict(countersigners(notes.parse(octets), keys_of(self.ledger.group)))
