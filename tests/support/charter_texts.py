# SPDX-License-Identifier: AGPL-3.0-or-later
"""Texts that are charters and texts that are none, for the shared vectors: each with what is wrong written by hand."""

from collections.abc import Callable

from plaint.age import bech32
from plaint.charter.plan import Tree, rows
from plaint.entry import strictjson
from plaint.entry.strictjson import JsonValue
from plaint.keys.signature import SigningKey
from plaint.keys.vkey import NoteKeyType, NoteSigner
from tests.support.charter_vectors import history, text_of, tree_of
from tests.support.groups import body, rule

Change = Callable[[Tree], Tree]


def top(**values: JsonValue) -> Change:
    """Return a change of keys at the top."""
    return lambda tree: {**tree, **values}


def without(key: str) -> Change:
    """Return a change that leaves out a key at the top."""
    return lambda tree: {name: value for name, value in tree.items() if name != key}


def row(name: str, number: int, /, **values: JsonValue) -> Change:
    """Return a change of keys of one object in a list."""
    return lambda tree: {
        **tree,
        name: [{**one, **values} if place == number else one for place, one in enumerate(rows(tree, name))],
    }


def row_without(name: str, number: int, key: str) -> Change:
    """Return a change that leaves out a key of one object in a list."""
    return lambda tree: {
        **tree,
        name: [
            {known: value for known, value in one.items() if not (place == number and known == key)}
            for place, one in enumerate(rows(tree, name))
        ],
    }


def more(name: str, *added: Tree) -> Change:
    """Return a change that adds objects to a list."""
    return lambda tree: {**tree, name: [*rows(tree, name), *added]}


def drop(name: str, number: int) -> Change:
    """Return a change that drops an object from a list."""
    return lambda tree: {**tree, name: [one for place, one in enumerate(rows(tree, name)) if place != number]}


def swap(name: str, one: int, other: int, *keys: str) -> Change:
    """Return a change that swaps keys between two objects of a list."""

    def swapped(tree: Tree) -> Tree:
        things = rows(tree, name)
        for key in keys:
            things[one][key], things[other][key] = things[other][key], things[one][key]
        return {**tree, name: [*things]}

    return swapped


def both(*changes: Change) -> Change:
    """Return several changes as one."""

    def changed(tree: Tree) -> Tree:
        for change in changes:
            tree = change(tree)
        return tree

    return changed


def member(number: int) -> Tree:
    return rows(tree_of("v1"), "members")[number]


def _recipient(raw: bytes) -> str:
    return bech32.encode("age1pq", raw)


def _raw_recipient() -> bytes:
    return bech32.decode(str(member(0)["recipient"]))[1]


def _vkey(name: str, kind: NoteKeyType) -> str:
    return str(NoteSigner(name, kind, SigningKey.from_seed(bytes(32))).verifier)


def _cosigner(name: str, seed: int = 0, *, pq: str | None = "ab" * 32) -> Tree:
    return {"name": name, "ed25519": SigningKey.from_seed(bytes([seed]) * 32).public.hex(), "pq": pq}


def cosigned(*cosigners: JsonValue, quorum: int = 1) -> Change:
    """Return a change that names cosigners."""
    return top(cosigners={"quorum": quorum, "keys": [*cosigners]})


SECOND: Tree = _cosigner("court.example", 1, pq="ba" * 32)
FIRST = "cosigners.keys[0]"
VKEY = _vkey("paper.example", NoteKeyType.ED25519_COSIGNATURE)
NAME: Tree = {"en": "x", "ru": "x"}
LONGEST_ID = "a" * 40
TEXT = text_of(history().v1.signed)


