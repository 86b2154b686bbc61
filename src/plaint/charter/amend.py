# SPDX-License-Identifier: AGPL-3.0-or-later
"""Small changes to a charter where no plan is at hand: retire, seat, give new keys. Each returns a new tree.

A member who was arrested must be out of the charter today, not when the plan's owner is back.
"""

from collections.abc import Mapping

from plaint.charter.card import Card
from plaint.charter.errors import CharterError
from plaint.charter.plan import KEYS, Tree, rows


def retire(tree: Tree, member: str) -> Tree:
    """Return `tree` with the member retired: listed with its keys and slot, and no reader any more."""
    return _changed(tree, member, {"retired": True, "trustee": False, "signs": False})


def rotate(tree: Tree, card: Card) -> Tree:
    """Return `tree` with the new keys of a member who keeps slot and body."""
    return _changed(tree, card.member, _keys(card))


def appoint(tree: Tree, member: str, *, trustee: bool) -> Tree:
    """Return `tree` with the member made a trustee, or a trustee no more."""
    return _changed(tree, member, {"trustee": trustee})


def seat(
    tree: Tree, card: Card, *, slot: int, role: Mapping[str, str], trustee: bool = False, signs: bool = False
) -> Tree:
    """Return `tree` with a new member in a slot that was never held."""
    member: Tree = {
        "id": card.member,
        "body": card.body,
        "slot": slot,
        "role": dict(role),
        "trustee": trustee,
        "signs": signs,
        "ties": [],
        "retired": False,
        **_keys(card),
    }
    return {**tree, "members": [*rows(tree, "members"), member]}


def _changed(tree: Tree, name: str, changes: Tree) -> Tree:
    members = rows(tree, "members")
    if name not in [member["id"] for member in members]:
        raise CharterError("unknown", f"The charter lists no member {name}.")
    return {**tree, "members": [{**member, **changes} if member["id"] == name else member for member in members]}


def _keys(card: Card) -> Tree:
    return {key: value for key, value in card.public().items() if key in KEYS}
