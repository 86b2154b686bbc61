# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a signer is shown: nothing that changes is left out."""

from hypothesis import given
from hypothesis import strategies as st

from plaint.charter.describe import changes, describe, everything
from plaint.charter.parse import parse
from plaint.charter.plan import Tree, rows
from plaint.entry import strictjson
from tests.support.charter_texts import both, drop, more, row, swap, top
from tests.support.groups import body, names, rule, small_group

TREE = small_group().in_force.tree


def shown(new: Tree) -> list[str]:
    """Return what `new` changes of the test charter."""
    return changes(TREE, new)


def test_nothing_changed_is_nothing_shown() -> None:
    """Version, date, previous hash and credential change each time and are no news."""
    assert shown(TREE) == []
    assert shown({**TREE, "version": 2, "previous": "ab", "issued": "2018-01-01", "read_credential": "cd"}) == []


def test_every_kind_of_change_is_shown() -> None:
    """Values, texts, keys, ties, flags, additions, what is dropped, and the order of rules."""
    changed = both(
        top(work_bits=3, later=1, ticks={"ledger": 3600, "desk": 21600}),
        row("bodies", 0, name=names("Renamed"), leads_with=["ngo"]),
        row("members", 0, ed25519="00" * 32, ties=["north"], signs=False),
        row("rules", 0, effect="warn"),
        more("bodies", body("new-body")),
        drop("regions", 1),
        swap("rules", 1, 2, *rule("x", "same", "warn")),
    )
    lines = shown(changed(TREE))
    for line in (
        "work_bits: 0 → 3",
        "later: none → 1",
        "ticks.desk: 10800 → 21600",
        "bodies.ombudsman.name.en: ombudsman → Renamed",
        "bodies.ombudsman.leads_with: none → ngo",
        "members.ombudsman-1.ed25519: other key",
        "members.ombudsman-1.ties: none → north",
        "members.ombudsman-1.signs: yes → no",
        "rules.same_body.effect: blocked → warn",
        "bodies.new-body: new",
        "regions.south: dropped",
        "rules: in another order",
    ):
        assert line in lines


@given(
    key=st.sampled_from(sorted(set(TREE) - {"version", "previous", "issued", "read_credential"})),
    value=st.integers() | st.text() | st.booleans() | st.none(),
)
def test_no_change_at_the_top_is_left_out(key: str, value: int | str | bool | None) -> None:  # noqa: FBT001  # a JSON value
    """Whatever value a key gets, a signer sees the key."""
    lines = shown({**TREE, key: [] if isinstance(TREE[key], list) else value})
    assert any(line.startswith(key) for line in lines) or TREE[key] == value


@given(name=st.sampled_from(["bodies", "members", "rules", "regions"]), data=st.data())
def test_no_change_in_a_list_is_left_out(name: str, data: st.DataObject) -> None:
    """The same for each key of each listed object."""
    number = data.draw(st.integers(0, len(rows(TREE, name)) - 1))
    one = rows(TREE, name)[number]
    key = data.draw(st.sampled_from(sorted(set(one) - {"id"})))
    assert any(
        line.startswith(f"{name}.{one['id']}.{key}") for line in shown(row(name, number, **{key: "changed"})(TREE))
    )


def test_everything_is_everything() -> None:
    """Each key at the top and of each listed object has a line, and each text stands there whole."""
    lines = everything(TREE)
    for key, value in TREE.items():
        if isinstance(value, list):
            assert all(f"{key}.{one['id']}" in lines for one in rows(TREE, key))
        else:
            assert any(line.startswith(f"{key}: ") for line in lines)
    assert any("Call for help. (по-русски)" in line for line in lines)
    assert sum(line.startswith("  duty: ") for line in lines) == len(rows(TREE, "bodies"))


def test_a_description_names_every_reader_body_and_rule() -> None:
    """Who can read stands there with slot and role; a demonstration and unknown keys are said aloud."""
    charter = parse(strictjson.dumps({**TREE, "demo": True, "later": 1}))
    text = "\n".join(describe(charter, "ru"))
    for member in charter.seated:
        assert f"slot {member.slot}  {member.id}" in text
    for one in charter.rules:
        assert one.relation in text
    assert "DEMONSTRATION" in text
    assert "update needed" in text
    assert "later" in text
    assert "(region, local)" in text
