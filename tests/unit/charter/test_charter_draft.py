# SPDX-License-Identifier: AGPL-3.0-or-later
"""From plan to signed charter: drafts, small amendments, signatures, and who may give one."""

import tomllib
from dataclasses import replace
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING, Any, cast

import pytest

from plaint.charter.amend import appoint, retire, rotate, seat
from plaint.charter.annex import cosigner_keys, verify_annex
from plaint.charter.card import Card
from plaint.charter.chain import verify_next
from plaint.charter.draft import draft_first, draft_planned
from plaint.charter.errors import CharterError, CharterFormError, PlanError
from plaint.charter.keyfile import MemberKey
from plaint.charter.plan import Tree, read_plan, rows
from plaint.charter.recipients import recipients
from plaint.charter.signing import Signature, assemble, sign_draft
from plaint.entry import strictjson
from plaint.keys.vkey import VerifierKey
from tests.support.cosigners import COURT, PAPER, countersigned_group
from tests.support.groups import ISSUED, ORIGIN, amended, small_group, small_plan, stream

if TYPE_CHECKING:
    from plaint.entry.strictjson import JsonValue

GROUP = small_group()
CARDS = {name: Card.of(key) for name, key in GROUP.keys.items()}
LEDGER = GROUP.ledger.card(ORIGIN)
NEW = MemberKey(ORIGIN, "ngo-2", "ngo", ISSUED, stream("newcomer")(32))
FRESH = MemberKey(ORIGIN, "ngo-1", "ngo", ISSUED, stream("fresh")(32))
ROLE = {"en": "officer", "ru": "сотрудница"}
PLAN = """
plan = 1
origin = "plaint.example/north"
languages = ["en"]
slots = 8
cells_per_desk = 1
work_bits = 0
profile = "generic"
k = 2
other_doors = { en = "By post." }
danger = { en = "Call." }
ticks = { ledger = 3600, desk = 10800 }
days = { entry = 730, erase = 14, reply = 14, freshness = 10 }
cosigners = { quorum = 0, keys = [] }
regions = []

[[bodies]]
id = "ngo"
name = { en = "NGO" }
kind = "ngo"
level = "none"
in_group = true
duty = { en = "None." }

[[members]]
id = "ngo-1"
body = "ngo"
slot = 0
role = { en = "lawyer" }

[[rules]]
id = "same"
relation = "same"
effect = "blocked"
why = { en = "It is accused." }
"""


def refusal(act: Any, *args: Any, **named: Any) -> CharterError:
    """Return the error with which `act` is refused."""
    with pytest.raises(CharterError) as refused:
        act(*args, **named)
    return refused.value


def test_a_plan_leaves_out_what_goes_without_saying() -> None:
    """Absent keys of bodies, members and rules have their plain meaning."""
    plan = read_plan(PLAN)
    assert rows(plan, "bodies")[0]["possible_accused"] is False
    assert rows(plan, "members")[0] | {} == {
        "id": "ngo-1",
        "body": "ngo",
        "slot": 0,
        "role": {"en": "lawyer"},
        "trustee": False,
        "signs": False,
        "ties": [],
        "retired": False,
    }
    assert rows(plan, "rules")[0]["kinds"] is None
    assert plan["entry_days"] == 730


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("plan = 1", "plan = 2", "plan"),
        ("k = 2", "", "k"),
        ("k = 2", "k = 2\nkay = 3", "kay"),
        ("entry = 730, ", "", "days.entry"),
        ("entry = 730", "entries = 730, entry = 730", "days.entries"),
        ("ledger = 3600", "ledger = 3600, board = 1", "ticks.board"),
        ("slot = 0", "", "members[0].slot"),
        ("slot = 0", "slot = 0\nslots = 1", "members[0].slots"),
        ("regions = []", "regions = 1", "regions"),
        ("regions = []", "regions = [1]", "regions[0]"),
        ("days = {", "days = 1\nx = {", "x"),
        ("plan = 1", "plan = = 1", "plan"),
    ],
)
def test_a_slip_in_a_plan_is_refused_by_its_place(old: str, new: str, field: str) -> None:
    """Unknown, missing and misspelled keys are named."""
    error = refusal(read_plan, PLAN.replace(old, new))
    assert isinstance(error, CharterFormError)
    assert error.field == field