def accepted_texts() -> list[tuple[str, str, list[str]]]:
    """Return texts that are charters, and their unknown keys."""
    compact = TEXT.replace("\n ", "\n").replace("\n", "\r\n")
    written: list[tuple[str, Change, list[str]]] = [
        ("as it is", lambda tree: tree, []),
        ("a demonstration with a tick of a second", top(demo=True, ticks={"ledger": 1, "desk": 2}), []),
        ("demo that is false", top(demo=False), []),
        ("unknown keys are kept", both(top(later=1), row("members", 0, badge="7")), ["later", "members[0].badge"]),
        ("an unknown key within ticks", top(ticks={"ledger": 600, "desk": 600, "night": 1}), ["ticks.night"]),
        ("more languages than needed", row("members", 0, role={**NAME, "ce": "х"}), []),
        ("the longest id", more("regions", {"id": LONGEST_ID, "name": NAME}), []),
        ("line feeds in a long text", top(danger={"en": "a\n\nb", "ru": "а\nб"}), []),
        ("a rule for some kinds and levels", row("rules", 1, kinds=["police"], levels=["region", "local"]), []),
        ("a rule that only notes", row("rules", 1, effect="none"), []),
        ("a cosigner", cosigned(_cosigner("paper.example")), []),
        ("a cosigner without an ML-DSA-44 key", cosigned(_cosigner("paper.example", pq=None)), []),
        ("two cosigners of whom both must sign", cosigned(_cosigner("paper.example"), SECOND, quorum=2), []),
        ("an unknown key of a cosigner", cosigned({**SECOND, "later": 1}), ["cosigners.keys[0].later"]),
        ("work at its most", top(work_bits=20), []),
    ]
    changed = [(name, strictjson.dumps(change(tree_of("v1"))), unknown) for name, change, unknown in written]
    return [*changed, ("another layout", compact, [])]


