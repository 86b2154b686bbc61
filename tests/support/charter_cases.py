# SPDX-License-Identifier: AGPL-3.0-or-later
"""The cases of tests/vectors/charter.json, each with the refusal that was written down by hand beside it."""

from plaint.charter.plan import Tree, rows
from plaint.entry import strictjson
from plaint.entry.strictjson import JsonValue
from plaint.keys import note
from plaint.keys.signature import SigningKey
from plaint.keys.vkey import NoteKeyType, NoteSigner
from tests.support.charter_texts import (
    TEXT,
    accepted_texts,
    both,
    drop,
    member,
    more,
    refused_texts,
    row,
    swap,
    top,
)
from tests.support.charter_vectors import (
    ALL,
    flipped,
    frame,
    freshness_note,
    genuine_lines,
    history,
    line,
    meddled,
    patched,
    resigned,
    signed_by,
    text_of,
    tree_of,
    with_lines,
)
from tests.support.groups import NOW, found_with, seat, small_plan

DAY = 86_400


def first_cases() -> list[tuple[str, JsonValue, str | None, str | None]]:
    """Return notes that should begin a chain: name, note, root if it is known, code."""
    root = history().v1.signed.digest.hex()
    lines = genuine_lines("v1")
    return [
        ("the genuine one", "v1", root, None),
        ("the genuine one, its root not yet known", "v1", None, None),
        (
            "signatures in another order, and one of a stranger",
            with_lines("v1", [*lines[::-1], _stranger()]),
            root,
            None,
        ),
        ("the wrong root", "v1", "00" * 32, "root"),
        ("a later version", "v2", None, "version"),
        ("a body did not sign", with_lines("v1", lines[:2]), root, "bodies"),
        ("no known key signed", with_lines("v1", [_stranger()]), root, "bodies"),
        ("one bit of a signature", with_lines("v1", [flipped(lines[0]), *lines[1:]]), root, "signature"),
        ("a key signed twice", with_lines("v1", [lines[0], *lines]), root, "signature"),
        ("a member dropped after signing", meddled("v1", drop("members", 3)), None, "signature"),
        ("a member dropped after signing, the root known", meddled("v1", drop("members", 3)), root, "root"),
        ("one letter of a name", meddled("v1", row("bodies", 0, name={"en": "y", "ru": "x"})), None, "signature"),
        ("recipients swapped after signing", meddled("v1", swap("members", 0, 1, "recipient")), None, "signature"),
        ("slots swapped after signing", meddled("v1", swap("members", 0, 1, "slot")), None, "signature"),
        ("doubled after signing", meddled("v1", more("members", member(0))), None, "double"),
        ("no signatures at all", patched("v1", TEXT, []), None, "form"),
        ("signed by keys that it brings itself", _self_made(), root, "root"),
    ]


def _stranger() -> str:
    key = SigningKey.from_seed(b"stranger".ljust(32))
    return str(note.sign(TEXT.encode(), [NoteSigner("elsewhere.example/x", NoteKeyType.ED25519, key)]).signatures[0])[
        :-1
    ]


def _self_made() -> Tree:
    other = found_with(small_plan(4, 3), seed="a hostile operator")
    lines = [str(one).rstrip("\n") for one in other.signed.note.signatures]
    return patched("v1", text_of(other.signed), lines)


