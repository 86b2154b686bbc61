# SPDX-License-Identifier: AGPL-3.0-or-later
"""In whatever order members act: no share counts, and no desk releases one, without k bodies' yes to that request.

The machine keeps its own tally, written so plainly that it can be checked by eye. It does not ask the code under test.
"""

from dataclasses import dataclass, field
from random import Random

from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from plaint.casework.opening import Opening, Stage, Stray
from plaint.casework.seen import Seen
from plaint.casework.statements import Recusal
from tests.support.asking import ALL, Asking, change_member, envelope

K = 2
BODY = {0: "ombudsman", 1: "prosecutor", 2: "interior", 3: "ngo", 4: "ombudsman", 5: "prosecutor"}
SLOTS = st.sampled_from(ALL)
PICK = st.integers(0, 99)
SELDOM = st.integers(0, 5)
"""What ends requests is done once in six times, or few would ever come to votes."""


@dataclass
class Tally:
    """What was said to one request, as somebody with paper and pencil would note it."""

    day: int
    days: int
    defer: int
    on_consent: bool
    votes: dict[int, str] = field(default_factory=dict)
    agreed: bool = False
    told: bool = False
    dead: bool = False
    by: int = 0


class AnyOrder(RuleBasedStateMachine):
    """Six readers of one case, of whom four are trustees, and Anna."""

    @initialize(ground=st.sampled_from(["correction", "consent", "court"]), days=st.integers(2, 20))
    def begin(self, ground: str, days: int) -> None:
        """Anna complains, and two requests stand: one half of the votes for each would be k together."""
        self.anna = Asking()
        self.requests: list[Seen] = []
        self.tallies: list[Tally] = []
        self.out: set[int] = set()
        self.consent, self.replaced = True, False
        self.ask(0, ground, days)
        self.ask(4, "correction", 20)

    def _pick(self, pick: int) -> tuple[Seen, Tally]:
        return self.requests[pick % len(self.requests)], self.tallies[pick % len(self.tallies)]

    def _alive(self, tally: Tally) -> bool:
        return not tally.dead and self.anna.day <= tally.day + tally.days

    @rule(slot=SLOTS, ground=st.sampled_from(["correction", "consent", "court"]), days=st.integers(2, 20))
    def ask(self, slot: int, ground: str, days: int) -> None:
        """Somebody asks."""
        if slot in self.out or len(self.requests) >= 4:
            return
        defer = min(3, days) if ground == "court" else 0
        request = self.anna.ask(
            slot, ground=ground, purpose="contact" if ground == "consent" else "", days=days, defer=defer,
            defer_reason="order" if defer else "",
        )  # fmt: skip
        self.requests.append(request)
        tally = Tally(self.anna.day, days, defer, ground == "consent", by=slot)
        tally.dead = self.replaced or (tally.on_consent and not self.consent)
        self.tallies.append(tally)

    @rule(slot=st.integers(0, 4), pick=PICK, vote=st.sampled_from(["yes", "yes", "no"]), narrow=st.booleans())
    def vote(self, slot: int, pick: int, vote: str, *, narrow: bool) -> None:
        """Somebody votes, trustee or not, now and then so that not all readers hear of it."""
        request, tally = self._pick(pick)
        hidden = narrow and pick % 4 == 0
        self.anna.vote(slot, request, vote, readers=tuple({slot, 0}) if hidden else None)
        if hidden or slot in self.out or slot not in (0, 1, 2, 3) or not self._alive(tally):
            return
        tally.votes[slot] = vote
        bodies = {BODY[each] for each, said in tally.votes.items() if said == "yes" and each not in self.out}
        tally.agreed = tally.agreed or len(bodies) >= K

    @rule(slot=SLOTS, pick=PICK, real=st.booleans())
    def tell(self, slot: int, pick: int, *, real: bool) -> None:
        """Somebody tells Anna, or only says so."""
        request, tally = self._pick(pick)
        self.anna.tell(slot, request, on_board=real)
        tally.told = tally.told or (real and slot not in self.out)

    @rule(slot=st.integers(0, 4), pick=PICK)
    def release(self, slot: int, pick: int) -> None:
        """Somebody releases a share, whether it is time or not; it counts only if paper and pencil say so."""
        request, tally = self._pick(pick)
        before = len(self.anna.opening(request).shares)
        deferred = tally.defer > 0 and self.anna.day <= tally.day + tally.defer
        right = (
            self._alive(tally) and tally.agreed and (tally.told or deferred)
            and slot not in self.out and tally.votes.get(slot) == "yes"
        )  # fmt: skip
        self.anna.release(slot, request)
        shares = self.anna.opening(request).shares[before:]
        assert [share.stray is None for share in shares] in ([], [right])
        if right:
            assert shares

    @rule(slot=SLOTS, pick=PICK, seldom=SELDOM)
    def withdraw(self, slot: int, pick: int, seldom: int) -> None:
        """Somebody takes a request back; only who made it can."""
        if seldom:
            return
        request, tally = self._pick(pick)
        self.anna.withdraw(slot, request)
        tally.dead = tally.dead or (slot == tally.by and slot not in self.out)

    @rule(slot=SLOTS, retire=st.booleans(), seldom=SELDOM)
    def leave(self, slot: int, *, retire: bool, seldom: int) -> None:
        """Let a member step out of the case, or out of the group; not more than two of them."""
        if seldom or len(self.out) >= 2 or slot in self.out:
            return
        if retire:
            self.anna.amend(change_member(slot, retired=True))
        else:
            self.anna.say(slot, Recusal(slot=slot, reason="so"))
        self.out.add(slot)
        for tally in self.tallies:
            tally.dead = tally.dead or tally.by == slot

    @rule(how=st.sampled_from(["withdraw", "close", "replace", "talk"]), seldom=SELDOM)
    def write(self, how: str, seldom: int) -> None:
        """Anna writes."""
        if seldom:
            return
        granted = False
        if how == "replace" and not self.replaced:
            self.anna.write(text="x", sealed=envelope(number=2))
            self.replaced = True
        elif how == "withdraw":
            self.anna.write(withdraw=("contact",))
        elif how == "close":
            self.anna.write(close=True)
        else:
            self.anna.write(text="x", grant=("contact",))
            granted = True
        for tally in self.tallies:
            lost = how in ("withdraw", "close") and tally.on_consent
            tally.dead = tally.dead or lost or self.replaced
        self.consent = granted or (self.consent and how not in ("withdraw", "close"))

    @rule(days=st.integers(1, 4), seldom=SELDOM)
    def wait(self, days: int, seldom: int) -> None:
        """Days go by."""
        if not seldom:
            self.anna.day += days

    @invariant()
    def nothing_goes_without_k(self) -> None:
        """Hold every opening against its tally."""
        for opening, tally in zip(self.anna.openings(), self.tallies, strict=True):
            self._check(opening, tally)

    def _check(self, opening: Opening, tally: Tally) -> None:
        assert (opening.agreed is not None) <= tally.agreed
        assert (len(opening.released) > 0) <= tally.agreed
        assert (opening.stage in (Stage.RELEASED, Stage.RELEASING)) <= (tally.agreed and self._alive(tally))
        for slot in range(8):
            if opening.must_release(slot):
                deferred = tally.defer > 0 and self.anna.day <= tally.day + tally.defer
                assert tally.agreed
                assert tally.told or deferred
                assert self._alive(tally)
                assert tally.votes.get(slot) == "yes"
        if opening.agreed is not None:
            assert len({BODY[slot] for slot in opening.agreed.slots}) >= K
        for share in opening.shares:
            assert (share.stray is Stray.NOT_TRUSTEE) <= (share.slot in (4, 5) or share.slot in self.out)


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)