def test_a_template_that_nobody_has_filled_in_makes_no_draft() -> None:
    """A text that still is the template's ellipsis is refused by its place: people in danger would read it."""
    template = (resources.files("plaint.charter") / "plan.toml").read_text(encoding="utf-8")
    for place in ("other_doors.en", "danger.en", "regions[0].name.en", "bodies[0].name.en"):
        error = refusal(read_plan, template)
        assert isinstance(error, PlanError)
        assert (error.code, error.field) == ("form", place)
        assert "draft again" in str(error)
        template = template.replace('"…"', '"Text"', 1)
    assert read_plan(template.replace('"…"', '"Text"'))["danger"] == {"en": "Text"}


def test_a_plan_is_toml() -> None:
    """What the plan says is what a TOML reader says."""
    assert tomllib.loads(PLAN)["slots"] == read_plan(PLAN)["slots"]


def test_a_member_without_a_card_is_named() -> None:
    """A draft cannot be made while a card is missing, and the error says whose."""
    cards = {name: card for name, card in CARDS.items() if name != "ngo-1"}
    error = refusal(draft_first, small_plan(), cards, LEDGER, issued=ISSUED, credential=bytes(32))
    assert "ngo-1" in error.message


@pytest.mark.parametrize("field", ["origin", "member", "body"])
def test_a_card_in_the_wrong_place_is_refused(field: str) -> None:
    """A card fits one member of one body of one group."""
    values = {"origin": ORIGIN, "member": "ngo-1", "body": "ngo"} | {field: "other"}
    key = MemberKey(values["origin"], values["member"], values["body"], ISSUED, bytes(32))
    cards = {**CARDS, "ngo-1": Card.of(key)}
    assert refusal(draft_first, small_plan(), cards, LEDGER, issued=ISSUED, credential=bytes(32)).code == "form"


def test_a_ledger_card_of_another_group_is_refused() -> None:
    """The ledger's key stands under the origin."""
    other = GROUP.ledger.card("plaint.example/south")
    assert refusal(draft_first, small_plan(), CARDS, other, issued=ISSUED, credential=bytes(32)).code == "form"


def test_an_amendment_by_plan_carries_unknown_keys_on() -> None:
    """What a later program wrote into the charter is still there in the next version."""
    later = amended(GROUP, lambda tree: {**tree, "later": 1, "bodies": _badged(tree)})
    draft = draft_planned(
        later.in_force, {**small_plan(), "reply_days": 30}, {}, LEDGER, issued=ISSUED, credential=bytes(32)
    )
    assert draft.charter.version == 3
    assert draft.charter.reply_days == 30
    assert set(draft.charter.unknown) == {"later", "bodies[0].badge"}


def cosigned(*keys: VerifierKey | str, quorum: int = 1) -> Tree:
    """Return the small plan with these keys listed as cosigners'."""
    return {**small_plan(), "cosigners": {"quorum": quorum, "keys": [str(key) for key in keys]}}


def test_a_plan_lists_the_lines_that_a_cosigner_prints() -> None:
    """The charter gets name, Ed25519 key and the hash of the other one; the annex gets that key."""
    paper, court = PAPER.verifiers, COURT.verifiers
    plan = cosigned(court[1], paper[0], paper[1], court[0], quorum=2)
    draft = draft_planned(GROUP.in_force, plan, {}, LEDGER, issued=ISSUED, credential=bytes(32))
    assert [one.name for one in draft.charter.cosigners] == [PAPER.name, COURT.name]
    assert draft.annex.cosigners == {PAPER.name: paper[1].public, COURT.name: court[1].public}
    assert set(cosigner_keys(draft.charter, draft.annex)) == {*paper, *court}
    bare = draft_planned(GROUP.in_force, cosigned(paper[0]), {}, LEDGER, issued=ISSUED, credential=bytes(32))
    assert (bare.charter.cosigners[0].pq, bare.annex.cosigners) == (None, {})


@pytest.mark.parametrize(
    ("keys", "code", "field"),
    [
        (["paper.example"], "form", "cosigners.keys[0]"),
        ([LEDGER.key], "form", "cosigners.keys[0]"),
        ([PAPER.verifiers[1]], "form", "cosigners.keys"),
        ([*PAPER.verifiers, PAPER.verifiers[1]], "double", "cosigners.keys"),
    ],
    ids=["no key", "the ledger's key", "no Ed25519 key", "one line twice"],
)
def test_a_slip_among_the_cosigners_makes_no_draft(keys: list[VerifierKey | str], code: str, field: str) -> None:
    """A line that is no cosigner's, one that is missing and one pasted twice are named."""
    error = refusal(draft_first, cosigned(*keys), CARDS, LEDGER, issued=ISSUED, credential=bytes(32))
    assert isinstance(error, CharterFormError)
    assert (error.code, error.field) == (code, field)


