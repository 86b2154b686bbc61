# SPDX-License-Identifier: AGPL-3.0-or-later
"""The shared vectors of charters: three genuine versions, and every way in which a hostile server could change them.

A changed note is spelled as what to do with a genuine one: `text` names the genuine version, `patch` is [from, until,
put instead] in characters of its text, `lines` are the signature lines (absent: those of the genuine one).

    parse   one text                                  -> the unknown keys, or code and field
    first   a note, and the root if it is known       -> accepted, or code
    next    a note and the one that shall follow it   -> accepted, or code
    page    pin, notes, freshness note, clock         -> the version that is taken, or code
"""

import base64
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache

from plaint.charter.amend import retire, rotate, seat
from plaint.charter.card import Card
from plaint.charter.fingerprint import words
from plaint.charter.founding import Founded
from plaint.charter.freshness import text as freshness_text
from plaint.charter.keyfile import MemberKey
from plaint.charter.pin import Pin
from plaint.charter.plan import Tree, rows
from plaint.charter.signed import SignedCharter, verifier
from plaint.entry import strictjson
from plaint.keys import note
from plaint.keys.note import SignatureLine
from plaint.keys.vkey import NoteKeyType, NoteSigner
from tests.support.groups import ISSUED, NOW, ORIGIN, amended, body, found_with, names, small_plan, stream


@dataclass(frozen=True, slots=True)
class History:
    """A group with three versions, oldest first."""

    v1: Founded
    v2: Founded
    v3: Founded

    @property
    def named(self) -> dict[str, Founded]:
        """The versions under the names that the vectors use."""
        return {"v1": self.v1, "v2": self.v2, "v3": self.v3}


@cache
def history() -> History:
    """Return the history: three bodies found it; one member is retired, one gets new keys; then a fourth body joins."""
    plan = small_plan(4, 3)
    first = found_with({**plan, "bodies": [*rows(plan, "bodies"), body("ngo", kind="ngo", level="none")]})
    fresh = _key("prosecutor-1", "prosecutor", "prosecutor-1 again")
    second = amended(
        first, lambda tree: rotate(retire(tree, "ombudsman-2"), Card.of(fresh)), joining=[fresh], seed="second"
    )
    joining = _key("ngo-1", "ngo", "ngo-1")
    role = {"en": "officer", "ru": "сотрудник"}

    def join(tree: Tree) -> Tree:
        seated = seat(tree, Card.of(joining), slot=4, role=role, trustee=True, signs=True)
        bodies = [
            {**one, "in_group": True, "duty": names("duty")} if one["id"] == "ngo" else one
            for one in rows(seated, "bodies")
        ]
        return {**seated, "bodies": bodies, "k": 3}

    third = amended(second, join, joining=[joining], seed="third")
    return History(first, second, third)


def _key(name: str, of: str, seed: str) -> MemberKey:
    return MemberKey(ORIGIN, name, of, ISSUED, stream(seed)(32))


def text_of(signed: SignedCharter) -> str:
    """Return the text of a signed charter."""
    return signed.note.text.decode()


def tree_of(version: str) -> Tree:
    """Return the tree of a genuine version, to be changed."""
    return history().named[version].in_force.tree


def patched(version: str, text: str, lines: Collection[str] | None = None) -> Tree:
    """Spell `text` as a change of a genuine version; `lines` are signature lines, None for the genuine ones."""
    before = text_of(history().named[version].signed)
    start = 0
    while start < min(len(before), len(text)) and before[start] == text[start]:
        start += 1
    end = 0
    while end < min(len(before), len(text)) - start and before[-1 - end] == text[-1 - end]:
        end += 1
    spelled: Tree = {"text": version, "patch": [start, len(before) - end, text[start : len(text) - end]]}
    return spelled if lines is None else {**spelled, "lines": [*lines]}


def line(key: MemberKey, text: str, origin: str = ORIGIN) -> str:
    """Return the Ed25519 signature line of a member under any text."""
    signer = NoteSigner(f"{origin}/{key.member}", NoteKeyType.ED25519, key.keys.ed25519)
    return str(SignatureLine(signer.name, signer.verifier.key_id, key.keys.ed25519.sign(text.encode()))).rstrip("\n")


def signed_by(text: str, group: Founded, members: Collection[str]) -> list[str]:
    """Return signature lines of these members of `group`."""
    return [line(group.keys[name], text) for name in members]


ELECTORS = {"v1": "v1", "v2": "v1", "v3": "v2"}
"""Whose keys sign each version: version 1 signs itself."""
ALL = ("ombudsman-1", "prosecutor-1", "interior-1")


def resigned(version: str, change: Callable[[Tree], Tree], members: Collection[str] = ALL) -> Tree:
    """Spell a version that was changed before it was signed, by `members`: an honest mistake or a majority's fault."""
    text = strictjson.dumps(change(tree_of(version)))
    return patched(version, text, signed_by(text, history().named[ELECTORS[version]], members))


def meddled(version: str, change: Callable[[Tree], Tree]) -> Tree:
    """Spell a version that was changed after it was signed."""
    return patched(version, strictjson.dumps(change(tree_of(version))))


def with_lines(version: str, lines: Collection[str]) -> Tree:
    """Spell a genuine text under other signature lines."""
    return {"text": version, "patch": [0, 0, ""], "lines": [*lines]}


def genuine_lines(version: str) -> list[str]:
    """Return the signature lines of a genuine version."""
    return [str(one).rstrip("\n") for one in history().named[version].signed.note.signatures]


def pin_of(version: str) -> Pin:
    """Return the pin of a page that was made when `version` was the newest."""
    signed = history().named[version].signed
    return Pin(signed.charter.origin, history().v1.signed.digest, signed.charter.version, signed.digest)


def freshness_note(version: str, *, until: int, members: Collection[str] | None = None) -> str:
    """Return a freshness note of a version, by all of its seated members or by some, whatever `until` is."""
    group = history().named[version]
    chosen = [one for one in group.signed.charter.seated if members is None or one.id in members]
    signers = [
        NoteSigner(verifier(ORIGIN, one).name, NoteKeyType.ED25519, group.keys[one.id].keys.ed25519) for one in chosen
    ]
    return bytes(note.sign(freshness_text(group.signed, until), signers)).decode()


def flipped(spelled_line: str) -> str:
    """Return a signature line with one bit of the signature changed."""
    head, _, encoded = spelled_line.rpartition(" ")
    octets = bytearray(base64.b64decode(encoded))
    octets[20] ^= 1
    return f"{head} {base64.b64encode(octets).decode()}"


def frame() -> Tree:
    """Return the genuine part of the vectors."""
    root = history().v1.signed.digest
    return {
        "about": "docs/protocol.md, sections 9 and 9.2",
        "now": NOW,
        "origin": ORIGIN,
        "root": root.hex(),
        "fingerprint": {"en": [*words(root, "en")], "ru": [*words(root, "ru")]},
        "notes": {name: bytes(group.signed).decode() for name, group in history().named.items()},
        "hashes": {name: group.signed.digest.hex() for name, group in history().named.items()},
        "freshness": {name: freshness_note(name, until=NOW + 10 * 86_400) for name in history().named},
        "pins": {name: strictjson.loads(str(pin_of(name))) for name in history().named},
    }
