# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading a charter: what is kept, what is bounded, and that nothing but the one error leaves."""

import contextlib
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaint.charter.errors import CharterError, CharterFormError
from plaint.charter.parse import TEXT_LIMIT, parse
from plaint.charter.plan import Tree, rows
from plaint.entry import strictjson
from plaint.entry.strictjson import JsonValue
from plaint.errors import FormatError
from tests.support.groups import body, found_with, names, seat, small_group, small_plan
from tests.support.jsons import JSON

GROUP = small_group()
TEXT = GROUP.signed.note.text.decode()


def tree() -> Tree:
    """Return the tree of the test charter, to be changed."""
    return cast("Tree", strictjson.loads(TEXT))


def test_a_charter_is_read_as_it_was_planned() -> None:
    """Origin, bodies, members and slots are those of the plan."""
    charter = parse(TEXT)
    assert charter.origin == "plaint.example/north"
    assert charter.group == {"ombudsman", "prosecutor", "interior", "ngo"}
    assert [member.slot for member in charter.seated] == [0, 1, 2, 3, 4, 5]
    assert charter.body("north-police").parent == "north-interior"
    assert charter.member("ngo-1").trustee
    assert charter.previous is None
    assert not charter.demo


def test_asking_for_what_is_not_listed_is_a_key_error() -> None:
    """Bodies and members are found by id, or not at all."""
    with pytest.raises(KeyError):
        GROUP.signed.charter.body("nobody")
    with pytest.raises(KeyError):
        GROUP.signed.charter.member("nobody")


def test_members_are_seated_in_slot_order_whatever_the_order_of_the_list() -> None:
    """The order of `members` decides nothing."""
    turned = tree()
    turned["members"] = list(reversed(cast("list[JsonValue]", turned["members"])))
    assert parse(strictjson.dumps(turned)).seated == GROUP.signed.charter.seated


def test_an_envelope_has_room_for_eight_trustees() -> None:
    """A ninth trustee is refused: an identity envelope could not hold a share for each."""
    plan = small_plan(8, 8, slots=16)
    ninth = {
        **plan,
        "bodies": [*rows(plan, "bodies"), body("security", kind="security", in_group=True, duty=names("duty"))],
        "members": [*rows(plan, "members"), seat("security-1", "security", 8, trustee=True)],
    }
    assert len(found_with(plan).signed.charter.seated) == 8
    with pytest.raises(CharterError) as refused:
        found_with(ninth)
    assert refused.value.code == "trustees"


def test_an_unknown_key_is_named_and_does_no_harm() -> None:
    """A later program's key leaves the rest as it is."""
    later = {**tree(), "later": {"x": 1}}
    charter = parse(strictjson.dumps(later))
    assert charter.unknown == ("later",)
    assert charter.members == GROUP.signed.charter.members


def test_a_text_without_end_is_refused_before_it_is_read() -> None:
    """The text has a greatest length, in bytes."""
    with pytest.raises(CharterFormError):
        parse(" " * (TEXT_LIMIT + 1))
    parse(TEXT + " " * (TEXT_LIMIT - len(TEXT.encode())))


def test_a_form_error_is_a_format_error_and_a_charter_error() -> None:
    """Edges that know only the root of formats catch it too."""
    with pytest.raises(FormatError) as refused:
        parse("{}")
    assert isinstance(refused.value, CharterError)
    assert refused.value.code == "form"


@given(text=st.text(max_size=300))
def test_no_text_raises_anything_but_a_charter_error(text: str) -> None:
    """Whatever is typed in place of a charter is refused with the declared error."""
    with pytest.raises(CharterError):
        parse(text)


@given(key=st.sampled_from(sorted(tree())), value=JSON)
def test_no_value_at_the_top_raises_anything_but_a_charter_error(key: str, value: JsonValue) -> None:
    """Any value under any key is read or refused, and nothing else happens."""
    with contextlib.suppress(CharterError):
        parse(strictjson.dumps({**tree(), key: value}))


@given(
    name=st.sampled_from(["regions", "bodies", "members", "rules"]),
    number=st.integers(0, 1),
    key=st.text(max_size=3) | st.sampled_from(["id", "name", "body", "slot", "role", "kind", "region", "ties", "why"]),
    value=JSON,
)
def test_no_value_in_a_list_raises_anything_but_a_charter_error(
    name: str, number: int, key: str, value: JsonValue
) -> None:
    """The same for the objects in the lists."""
    changed = tree()
    things = cast("list[Tree]", changed[name])
    things[number][key] = value
    with contextlib.suppress(CharterError):
        parse(strictjson.dumps(changed))