def test_a_small_amendment_carries_the_cosigners_on() -> None:
    """Where no plan is read, the annex keeps the keys of those who stay, and drops those of who goes."""
    first = countersigned_group()
    later = amended(first, lambda tree: {**tree, "reply_days": 30})
    assert later.annex.cosigners == first.annex.cosigners
    verify_annex(later.signed, later.annex, (first.signed, first.annex))
    listed = cast("list[JsonValue]", cast("Tree", first.in_force.tree["cosigners"])["keys"])
    fewer = amended(first, lambda tree: {**tree, "cosigners": {"quorum": 1, "keys": listed[:1]}})
    assert set(fewer.annex.cosigners) == {PAPER.name}


def _badged(tree: Tree) -> list[Tree]:
    bodies = rows(tree, "bodies")
    return [{**bodies[0], "badge": 7}, *bodies[1:]]


def test_an_old_card_left_in_a_folder_brings_no_old_key_back() -> None:
    """A card of a member who was there before counts only if its keys are to be changed."""
    plan = small_plan()
    kept = draft_planned(GROUP.in_force, plan, {"ngo-1": Card.of(FRESH)}, LEDGER, issued=ISSUED, credential=bytes(32))
    assert kept.charter.member("ngo-1") == GROUP.signed.charter.member("ngo-1")
    changed = draft_planned(
        GROUP.in_force,
        plan,
        {"ngo-1": Card.of(FRESH)},
        LEDGER,
        rotated=["ngo-1"],
        issued=ISSUED,
        credential=bytes(32),
    )
    assert changed.charter.member("ngo-1").ed25519 == FRESH.keys.ed25519.public
    assert changed.annex.members["ngo-1"] == FRESH.keys.ml_dsa_44.public


def test_a_plan_that_drops_a_member_makes_no_draft() -> None:
    """Nobody is asked to sign what every page would refuse."""
    error = refusal(draft_planned, GROUP.in_force, small_plan(5), CARDS, LEDGER, issued=ISSUED, credential=bytes(32))
    assert error.code == "dropped"


def test_a_plan_for_another_origin_makes_no_draft() -> None:
    """An amendment stays within its group."""
    plan = {**small_plan(), "origin": "plaint.example/south"}
    ledger = GROUP.ledger.card("plaint.example/south")
    error = refusal(draft_planned, GROUP.in_force, plan, {}, ledger, issued=ISSUED, credential=bytes(32))
    assert error.code == "origin"


def test_a_member_is_seated_retired_and_given_new_keys() -> None:
    """Three amendments in a row, each a chain that verifies, annex and all."""
    second = amended(GROUP, lambda tree: seat(tree, Card.of(NEW), slot=6, role=ROLE), joining=[NEW])
    third = amended(second, lambda tree: rotate(tree, Card.of(FRESH)), joining=[FRESH])
    fourth = amended(third, lambda tree: appoint(retire(tree, "ngo-1"), "ngo-2", trustee=True))
    chain = (GROUP, second, third, fourth)
    for before, after in pairwise(chain):
        verify_next(before.signed, after.signed)
        verify_annex(after.signed, after.annex, (before.signed, before.annex))
    charter = fourth.signed.charter
    assert charter.member("ngo-1").retired
    assert charter.member("ngo-2").trustee
    assert [member.id for member in charter.seated if member.body == "ngo"] == ["ngo-2"]


def test_amending_a_member_that_is_not_there_is_refused() -> None:
    """The error names the id."""
    assert "nobody" in refusal(retire, GROUP.in_force.tree, "nobody").message


def test_recipients_stand_by_slot_and_a_retired_member_has_none() -> None:
    """What `seal` takes: a recipient for each reader's slot, None for all others."""
    after = amended(GROUP, lambda tree: retire(tree, "ombudsman-2")).signed.charter
    slots = recipients(after, {0, 4, 7})
    assert len(slots) == 8
    assert [place for place, one in enumerate(slots) if one is not None] == [0]
    assert slots[0] == GROUP.keys["ombudsman-1"].keys.identity.recipient


def draft_text(**changes: Any) -> str:
    """Return the text of version 1 with changes at the top."""
    return strictjson.dumps({**GROUP.in_force.tree, **changes})