WEIGHTS = {"vote": 10, "release": 6, "tell": 3, "ask": 0.5, "withdraw": 1, "leave": 1, "write": 1, "wait": 2}


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32))
@example(71080)  # a member whom the charter had retired "told" her, and shares went
def test_a_busy_group_never_opens_without_k(seed: int) -> None:
    """The same, in walks of fifty steps in which members mostly vote and release: they come further."""
    random = Random(seed)
    table = AnyOrder()
    table.begin(random.choice(["correction", "consent", "court"]), random.randint(2, 20))
    for step in random.choices([*WEIGHTS], [*WEIGHTS.values()], k=50):
        slot, pick, often = random.randint(0, 4), random.randint(0, 99), random.randint(0, 4)
        match step:
            case "vote":
                table.vote(slot, pick, random.choice(["yes", "yes", "no"]), narrow=random.random() < 0.3)
            case "release":
                table.release(slot, pick)
            case "tell":
                table.tell(slot, pick, real=random.random() < 0.7)
            case "ask":
                table.ask(slot, random.choice(["correction", "consent", "court"]), random.randint(2, 20))
            case "withdraw":
                table.withdraw(slot, pick, often)
            case "leave":
                table.leave(slot, retire=random.random() < 0.5, seldom=often)
            case "write":
                table.write(random.choice(["withdraw", "close", "replace", "talk"]), often)
            case "wait":
                table.wait(random.randint(1, 4), often)
        table.nothing_goes_without_k()