def next_cases() -> list[tuple[str, JsonValue, JsonValue, str | None]]:
    """Return pairs of notes: name, the version before, the one that shall follow, code."""
    first, second = history().v1, history().v2
    two, three = genuine_lines("v2"), genuine_lines("v3")
    text2, text3 = text_of(history().v2.signed), text_of(history().v3.signed)
    old_key = first.keys["prosecutor-1"]
    retired = first.keys["ombudsman-2"]
    fork = resigned("v1", top(reply_days=30))
    newcomer: Tree = {**seat("ombudsman-3", "ombudsman", 6, signs=False), **_fresh_keys()}
    keys: Tree = {key: member(3)[key] for key in ("recipient", "ed25519", "pq", "posting")}
    signed = history().v1.signed.digest.hex()
    return [
        ("version 2 after version 1", "v1", "v2", None),
        ("version 3 after version 2", "v2", "v3", None),
        ("signed by two bodies of three", "v1", with_lines("v2", two[:2]), None),
        ("another date, and signed anew", "v1", resigned("v2", top(issued="2017-05-11")), None),
        ("another origin", "v1", resigned("v2", _elsewhere), "origin"),
        ("version 3 after version 1", "v1", "v3", "version"),
        ("version 1 after version 2", "v2", "v1", "version"),
        ("version 2 after version 2", "v2", "v2", "version"),
        ("a fork of version 1 before it", fork, "v2", "previous"),
        ("another previous hash", "v1", resigned("v2", top(previous="00" * 32)), "previous"),
        ("signed by one body of three", "v1", with_lines("v2", two[:1]), "bodies"),
        ("signed by nobody known", "v1", with_lines("v2", [_stranger()]), "bodies"),
        ("signed by two members of one body", "v1", with_lines("v2", [two[0], line(retired, text2)]), "bodies"),
        (
            "signed under the key that it brings itself",
            "v1",
            with_lines("v2", [two[0], *signed_by(text2, second, ["prosecutor-1"])]),
            "bodies",
        ),
        (
            "signed under a key that was replaced",
            "v2",
            with_lines("v3", [three[0], line(old_key, text3)]),
            "bodies",
        ),
        ("signed by half of the bodies", "v3", _fourth(ALL[:2]), "bodies"),
        ("signed by more than half of four bodies", "v3", _fourth(ALL), None),
        ("signed by a retired member", "v2", with_lines("v3", [three[0], line(retired, text3)]), "bodies"),
        ("signed for a body that is only joining", "v2", with_lines("v3", [three[0], _joining(text3)]), "bodies"),
        ("one bit of a signature", "v1", with_lines("v2", [*two[:2], flipped(two[2])]), "signature"),
        ("one bit of the text", "v1", meddled("v2", top(reply_days=15)), "signature"),
        (
            "a reader added after signing",
            "v1",
            meddled("v2", more("members", newcomer)),
            "signature",
        ),
        ("twice as many slots", "v1", resigned("v2", top(slots=16)), "slots"),
        ("a longer tick of the ledger", "v1", resigned("v2", top(ticks={"ledger": 7200, "desk": 10_800})), "ticks"),
        ("a shorter tick of the desks", "v1", resigned("v2", top(ticks={"ledger": 3600, "desk": 3600})), "ticks"),
        ("a member dropped", "v1", resigned("v2", drop("members", 3)), "dropped"),
        ("a body dropped", "v1", resigned("v2", drop("bodies", 5)), "dropped"),
        ("a region dropped", "v1", resigned("v2", drop("regions", 1)), "dropped"),
        (
            "a slot given to another member",
            "v1",
            resigned("v2", both(drop("members", 3), more("members", {**newcomer, "slot": 3}))),
            "dropped",
        ),
        ("a member in another slot", "v1", resigned("v2", row("members", 3, slot=7)), "moved"),
        ("slots swapped", "v1", resigned("v2", swap("members", 0, 1, "slot")), "moved"),
        ("a member of another body", "v1", resigned("v2", row("members", 3, body="interior")), "moved"),
        ("a retired member seated again", "v2", resigned("v3", row("members", 3, retired=False)), "returned"),
        ("a retired member with other keys", "v1", resigned("v2", row("members", 3, **_fresh_keys())), "keys"),
        ("recipients swapped", "v1", resigned("v2", swap("members", 0, 2, "recipient")), "keys"),
        ("all keys swapped", "v1", resigned("v2", swap("members", 0, 2, *keys)), "keys"),
        (
            "a newcomer with the key that another gave up",
            "v1",
            resigned("v2", more("members", {**newcomer, "ed25519": member(1)["ed25519"]})),
            "keys",
        ),
        ("no floor under the rules", "v1", resigned("v2", drop("rules", 0)), "rules"),
        ("it follows, but is no charter", "v1", resigned("v2", both(top(previous=signed), top(k="2"))), "form"),
    ]


