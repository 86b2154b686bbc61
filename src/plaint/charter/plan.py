# SPDX-License-Identifier: AGPL-3.0-or-later
"""A plan: what people write by hand (TOML) before there are keys and signatures (docs/ceremony.md).

Rules of this module:

- A plan's tables are named as the charter's lists, so that an error in the charter names the line of the plan.
- Unlike in a charter, an unknown key is an error: in what is written by hand it is a slip.
- Keys come from cards; a plan that holds key material would be copied from one machine to another once too often.
"""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from typing import Final

from plaint.charter.card import Card, LedgerCard
from plaint.charter.errors import PlanError
from plaint.entry.strictjson import JsonValue
from plaint.errors import FormatError
from plaint.keys.vkey import NoteKeyType, VerifierKey

Tree = dict[str, JsonValue]

_FORM: Final = 1
_TOP: Final = (
    "plan",
    "origin",
    "languages",
    "slots",
    "ticks",
    "cells_per_desk",
    "work_bits",
    "days",
    "cosigners",
    "profile",
    "k",
    "regions",
    "bodies",
    "members",
    "rules",
    "other_doors",
    "danger",
    "demo",
)
_DAYS: Final = ("entry", "erase", "reply", "freshness")
_OPTIONAL: Final[Mapping[str, Mapping[str, JsonValue]]] = {
    "regions": {},
    "bodies": {
        "region": None,
        "parent": None,
        "in_group": False,
        "possible_accused": False,
        "leads_with": [],
        "duty": {},
    },
    "members": {"trustee": False, "signs": False, "ties": [], "retired": False},
    "rules": {"kinds": None, "levels": None},
}
"""Keys that may be left out in each list, and what that means."""
_REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {
    "regions": ("id", "name"),
    "bodies": ("id", "name", "kind", "level"),
    "members": ("id", "body", "slot", "role"),
    "rules": ("id", "relation", "effect", "why"),
}
LISTS: Final = tuple(_REQUIRED)
UNWRITTEN: Final = "…"
"""What stands in the template for each text that people have to write."""


def read_plan(text: str) -> Tree:
    """Return the part of a charter's tree that a plan decides: all but version, keys and hashes.

    Raise `PlanError` where this is no plan, or a key is missing or unknown.
    """
    try:
        plan = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PlanError("plan", f"is no TOML ({error})") from None
    _only(plan, _TOP, "")
    _written(plan, "")
    if plan.get("plan") != _FORM:
        raise PlanError("plan", "must be 1, the form of plans that this program knows")
    for key in _TOP:
        if key not in plan and key != "demo":
            raise PlanError(key, "is missing")
    days = _table(plan["days"], "days")
    _only(days, _DAYS, "days.")
    for key in _DAYS:
        if key not in days:
            raise PlanError(f"days.{key}", "is missing")
    _only(_table(plan["ticks"], "ticks"), ("ledger", "desk"), "ticks.")
    _only(_table(plan["cosigners"], "cosigners"), ("quorum", "keys"), "cosigners.")
    lists = {name: _filled(plan[name], name) for name in LISTS}
    kept = {key: value for key, value in plan.items() if key not in ("plan", "days")}
    return {**kept, **{f"{key}_days": days[key] for key in _DAYS}, **lists}


