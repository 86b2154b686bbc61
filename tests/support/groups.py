# SPDX-License-Identifier: AGPL-3.0-or-later
"""Small working groups for tests: whole charters with real keys and signatures, the same keys in every run.

    group = small_group()                      four bodies, six members, eight slots; bodies of a made-up region accused
    group.signed.charter, group.annex          version 1, signed by every body
    group.keys["ngo-1"].keys.identity          a member's keys
    group.freshness(NOW)                       a freshness note until NOW + freshness_days
    bytes(group.signed)                        the signed note, as intake serves it
    group_folder(tmp_path, group)              1.charter and 1.annex, as an operator keeps them
    amended(group, lambda tree: retire(tree, "ngo-1"))    version 2, signed by all bodies (or by `signers`)

Ed25519, ages and hashes are the same in every run; ML-DSA-44 signatures and age files are not (both are randomised).
"""

import hashlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final, cast

from plaint.charter.card import Card
from plaint.charter.draft import draft_next
from plaint.charter.founding import Founded, found
from plaint.charter.keyfile import MemberKey
from plaint.charter.plan import Tree
from plaint.charter.signing import assemble, sign_draft
from plaint.entry.strictjson import JsonValue

ORIGIN: Final = "plaint.example/north"
ISSUED: Final = "2017-05-10"
NOW: Final = 1_494_403_200
"""10 May 2017, 08:00 UTC, in Unix seconds."""
BODIES: Final = ("ombudsman", "prosecutor", "interior", "ngo", "media", "court", "executive", "international")
"""Ids and kinds of the bodies in the group, in the order in which a smaller group takes them."""
_KINDS: Final = {"interior": "police"}


