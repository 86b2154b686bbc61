# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that are handed about in a ceremony: whatever is in them, only the declared error leaves."""

import contextlib
from collections.abc import Callable
from typing import Final, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plaint.charter.card import Card, LedgerCard
from plaint.charter.errors import CharterError
from plaint.charter.keyfile import Cost, MemberKey, PassphraseError, lock, unlock
from plaint.charter.plan import Tree, read_plan
from plaint.charter.signing import Signature
from plaint.entry import strictjson
from tests.support.ceremony import plan_of
from tests.support.groups import ORIGIN, small_group
from tests.support.jsons import JSON

KEY: Final = MemberKey(ORIGIN, "ngo-1", "ngo", "2017-05-10", bytes(32))
Read = Callable[[str], object]
GENUINE: Final[dict[str, tuple[Read, str]]] = {
    "card": (Card.from_text, Card.of(KEY).text),
    "ledger card": (LedgerCard.from_text, str(small_group().ledger.card(ORIGIN))),
    "signature": (Signature.from_text, str(Signature(bytes(32), "ngo-1", bytes(64), bytes(2420)))),
    "key file": (
        lambda text: unlock(text.encode(), "twelve letters"),
        lock(KEY, "twelve letters", cost=Cost(memory=64, passes=1, lanes=1)).decode(),
    ),
}


@pytest.mark.parametrize("kind", sorted(GENUINE))
def test_genuine_files_are_read(kind: str) -> None:
    """What the commands write is what the commands read."""
    read, text = GENUINE[kind]
    assert read(text) is not None


@pytest.mark.parametrize("kind", sorted(GENUINE))
@given(text=st.text(max_size=200))
def test_no_text_raises_anything_else(kind: str, text: str) -> None:
    """Any text in place of such a file is refused with the declared error."""
    with pytest.raises(CharterError):
        GENUINE[kind][0](text)


@pytest.mark.parametrize("kind", sorted(GENUINE))
@given(data=st.data(), value=JSON)
@settings(max_examples=40, deadline=None)
def test_no_value_raises_anything_else(kind: str, data: st.DataObject, value: object) -> None:
    """Any value under any key of such a file is refused, or was the genuine one or an unknown key's."""
    read, text = GENUINE[kind]
    tree = cast("Tree", strictjson.loads(text))
    key = data.draw(st.sampled_from(sorted(tree)) | st.text(max_size=3))
    with contextlib.suppress(CharterError, PassphraseError):
        assert read(strictjson.dumps(cast("Tree", {**tree, key: value}))) is not None


@given(place=st.integers(0, len(plan_of()) - 1), put=st.text(max_size=3))
@settings(max_examples=60, deadline=None)
def test_no_slip_in_a_plan_raises_anything_else(place: int, put: str) -> None:
    """A plan with any slip of the hand is read or refused with the declared error."""
    text = plan_of()
    with contextlib.suppress(CharterError):
        assert read_plan(f"{text[:place]}{put}{text[place + 1 :]}")["origin"] is not None