def _written(value: object, path: str) -> None:
    """Refuse texts that still are the template's: people in danger would read an ellipsis where a number should be."""
    if isinstance(value, str) and value.strip() == UNWRITTEN:
        raise PlanError(path, f"is still “{UNWRITTEN}”, as the template has it")
    if isinstance(value, Mapping):
        for key, inner in value.items():
            _written(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            _written(inner, f"{path}[{number}]")


def cosigner_keys(tree: Mapping[str, JsonValue]) -> list[VerifierKey]:
    """Return the verifier keys that a plan lists under `cosigners`, as `plaint cosign init` prints them."""
    policy = tree["cosigners"]
    listed = policy.get("keys") if isinstance(policy, Mapping) else None
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        raise PlanError("cosigners.keys", "must be a list of verifier keys")
    return [_cosigner_key(value, f"cosigners.keys[{number}]") for number, value in enumerate(listed)]


def with_cosigners(tree: Tree) -> Tree:
    """Return a plan's tree with each cosigner as the charter lists it: name, Ed25519 key, hash of the ML-DSA-44 key."""
    keys = cosigner_keys(tree)
    # In the order of the plan. One name twice with one kind of key would be two cosigners in one.
    if len({(key.name, key.kind) for key in keys}) != len(keys):
        raise PlanError("cosigners.keys", "hold two keys of one kind under one name", code="double")
    ed25519 = {key.name: key.public for key in keys if key.kind is NoteKeyType.ED25519_COSIGNATURE}
    pq = {key.name: key.public for key in keys if key.kind is NoteKeyType.ML_DSA_44_COSIGNATURE}
    if not pq.keys() <= ed25519.keys():
        raise PlanError("cosigners.keys", "hold no Ed25519 key of a cosigner; list both lines that it was given")
    rows: list[JsonValue] = [
        {"name": name, "ed25519": key.hex(), "pq": hashlib.sha256(pq[name]).hexdigest() if name in pq else None}
        for name, key in ed25519.items()
    ]
    policy = tree["cosigners"]
    return {**tree, "cosigners": {**policy, "keys": rows} if isinstance(policy, Mapping) else policy}


def _cosigner_key(value: JsonValue, path: str) -> VerifierKey:
    wrong = PlanError(path, "must be a verifier key of type 0x04 or 0x06")
    try:
        key = VerifierKey.from_text(value if isinstance(value, str) else "")
    except FormatError:
        raise wrong from None
    if key.kind is NoteKeyType.ED25519:
        raise wrong
    return key


def with_keys(tree: Tree, cards: Mapping[str, Card], ledger: LedgerCard, old: Mapping[str, Tree]) -> Tree:
    """Return `tree` with the public keys of members and ledger, and with cosigners as a charter lists them.

    A member's keys come from the card, or stay those of `old`, the members of the version before by id. Raise
    `PlanError` where neither has them, or where a card does not fit its place in the plan.
    """
    members = []
    for number, member in enumerate(rows(tree, "members")):
        path = f"members[{number}]"
        name = str(member["id"])
        if name in cards:
            members.append({**member, **_keys(cards[name], tree, member, path)})
        elif name in old:
            members.append({**member, **{key: old[name][key] for key in KEYS}})
        else:
            raise PlanError(path, f"has no card; ask member {name} for it")
    if ledger.key.name != tree["origin"]:
        raise PlanError("ledger card", "is that of another origin")
    return {**with_cosigners(tree), "members": members, "ledger_key": str(ledger.key)}


KEYS: Final = ("recipient", "ed25519", "pq", "posting")
"""What of a member's entry comes from the card."""


def rows(tree: Mapping[str, JsonValue], name: str) -> list[Tree]:
    """Return the objects of the list `name`, which `read_plan` or `parse` has found to be objects."""
    value = tree[name]
    return [dict(row) for row in value if isinstance(row, Mapping)] if isinstance(value, Sequence) else []


def _keys(card: Card, tree: Tree, member: Tree, path: str) -> Tree:
    if (card.origin, card.member, card.body) != (tree["origin"], member["id"], member["body"]):
        raise PlanError(path, "has the card of another group, member or body")
    return {key: value for key, value in card.public().items() if key in KEYS}


def _filled(value: object, name: str) -> list[JsonValue]:
    if not isinstance(value, list):
        raise PlanError(name, f"must be a list of tables [[{name}]]")
    filled: list[JsonValue] = []
    for number, row in enumerate(value):
        path = f"{name}[{number}]"
        table = _table(row, path)
        _only(table, (*_REQUIRED[name], *_OPTIONAL[name]), f"{path}.")
        for key in _REQUIRED[name]:
            if key not in table:
                raise PlanError(f"{path}.{key}", "is missing")
        filled.append({**_OPTIONAL[name], **table})
    return filled


def _table(value: object, path: str) -> Tree:
    if not isinstance(value, dict):
        raise PlanError(path, "must be a table")
    return value


def _only(table: Mapping[str, object], known: Sequence[str], path: str) -> None:
    for key in table:
        if key not in known:
            raise PlanError(f"{path}{key}", "is not a key of plans")