def _elsewhere(tree: Tree) -> Tree:
    key = history().v1.ledger.card("plaint.example/south").key
    return {**tree, "origin": "plaint.example/south", "ledger_key": str(key)}


def _fourth(members: tuple[str, ...]) -> Tree:
    change = top(version=4, previous=history().v3.signed.digest.hex())
    text = strictjson.dumps(change(tree_of("v3")))
    return patched("v3", text, signed_by(text, history().v3, members))


def _joining(text: str) -> str:
    return line(history().v3.keys["ngo-1"], text)


def _fresh_keys() -> Tree:
    other = found_with(small_plan(1 + 3, 3), seed="fresh keys")
    member = rows(other.in_force.tree, "members")[0]
    return {key: member[key] for key in ("recipient", "ed25519", "pq", "posting")}


def page_cases() -> list[tuple[str, str, list[JsonValue], str | None, int, int | str]]:
    """Return what a page may be given: name, pin, notes, freshness note, clock, version that is taken or code."""
    until = NOW + 10 * DAY
    fresh = {name: freshness_note(name, until=until) for name in history().named}
    other = found_with(small_plan(4, 3), seed="a hostile operator")
    text = fresh["v3"].partition("\n\n")[0] + "\n"
    lines = fresh["v3"].partition("\n\n")[2].splitlines()
    bent = "\n".join([text, flipped(lines[0]), *lines[1:], ""])
    return [
        ("the pinned version", "v1", ["v1"], fresh["v1"], NOW, 1),
        ("two versions later", "v1", ["v1", "v2", "v3"], fresh["v3"], NOW, 3),
        ("a page of version 2", "v2", ["v2", "v3"], fresh["v3"], NOW, 3),
        ("older versions are left aside", "v3", ["v1", "v2", "v3"], fresh["v3"], NOW, 3),
        ("the last second", "v3", ["v3"], fresh["v3"], until, 3),
        ("a clock that is a day behind", "v3", ["v3"], fresh["v3"], NOW - DAY, 3),
        ("the pinned version needs no signature", "v2", [with_lines("v2", [_stranger()]), "v3"], fresh["v3"], NOW, 3),
        ("fresh by two bodies of three", "v1", ["v1"], freshness_note("v1", until=until, members=ALL[:2]), NOW, 1),
        (
            "fresh by members who sign no charters",
            "v1",
            ["v1"],
            freshness_note("v1", until=until, members=["ombudsman-2", "interior-1"]),
            NOW,
            1,
        ),
        ("another group", "v1", [_foreign()], fresh["v1"], NOW, "origin"),
        ("another group of the same name", "v1", [_self_made()], bytes(other.freshness(NOW)).decode(), NOW, "pinned"),
        ("rolled back", "v2", ["v1"], fresh["v1"], NOW, "rolled_back"),
        ("a version left out", "v1", ["v1", "v3"], fresh["v3"], NOW, "version"),
        ("the pinned version left out", "v1", ["v2", "v3"], fresh["v3"], NOW, "version"),
        ("in the wrong order", "v1", ["v2", "v1"], fresh["v1"], NOW, "version"),
        ("no charter", "v1", [], fresh["v1"], NOW, "version"),
        ("a member dropped", "v1", [meddled("v1", drop("members", 3))], fresh["v1"], NOW, "pinned"),
        (
            "a member's recipient replaced",
            "v1",
            [meddled("v1", row("members", 0, **_fresh_keys()))],
            fresh["v1"],
            NOW,
            "pinned",
        ),
        ("recipients swapped", "v1", [meddled("v1", swap("members", 0, 1, "recipient"))], fresh["v1"], NOW, "pinned"),
        ("slots swapped", "v1", [meddled("v1", swap("members", 0, 1, "slot"))], fresh["v1"], NOW, "pinned"),
        ("a conflict rule weakened", "v1", [meddled("v1", row("rules", 3, effect="none"))], fresh["v1"], NOW, "pinned"),
        ("a member doubled", "v1", [meddled("v1", more("members", member(0)))], fresh["v1"], NOW, "double"),
        ("one bit of the text", "v1", [meddled("v1", top(work_bits=1))], fresh["v1"], NOW, "pinned"),
        ("one bit of a later text", "v1", ["v1", meddled("v2", top(work_bits=1))], fresh["v2"], NOW, "signature"),
        (
            "a later version of too few",
            "v1",
            ["v1", with_lines("v2", genuine_lines("v2")[:1])],
            fresh["v2"],
            NOW,
            "bodies",
        ),
        (
            "a retired member back",
            "v2",
            ["v2", resigned("v3", row("members", 3, retired=False))],
            fresh["v3"],
            NOW,
            "returned",
        ),
        ("no charter but something", "v1", [patched("v1", "hello\n")], fresh["v1"], NOW, "form"),
        ("no freshness note", "v3", ["v3"], None, NOW, "freshness"),
        ("the freshness note of the version before", "v2", ["v2", "v3"], fresh["v2"], NOW, "freshness"),
        ("run out a second ago", "v3", ["v3"], fresh["v3"], until + 1, "stale"),
        ("outdated by a year", "v3", ["v3"], fresh["v3"], NOW + 365 * DAY, "stale"),
        ("a clock two days behind", "v3", ["v3"], fresh["v3"], NOW - 2 * DAY, "clock"),
        ("fresh for ten years", "v3", ["v3"], freshness_note("v3", until=NOW + 3650 * DAY), NOW, "clock"),
        ("fresh by one body", "v3", ["v3"], freshness_note("v3", until=until, members=["ngo-1"]), NOW, "bodies"),
        (
            "fresh by half of the bodies",
            "v3",
            ["v3"],
            freshness_note("v3", until=until, members=ALL[:2]),
            NOW,
            "bodies",
        ),
        ("one bit of the freshness note", "v3", ["v3"], bent, NOW, "signature"),
        (
            "another form of freshness note",
            "v3",
            ["v3"],
            fresh["v3"].replace("freshness/1", "freshness/2"),
            NOW,
            "form",
        ),
        ("no freshness note but something", "v3", ["v3"], "hello\n", NOW, "form"),
    ]


def _foreign() -> Tree:
    plan = {**small_plan(4, 3), "origin": "plaint.example/south"}
    other = found_with(plan, seed="another group")
    lines = [str(one).rstrip("\n") for one in other.signed.note.signatures]
    return patched("v1", text_of(other.signed), lines)


def charter_vectors() -> Tree:
    """Return the tree of tests/vectors/charter.json."""
    parse: list[Tree] = [
        {"name": name, **patched("v1", text, []), "unknown": [*unknown]} for name, text, unknown in accepted_texts()
    ]
    parse += [
        {"name": name, **patched("v1", text, []), "error": code, "field": field}
        for name, text, code, field in refused_texts()
    ]
    return {
        **frame(),
        "parse": [*parse],
        "first": [
            {"name": name, "note": spelled, "root": root, "error": code} for name, spelled, root, code in first_cases()
        ],
        "next": [
            {"name": name, "before": before, "after": after, "error": code}
            for name, before, after, code in next_cases()
        ],
        "page": [
            {
                "name": name,
                "pin": pin,
                "notes": spelled,
                "freshness": fresh,
                "now": now,
                **({"version": result} if isinstance(result, int) else {"error": result}),
            }
            for name, pin, spelled, fresh, now, result in page_cases()
        ],
    }
