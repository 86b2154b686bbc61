# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is read on where more has come than there is room for: nobody is shut out, and each way goes on."""

from dataclasses import dataclass, field

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from plaint.intake.unfinished import Unfinished

ROOM = 1000


@dataclass(eq=False)
class FakeLine:
    """A connection that says whether it is read."""

    way: int
    held: bool = False
    come: int = 0
    said: list[str] = field(default_factory=list)

    def hold_back(self) -> None:
        """Read no more."""
        self.held = True

    def go_on(self) -> None:
        """Read on."""
        self.held = False


def test_who_comes_alone_never_waits() -> None:
    """One way holds all the room there is and more: its later bodies wait, and another way's only one is read on."""
    unfinished = Unfinished(ROOM)
    many = [FakeLine(1) for _ in range(20)]
    for line in many:
        unfinished.note(line, 1, 100)
    assert [line.held for line in many] == [False] * 10 + [True] * 10
    alone = FakeLine(2)
    unfinished.note(alone, 2, 100)
    unfinished.note(alone, 2, 900)
    assert not alone.held


def test_the_bodies_of_one_way_come_to_their_end_in_turn() -> None:
    """However crowded it stays, the next of a way goes on when the one before it is whole."""
    unfinished = Unfinished(ROOM)
    unfinished.note(FakeLine(9), 9, 5000)
    lines = [FakeLine(1) for _ in range(3)]
    for line in lines:
        unfinished.note(line, 1, 10)
    assert [line.held for line in lines] == [False, True, True]
    unfinished.drop(lines[0], 1)
    assert [line.held for line in lines] == [False, False, True]
    unfinished.drop(lines[1], 1)
    assert not lines[2].held


def test_as_there_is_room_who_holds_least_goes_on_first() -> None:
    """A flood that came first does not go first."""
    unfinished = Unfinished(ROOM)
    large, flood = FakeLine(9), [FakeLine(1) for _ in range(5)]
    unfinished.note(large, 9, 1000)
    for line in flood:
        unfinished.note(line, 1, 150)
    person = [FakeLine(2) for _ in range(2)]
    for line in person:
        unfinished.note(line, 2, 10)
    assert [line.held for line in person] == [False, True]
    unfinished.drop(large, 9)
    assert not person[1].held
    assert flood[1].held


class Crowd(RuleBasedStateMachine):
    """Bodies of a few ways that begin, grow, become whole and break off in any order."""

    def __init__(self) -> None:
        """Begin with nobody."""
        super().__init__()
        self.unfinished = Unfinished(ROOM)
        self.lines: list[FakeLine] = []

    @rule(way=st.integers(0, 3), size=st.integers(1, 400))
    def begin(self, way: int, size: int) -> None:
        """Let a body begin."""
        line = FakeLine(way, come=size)
        self.lines.append(line)
        self.unfinished.note(line, way, size)

    @rule(place=st.integers(0, 50), more=st.integers(1, 400))
    def grow(self, place: int, more: int) -> None:
        """Let more come of a body that is read."""
        read = [line for line in self.lines if not line.held]
        if read:
            line = read[place % len(read)]
            line.come += more
            self.unfinished.note(line, line.way, line.come)

    @rule(place=st.integers(0, 50))
    def end(self, place: int) -> None:
        """Let a body be whole, or its connection be gone, twice over."""
        if self.lines:
            line = self.lines.pop(place % len(self.lines))
            self.unfinished.drop(line, line.way)
            self.unfinished.drop(line, line.way)

    @invariant()
    def nobody_is_forgotten(self) -> None:
        """Count what has come, and find the oldest body of each way read on."""
        assert self.unfinished.total == sum(line.come for line in self.lines)
        for way in range(4):
            oldest = next((line for line in self.lines if line.way == way), None)
            assert oldest is None or not oldest.held

    def teardown(self) -> None:
        """Let all end: nobody is left waiting, nothing is left counted."""
        while self.lines:
            assert any(not line.held for line in self.lines)
            read = next(line for line in self.lines if not line.held)
            self.lines.remove(read)
            self.unfinished.drop(read, read.way)
        assert self.unfinished.total == 0


Crowd.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestCrowd = Crowd.TestCase
