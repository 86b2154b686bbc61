# SPDX-License-Identifier: AGPL-3.0-or-later
"""A desk that is set up years later: what has had its age, or was erased by right, is told apart from what is withheld.

Such a desk has pulled nothing before. All that dates a leaf for it are the boards that are still there.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from plaint.charter.amend import retire
from plaint.desk.mirror.evidence import Misdeed
from plaint.desk.sync.heads import RefusedError
from plaint.ledger.leaf import LeafKind
from tests.support.groups import amended, found_with, small_group, small_plan
from tests.support.ledgers import Ledger
from tests.support.syncing import MakeDesk, pullers

DAY = 86_400
HOUR = 3600
DESK_TICK = 3 * HOUR
YEARS = 731 * DAY
"""Longer than the charter's `entry_days`."""


@pytest.fixture(name="ledger")
def _ledger() -> Ledger:
    return Ledger(small_group())


@pytest.fixture(name="desk_of")
def _desk_of(tmp_path: Path, ledger: Ledger) -> Iterator[MakeDesk]:
    with pullers(tmp_path, ledger) as make:
        yield make


def filled(ledger: Ledger, rounds: int) -> None:
    """Let desk ticks go by, each with an entry and then its board."""
    for _ in range(rounds):
        ledger.cover()
        ledger.tick(DESK_TICK)
        ledger.board()
    ledger.tick(HOUR)


def age(ledger: Ledger, *, before: int) -> None:
    """Erase entries and boards before the leaf at `before`, as intake does with what has had its age."""
    for index in range(1, before):
        ledger.blobs[index] = None


def test_what_has_had_its_age_is_not_withheld(ledger: Ledger, desk_of: MakeDesk) -> None:
    """Early entries and boards are gone, the board that shows their age is there: a new desk finds nothing amiss."""
    filled(ledger, 4)
    border = len(ledger.leaves) - 1
    ledger.tick(YEARS)
    filled(ledger, 2)
    age(ledger, before=border)
    desk = desk_of("ngo-1")
    desk.sync()
    assert desk.misdeeds() == []


def test_what_is_younger_is_withheld(ledger: Ledger, desk_of: MakeDesk) -> None:
    """An entry behind the newest board that is old enough is gone before its age, and no tombstone says why."""
    filled(ledger, 4)
    border = len(ledger.leaves) - 1
    ledger.tick(YEARS)
    filled(ledger, 2)
    age(ledger, before=border)
    ledger.blobs[border + 1] = None
    desk = desk_of("ngo-1")
    desk.sync()
    assert desk.misdeeds() == [Misdeed.WITHHELD]


def test_a_young_board_is_withheld(ledger: Ledger, desk_of: MakeDesk) -> None:
    """A board that is gone before its age is told as well, and those behind it are taken: they name it by its hash."""
    filled(ledger, 4)
    ledger.blobs[4] = None
    desk = desk_of("ngo-1")
    desk.sync()
    assert desk.misdeeds() == [Misdeed.WITHHELD]


@pytest.mark.parametrize("lie", ["number", "previous", "tick"])
def test_a_board_behind_those_that_are_gone_still_continues_them(ledger: Ledger, desk_of: MakeDesk, lie: str) -> None:
    """Its number, the hash that it names and its desk tick are held to the leaves: a gap hides no board."""
    filled(ledger, 3)
    true = ledger.boards[-1]
    false = {
        "number": replace(true, number=true.number - 1),
        "previous": replace(true, previous=b"\x01" * 32),
        "tick": replace(true, desk_tick=1),
    }[lie]
    ledger.boards[-1:] = []
    ledger.leaves[-1:], ledger.blobs[-1:] = [], []
    ledger.append(LeafKind.BOARD, bytes(false))
    ledger.boards.append(false)
    ledger.tick(YEARS)
    age(ledger, before=len(ledger.leaves) - 1)
    with pytest.raises(RefusedError) as caught:
        desk_of("ngo-1").sync()
    assert caught.value.kind is Misdeed.BOARD


@pytest.mark.parametrize(("waited", "found"), [(40, []), (20, [Misdeed.WITHHELD])])
def test_a_lifetime_counts_while_its_charter_held(tmp_path: Path, waited: int, found: list[Misdeed]) -> None:
    """What had its age under a shorter lifetime stays gone by right after a longer one; what had not is withheld."""
    ledger = Ledger(found_with(small_plan() | {"entry_days": 30}))
    filled(ledger, 2)
    border = len(ledger.leaves) - 1
    ledger.tick(waited * DAY)
    ledger.amend(amended(ledger.group, lambda tree: {**tree, "entry_days": 730}))
    filled(ledger, 2)
    ledger.tick(30 * DAY)
    ledger.blobs[border - 1] = None
    with pullers(tmp_path, ledger) as make:
        desk = make("ngo-1")
        desk.sync()
        assert desk.misdeeds() == found


def test_signers_count_who_were_seated_then(ledger: Ledger, desk_of: MakeDesk) -> None:
    """A tombstone of the group stays one after those who signed it have left the group."""
    filled(ledger, 2)
    ledger.tombstone_by_group(1, "prosecutor-2", "ombudsman-1")
    filled(ledger, 1)
    ledger.amend(amended(ledger.group, lambda tree: retire(tree, "prosecutor-2")))
    ledger.tick(20 * DAY)
    filled(ledger, 1)
    ledger.blobs[1] = None
    desk = desk_of("ngo-1")
    desk.sync()
    assert desk.misdeeds() == []


@pytest.mark.parametrize("found", [[], [Misdeed.WITHHELD]])
def test_in_one_batch_both_versions_count(ledger: Ledger, desk_of: MakeDesk, found: list[Misdeed]) -> None:
    """A tombstone that intake took just before a new charter may lie behind its leaf: only a later batch convicts."""
    filled(ledger, 12)
    charter = ledger.amend(amended(ledger.group, lambda tree: retire(tree, "prosecutor-2")))
    targets = [index for index, leaf in enumerate(ledger.leaves) if leaf.kind is LeafKind.ENTRY]
    for target in targets:
        stone = ledger.tombstone_by_group(target, "prosecutor-2", "ombudsman-1")
        # A batch ascends by hash.
        ascends = ledger.leaves[stone].blob_hash > ledger.leaves[charter].blob_hash
        if ascends != bool(found):
            break
        ledger.leaves.pop()
        ledger.blobs.pop()
    filled(ledger, 1)
    ledger.tick(20 * DAY)
    filled(ledger, 1)
    ledger.blobs[target] = None
    desk = desk_of("ngo-1")
    desk.sync()
    assert desk.misdeeds() == found


@pytest.mark.parametrize(("days", "found"), [(20, []), (5, [Misdeed.WITHHELD])])
def test_a_tombstone_may_be_older_than_the_board_behind_it(
    ledger: Ledger, desk_of: MakeDesk, days: int, found: list[Misdeed]
) -> None:
    """After days in which intake did not run nobody can tell when a tombstone came: what may be right convicts none."""
    filled(ledger, 2)
    ledger.tombstone(1)
    ledger.tick(days * DAY)
    filled(ledger, 1)
    ledger.blobs[1] = None
    desk = desk_of("ngo-1")
    desk.sync()
    assert desk.misdeeds() == found