def stream(seed: str) -> Callable[[int], bytes]:
    """Return a source of bytes that look random and are the same for the same seed."""
    blocks: Iterator[int] = iter(range(1_000_000))
    return lambda length: b"".join(
        hashlib.sha256(f"{seed} {next(blocks)}".encode()).digest() for _ in range(-(-length // 32))
    )[:length]


def names(text: str) -> Tree:
    """Return a text in the two languages of the test groups."""
    return {"en": text, "ru": f"{text} (по-русски)"}


def body(name: str, **values: JsonValue) -> Tree:
    """Return a body of a plan's tree; what is not given is empty."""
    return {
        "id": name,
        "name": names(name),
        "kind": "police",
        "level": "region",
        "region": None,
        "parent": None,
        "in_group": False,
        "possible_accused": False,
        "leads_with": [],
        "duty": {},
        **values,
    }


def seat(name: str, of: str, slot: int, **values: JsonValue) -> Tree:
    """Return a member of a plan's tree."""
    return {
        "id": name,
        "body": of,
        "slot": slot,
        "role": names(f"officer of {of}"),
        "trustee": False,
        "signs": True,
        "ties": [],
        "retired": False,
        **values,
    }


def rule(name: str, relation: str, effect: str, **values: JsonValue) -> Tree:
    """Return a conflict rule of a plan's tree."""
    return {
        "id": name,
        "relation": relation,
        "kinds": None,
        "levels": None,
        "effect": effect,
        "why": names(name),
        **values,
    }


RULES: Final = (
    rule("same_body", "same", "blocked"),
    rule("below_accused", "below", "blocked"),
    rule("next_above", "above", "blocked", levels=["region", "local"]),
    rule("above_accused", "above", "warn"),
    rule("shared_leadership", "leads_with", "blocked"),
    rule("personal_tie", "tie", "blocked"),
    rule("same_region", "same_region", "warn"),
    rule("in_the_region", "region_named", "warn"),
)
"""The rules of docs/ceremony.md's plan."""
ACCUSED: Final = (
    body("north-interior", region="north", parent="interior", possible_accused=True),
    body("north-police", level="local", region="north", parent="north-interior", possible_accused=True),
    body("north-security", kind="security", region="north", possible_accused=True),
)
"""Bodies outside the group that a complaint may be about."""


def small_plan(members: int = 6, bodies: int = 4, *, k: int = 2, slots: int = 8) -> Tree:
    """Return the tree of a plan: `members` seated in turn for `bodies`; the first of each body is trustee and signs."""
    seated = BODIES[:bodies]
    seats = []
    for number in range(members):
        of = seated[number % bodies]
        first = number < bodies
        seats.append(seat(f"{of}-{number // bodies + 1}", of, number, trustee=first, signs=first))
    group = [
        body(name, kind=_KINDS.get(name, name), level="federal", in_group=True, duty=names(f"what {name} must do"))
        for name in seated
    ]
    accused = ACCUSED if "interior" in seated else [{**one, "parent": None} for one in ACCUSED]
    return {
        "origin": ORIGIN,
        "languages": ["ru", "en"],
        "slots": slots,
        "ticks": {"ledger": 3600, "desk": 10800},
        "cells_per_desk": 1,
        "work_bits": 0,
        "entry_days": 730,
        "erase_days": 14,
        "reply_days": 14,
        "freshness_days": 10,
        "cosigners": {"quorum": 0, "keys": []},
        "profile": "generic",
        "k": k,
        "regions": [{"id": "north", "name": names("Region North")}, {"id": "south", "name": names("Region South")}],
        "bodies": [*group, *accused],
        "members": [*seats],
        "rules": [*RULES],
        "other_doors": names("By post."),
        "danger": names("Call for help."),
    }


def named_too(plan: Tree, part: str, **more: JsonValue) -> Tree:
    """Return a plan in which each of its "bodies" or "regions" has its name in further languages, too."""
    listed = cast("list[dict[str, dict[str, JsonValue]]]", plan[part])
    return {**plan, part: [{**one, "name": {**one["name"], **more}} for one in listed]}


@cache
def small_group(members: int = 6, bodies: int = 4, *, k: int = 2, slots: int = 8) -> Founded:
    """Return a founded group; the same arguments give the same keys, in every run."""
    return found_with(small_plan(members, bodies, k=k, slots=slots), seed=f"small group {members} {bodies} {k} {slots}")


def found_with(plan: Tree, seed: str = "plaint test group") -> Founded:
    """Found the group of any plan's tree, with the keys that `seed` gives."""
    return found(plan, issued=ISSUED, random=stream(seed))


def amended(
    group: Founded,
    change: Callable[[Tree], Tree],
    *,
    joining: Collection[MemberKey] = (),
    signers: Collection[str] | None = None,
    seed: str = "plaint test amendment",
    issued: str = ISSUED,
) -> Founded:
    """Return the group with the next version: `change` applied to the tree, signed by all that may, or by `signers`.

    `joining` are the keys of new members, and new keys of old ones.
    """
    before = group.in_force
    credential = stream(seed)(32)
    draft = draft_next(
        before,
        change(before.tree),
        {key.member: Card.of(key) for key in joining},
        ledger_pq=group.annex.ledger_pq,
        issued=issued,
        credential=credential,
    )
    may = [member.id for member in before.signed.charter.seated if member.signs]
    keys = [group.keys[name] for name in (may if signers is None else signers)]
    fresh = {key.member: key for key in joining}
    signatures = [sign_draft(draft.text, key, before.signed, successor=fresh.get(key.member)) for key in keys]
    signed, annex = assemble(draft.text, draft.annex, signatures, before)
    return replace(group, signed=signed, annex=annex, credential=credential, keys={**group.keys, **fresh})


def group_folder(folder: Path, *versions: Founded) -> Path:
    """Write charters and annexes into `folder`, as an operator keeps them beside the ledger."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, group in enumerate(versions, start=1):
        (folder / f"{number}.charter").write_bytes(bytes(group.signed))
        (folder / f"{number}.annex").write_text(str(group.annex), encoding="utf-8")
    return folder