def refused_texts() -> list[tuple[str, str, str, str]]:
    """Return texts that are no charters: name, text, code, field."""
    raw = _raw_recipient()
    low_order = _recipient(raw[:1184] + bytes(32))
    beyond_modulus = _recipient(b"\xff" * 1184 + raw[1184:])
    district = body("north-2", parent="north-2")
    changes: list[tuple[str, Change, str, str]] = [
        ("another form", top(plaint="charter/2"), "update", ""),
        ("no form", without("plaint"), "form", "plaint"),
        ("a key is missing", without("k"), "form", "k"),
        ("a key of a member is missing", row_without("members", 1, "retired"), "form", "members[1].retired"),
        ("version 0", top(version=0), "form", "version"),
        ("true for a number", top(version=True), "form", "version"),
        ("a number for true", row("members", 0, signs=1), "form", "members[0].signs"),
        ("a previous hash in version 1", top(previous="00" * 32), "form", "previous"),
        ("no previous hash in version 2", top(version=2), "form", "previous"),
        ("a hash in capitals", top(read_credential="AB" * 32), "form", "read_credential"),
        ("a hash that is too short", top(read_credential="ab" * 31), "form", "read_credential"),
        ("an origin with a scheme", top(origin="https://plaint.example"), "form", "origin"),
        ("an origin with an empty segment", top(origin="plaint.example//north"), "form", "origin"),
        ("a date that is none", top(issued="10.05.2017"), "form", "issued"),
        ("nine slots", top(slots=9), "form", "slots"),
        ("a slot beyond the slots", row("members", 0, slot=8), "form", "members[0].slot"),
        ("no language", top(languages=[]), "form", "languages"),
        ("a language twice", top(languages=["ru", "en", "ru"]), "double", "languages[2]"),
        ("a language without texts", top(languages=["ru", "en", "ce"]), "form", "regions[0].name.ce"),
        ("a tick of a minute", top(ticks={"ledger": 60, "desk": 600}), "form", "ticks.ledger"),
        ("a desk tick shorter than the ledger's", top(ticks={"ledger": 3600, "desk": 1800}), "form", "ticks.desk"),
        ("fresh for a day only", top(freshness_days=1), "form", "freshness_days"),
        ("too much work", top(work_bits=21), "form", "work_bits"),
        ("a quorum without cosigners", top(cosigners={"quorum": 1, "keys": []}), "form", "cosigners.quorum"),
        ("a quorum of more than the cosigners", cosigned(SECOND, quorum=2), "form", "cosigners.quorum"),
        ("a cosigner without a name", cosigned(_cosigner("")), "form", "cosigners.keys[0].name"),
        ("a cosigner's name with a blank", cosigned(_cosigner("a b")), "form", "cosigners.keys[0].name"),
        ("a cosigner's name with a plus sign", cosigned(_cosigner("a+b")), "form", "cosigners.keys[0].name"),
        ("a cosigner's key of small order", cosigned({**SECOND, "ed25519": "00" * 32}), "form", f"{FIRST}.ed25519"),
        ("a cosigner as a verifier key", cosigned(VKEY), "form", FIRST),
        ("a cosigner's key itself for its hash", cosigned({**SECOND, "pq": "ab" * 1312}), "form", f"{FIRST}.pq"),
        (
            "one cosigner twice",
            cosigned(SECOND, _cosigner("court.example")),
            "double",
            "cosigners.keys[1].name",
        ),
        (
            "two cosigners with one key",
            cosigned(SECOND, {**SECOND, "name": "paper.example", "pq": "cd" * 32}),
            "double",
            "cosigners.keys[1].ed25519",
        ),
        (
            "two cosigners with one ML-DSA-44 key",
            cosigned(SECOND, {**_cosigner("paper.example"), "pq": SECOND["pq"]}),
            "double",
            "cosigners.keys[1].pq",
        ),
        (
            "a ledger key under another name",
            top(ledger_key=_vkey("plaint.example/south", NoteKeyType.ED25519)),
            "form",
            "ledger_key",
        ),
        (
            "a ledger key of another type",
            top(ledger_key=_vkey("x", NoteKeyType.ED25519_COSIGNATURE)),
            "form",
            "ledger_key",
        ),
        ("a body of no kind", row("bodies", 0, kind="militia"), "form", "bodies[0].kind"),
        ("a body of no level", row("bodies", 0, level="village"), "form", "bodies[0].level"),
        ("a relation that is none", row("rules", 1, relation="rumour"), "form", "rules[1].relation"),
        ("an effect that is none", row("rules", 1, effect="allow"), "form", "rules[1].effect"),
        ("a rule for no kind at all", row("rules", 1, kinds=[]), "form", "rules[1].kinds"),
        ("an id in capitals", row("rules", 1, id="Rule"), "form", "rules[1].id"),
        ("an id that is too long", row("rules", 1, id="a" * 41), "form", "rules[1].id"),
        ("a name in one language only", row("bodies", 0, name={"en": "x"}), "form", "bodies[0].name.ru"),
        ("an empty name", row("bodies", 0, name={"en": "", "ru": "x"}), "form", "bodies[0].name.en"),
        ("a blank name", row("bodies", 0, name={"en": "  ", "ru": "x"}), "form", "bodies[0].name.en"),
        ("a name that is too long", row("bodies", 0, name={"en": "x" * 201, "ru": "x"}), "form", "bodies[0].name.en"),
        (
            "a name that shows in another order",
            row("bodies", 0, name={"en": "ab\u202edc", "ru": "x"}),
            "form",
            "bodies[0].name.en",
        ),
        ("a name of two lines", row("bodies", 0, name={"en": "a\nb", "ru": "x"}), "form", "bodies[0].name.en"),
        ("a tab in a long text", top(danger={"en": "a\tb", "ru": "x"}), "form", "danger.en"),
        (
            "a role too long for a reply",
            row("members", 0, role={"en": "x", "ru": "я" * 128}),
            "form",
            "members[0].role.ru",
        ),
        ("a body in the group without a duty", row("bodies", 0, duty={}), "form", "bodies[0].duty.ru"),
        ("a recipient of another kind", row("members", 0, recipient="age1x"), "form", "members[0].recipient"),
        (
            "a recipient that nothing can be sealed to",
            row("members", 0, recipient=low_order),
            "form",
            "members[0].recipient",
        ),
        ("a recipient beyond the modulus", row("members", 0, recipient=beyond_modulus), "form", "members[0].recipient"),
        (
            "a recipient in capitals",
            row("members", 0, recipient=str(member(0)["recipient"]).upper()),
            "form",
            "members[0].recipient",
        ),
        ("a key with which anybody signs", row("members", 0, ed25519="01" + "00" * 31), "form", "members[0].ed25519"),
        (
            "a key of order eight",
            row("members", 0, ed25519="c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"),
            "form",
            "members[0].ed25519",
        ),
        ("k of one", top(k=1), "form", "k"),
        ("a member listed twice", more("members", member(0)), "double", "members[4].id"),
        (
            "a member listed twice under two ids",
            more("members", {**member(0), "id": "ombudsman-3", "slot": 7, "trustee": False}),
            "double",
            "members[4].recipient",
        ),
        ("a slot held twice", row("members", 3, slot=0), "double", "members[3].slot"),
        ("a signing key held twice", row("members", 3, ed25519=member(0)["ed25519"]), "double", "members[3].ed25519"),
        ("a post-quantum key held twice", row("members", 3, pq=member(0)["pq"]), "double", "members[3].pq"),
        ("a credential held twice", row("members", 3, posting=member(0)["posting"]), "double", "members[3].posting"),
        ("a body listed twice", more("bodies", body("ombudsman")), "double", "bodies[7].id"),
        ("a body under a region's id", more("bodies", body("south")), "double", "bodies[7].id"),
        ("a rule listed twice", more("rules", rule("same_body", "same", "blocked")), "double", "rules[8].id"),
        ("a tie named twice", row("members", 0, ties=["north", "north"]), "double", "members[0].ties[1]"),
        ("a region that is none", row("bodies", 0, region="east"), "unknown", "bodies[0].region"),
        ("a parent that is none", row("bodies", 0, parent="nobody"), "unknown", "bodies[0].parent"),
        ("a body that is its own parent", more("bodies", district), "unknown", "bodies[7].parent"),
        (
            "parents in a circle",
            both(row("bodies", 0, parent="prosecutor"), row("bodies", 1, parent="ombudsman")),
            "unknown",
            "bodies[0].parent",
        ),
        ("leading with nobody", row("bodies", 0, leads_with=["nobody"]), "unknown", "bodies[0].leads_with[0]"),
        ("leading with itself", row("bodies", 0, leads_with=["ombudsman"]), "unknown", "bodies[0].leads_with[0]"),
        ("a member of no body", row("members", 3, body="nobody"), "unknown", "members[3].body"),
        ("a tie to nothing", row("members", 0, ties=["nobody"]), "unknown", "members[0].ties[0]"),
        ("a member of a body outside the group", row("members", 3, body="ngo"), "seat", "members[3].body"),
        ("two trustees of one body", row("members", 3, trustee=True), "trustees", "members[3].trustee"),
        ("k beyond the trustees", top(k=4), "trustees", "k"),
        ("no floor under the rules", drop("rules", 0), "rules", "rules"),
        ("a floor with a hole", row("rules", 0, kinds=["police"]), "rules", "rules"),
        ("a floor that only warns", row("rules", 0, effect="warn"), "rules", "rules"),
        ("a list in place of an object", top(ticks=[]), "form", "ticks"),
        ("a word in place of an object", lambda tree: {**tree, "members": ["ombudsman-1"]}, "form", "members[0]"),
        ("an object in place of a list", top(rules={}), "form", "rules"),
    ]
    written = [(name, strictjson.dumps(change(tree_of("v1"))), code, field) for name, change, code, field in changes]
    return [*written, *_refused_bytes()]


def _refused_bytes() -> list[tuple[str, str, str, str]]:
    """Return texts that are no strict JSON."""
    return [
        ("nothing", "\n", "form", ""),
        ("a list", "[]\n", "form", ""),
        ("a key twice", TEXT.replace('"version": 1,', '"version": 1,\n "version": 1,'), "form", ""),
        ("a fraction", TEXT.replace('"k": 2', '"k": 2.0'), "form", ""),
        ("an exponent", TEXT.replace('"k": 2', '"k": 2e0'), "form", ""),
        ("a byte-order mark", "\ufeff" + TEXT, "form", ""),
        ("something behind the end", TEXT + "{}\n", "form", ""),
        ("cut off", TEXT[: len(TEXT) // 2], "form", ""),
        ("a lone surrogate", TEXT.replace('"en": "By post."', '"en": "\\ud800"'), "form", ""),
    ]
