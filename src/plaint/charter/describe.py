# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a charter says, in lines that a signer reads before signing; and what a new version changes.

A signer who cannot see what changes signs whatever the coordinator wrote. So nothing is left out of the changes: what
this program does not know is shown as it stands in the text.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from plaint.charter.model import Charter, Names
from plaint.charter.plan import KEYS, LISTS, Tree, rows
from plaint.entry.strictjson import JsonValue

_EVERY_TIME: Final = ("version", "previous", "issued", "read_credential")
"""What changes with each version and says nothing to a signer."""


def describe(charter: Charter, language: str) -> list[str]:
    """Return what a charter says, names in `language` where it has them."""
    lines = [
        f"{charter.origin}, version {charter.version} of {charter.issued}",
        *(["DEMONSTRATION: not for real complaints"] if charter.demo else []),
        f"{charter.slots} slots, k = {charter.k}; ticks: ledger {charter.ledger_tick} s, desk {charter.desk_tick} s",
        f"replies within {charter.reply_days} days; entries kept {charter.entry_days} days",
        "bodies in the group:",
        *(f"  {body.id}: {_in(body.name, language)}" for body in charter.bodies if body.in_group),
        "members, who can read:",
    ]
    for member in charter.seated:
        marks = [mark for mark, holds in (("trustee", member.trustee), ("signs", member.signs)) if holds]
        ties = [f"ties to {', '.join(member.ties)}"] if member.ties else []
        lines.append(f"  slot {member.slot}  {member.id}: {_in(member.role, language)}  [{', '.join(marks + ties)}]")
    lines += [f"  slot {member.slot}  {member.id}: retired" for member in charter.members if member.retired]
    accused = [body.id for body in charter.bodies if body.possible_accused]
    lines += ["bodies that may be accused:", f"  {', '.join(accused) or 'none'}", "conflict rules:"]
    for rule in charter.rules:
        only = ", ".join([*(rule.kinds or ()), *(rule.levels or ())])
        lines.append(f"  {rule.effect}: {rule.relation}{f' ({only})' if only else ''} – {_in(rule.why, language)}")
    if charter.unknown:
        lines.append(f"update needed, this program does not know: {', '.join(charter.unknown)}")
    return lines


def changes(old: Tree, new: Tree) -> list[str]:
    """Return what the tree `new` changes of `old`, all of it but what every version changes."""
    lines: list[str] = []
    for key in sorted(old.keys() | new.keys()):
        if key in LISTS:
            lines += _listed(key, old, new)
        elif key not in _EVERY_TIME:
            lines += _changed(key, old.get(key), new.get(key))
    return lines


def everything(tree: Tree) -> list[str]:
    """Return all that a charter's tree holds, field by field: what a first signer puts the name under."""
    lines = [f"{key}: {_shown(key, value)}" for key, value in tree.items() if key not in LISTS]
    for name in LISTS:
        for row in rows(tree, name):
            lines.append(f"{name}.{row['id']}")
            lines += [f"  {key}: {_shown(key, value)}" for key, value in row.items() if key != "id"]
    return lines


def _listed(name: str, old: Tree, new: Tree) -> Iterator[str]:
    before = {str(row["id"]): row for row in rows(old, name)}
    after = {str(row["id"]): row for row in rows(new, name)}
    for one in [*before, *(other for other in after if other not in before)]:
        path = f"{name}.{one}"
        if one not in after:
            yield f"{path}: dropped"
        elif one not in before:
            yield f"{path}: new"
            yield from (f"  {key}: {_shown(key, value)}" for key, value in after[one].items() if key != "id")
        else:
            for key in sorted(before[one].keys() | after[one].keys()):
                yield from _changed(f"{path}.{key}", before[one].get(key), after[one].get(key))
    order = [one for one in after if one in before]
    if name == "rules" and order != [one for one in before if one in after]:
        yield f"{name}: in another order"


def _changed(path: str, before: JsonValue, after: JsonValue) -> Iterator[str]:
    if before == after and type(before) is type(after):
        return
    key = path.rpartition(".")[2]
    if key in KEYS:
        yield f"{path}: other key"
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in sorted(before.keys() | after.keys()):
            yield from _changed(f"{path}.{name}", before.get(name), after.get(name))
    else:
        yield f"{path}: {_shown(key, before)} → {_shown(key, after)}"


def _shown(key: str, value: JsonValue) -> str:
    if key in KEYS:
        return f"{str(value)[:16]}…"
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_shown('', inner)}" for name, inner in value.items()) or "empty"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(_shown("", inner) for inner in value) or "none"
    return (
        {None: "none", True: "yes", False: "no"}.get(value, str(value))
        if isinstance(value, bool | None)
        else str(value)
    )


def _in(names: Names, language: str) -> str:
    return names.get(language) or next(iter(names.values()))