def test_who_gets_new_keys_signs_only_with_the_new_key_file_at_hand() -> None:
    """A draft that seats another key than the own next one gets no signature of that member."""
    draft = draft_planned(
        GROUP.in_force,
        small_plan(),
        {"ngo-1": Card.of(FRESH)},
        LEDGER,
        rotated=["ngo-1"],
        issued=ISSUED,
        credential=bytes(32),
    )
    key, other = GROUP.keys["ngo-1"], MemberKey(ORIGIN, "ngo-1", "ngo", ISSUED, bytes(32))
    assert refusal(sign_draft, draft.text, key, GROUP.signed).code == "keys"
    assert refusal(sign_draft, draft.text, key, GROUP.signed, successor=other).code == "keys"
    assert sign_draft(draft.text, key, GROUP.signed, successor=FRESH).member == "ngo-1"


@pytest.mark.parametrize("field", ["recipient", "ed25519", "pq", "posting"])
def test_each_of_the_own_keys_is_compared(field: str) -> None:
    """A draft with only one key slipped in for a member, the posting credential's for instance, gets no signature."""
    members = rows(GROUP.in_force.tree, "members")
    slipped = Card.of(FRESH).public()[field]
    text = draft_text(members=[{**one, field: slipped} if one["id"] == "ngo-1" else one for one in members])
    assert refusal(sign_draft, text, GROUP.keys["ngo-1"]).code == "keys"


def test_a_signature_is_written_and_read_as_the_same() -> None:
    """Nothing is lost between a signature and its file."""
    signature = sign_draft(draft_text(), GROUP.keys["ngo-1"])
    assert Signature.from_text(str(signature)) == signature


@pytest.mark.parametrize("text", ["", "[]", '{"plaint": "charter-signature/2"}', '{"plaint": "charter-signature/1"}'])
def test_what_is_no_signature_file_is_refused(text: str) -> None:
    """A signature file has one form."""
    assert refusal(Signature.from_text, text).code in {"form", "update"}


def test_nobody_signs_a_draft_that_seats_another_key_under_the_own_name() -> None:
    """A coordinator who puts a key of the own in a member's place gets no signature of that member."""
    impostor = MemberKey(ORIGIN, "ngo-1", "ngo", ISSUED, bytes(32))
    assert refusal(sign_draft, draft_text(), impostor).code == "keys"


def test_only_members_with_signs_sign_and_only_their_own_group() -> None:
    """A member without `signs`, a stranger and a member of another group are refused."""
    assert refusal(sign_draft, draft_text(), GROUP.keys["ombudsman-2"]).code == "seat"
    assert refusal(sign_draft, draft_text(), NEW).code == "unknown"
    foreign = MemberKey("plaint.example/south", "ngo-1", "ngo", ISSUED, GROUP.keys["ngo-1"].root)
    assert refusal(sign_draft, draft_text(), foreign).code == "origin"


def test_a_later_version_is_signed_only_beside_the_one_before() -> None:
    """A signer's machine checks that the draft follows what is in force."""
    follow = {"version": 2, "previous": GROUP.signed.digest.hex()}
    key = GROUP.keys["ngo-1"]
    assert refusal(sign_draft, draft_text(**follow), key).code == "version"
    assert refusal(sign_draft, draft_text(**follow, slots=16), key, GROUP.signed).code == "slots"
    assert refusal(sign_draft, draft_text(version=3, previous="00" * 32), key, GROUP.signed).code == "version"
    assert refusal(sign_draft, draft_text(version=2, previous="00" * 32), key, GROUP.signed).code == "previous"
    south = {"origin": "plaint.example/south", "ledger_key": str(GROUP.ledger.card("plaint.example/south").key)}
    assert refusal(sign_draft, draft_text(**follow, **south), key, GROUP.signed).code == "origin"
    assert sign_draft(draft_text(**follow), key, GROUP.signed).member == "ngo-1"


def test_signatures_are_put_together_only_under_the_text_that_they_signed() -> None:
    """A signature for another text, or of a stranger, or too few of them: no charter comes of it."""
    signatures = [sign_draft(draft_text(), GROUP.keys[f"{name}-1"]) for name in sorted(GROUP.signed.charter.group)]
    annex = replace(GROUP.annex, signatures={})
    signed, whole = assemble(draft_text(), annex, signatures)
    assert signed == GROUP.signed
    verify_annex(signed, whole)
    assert refusal(assemble, draft_text(reply_days=30), annex, signatures).code == "signature"
    assert refusal(assemble, draft_text(), annex, signatures[1:]).code == "bodies"
    assert refusal(assemble, draft_text(), annex, [replace(signatures[0], member="stranger")]).code == "unknown"
    swapped = [replace(signatures[0], ed25519=signatures[1].ed25519), *signatures[1:]]
    assert refusal(assemble, draft_text(), annex, swapped).code == "signature"
