# SPDX-License-Identifier: AGPL-3.0-or-later
"""What cannot be true of numbers, and what a reader of them should know."""

from collections.abc import Iterator, Sequence

from plaint.register.counting import fallen, rebuttals
from plaint.register.model import Claim, CountClaim, Register
from plaint.register.remarks import Remark, warning
from plaint.register.vocabulary import LineageKind, Wording


def look_at_count(register: Register, name: str, place: int, count: CountClaim) -> Iterator[Remark]:
    """Give what is wrong with the number at `place` of the record `name`."""
    problem = disagreement(count)
    if problem:
        yield Remark(name, ("count", place, "wording"), problem, "Mend the wording or the bounds.")
    is_series = register.lineages[count.lineage].kind is LineageKind.SERIES
    if count.cumulative != is_series:
        what = (
            "is cumulative, its lineage is no series"
            if count.cumulative
            else "is not cumulative, its lineage is a series"
        )
        remedy = "Mend cumulative, or name another lineage."
        yield Remark(name, ("count", place, "lineage"), f"The number {what}.", remedy)


def disagreement(count: CountClaim) -> str | None:
    """Return how the wording and the bounds of a number disagree, or None."""
    low, high = count.low, count.high
    if low is not None and high is not None and low > high:
        return f"The lower bound {low} is above the upper bound {high}."
    agrees = {
        Wording.AT_LEAST: low is not None and high is None,
        Wording.AT_MOST: low is None and high is not None,
        Wording.EXACTLY: low is not None and low == high and low > 0,
        Wording.NONE: low == high == 0,
        Wording.BETWEEN: low is not None and high is not None and low < high,
        Wording.ABOUT: low is not None and high is not None,
    }
    if agrees[count.wording]:
        return None
    return f"The wording {count.wording} does not go with low {_bound(low)} and high {_bound(high)}."


def look_at_claims(register: Register) -> Iterator[Remark]:
    """Give what is to be said about numbers that belong together."""
    for unit, scope in register.columns():
        claims = register.claims(unit, scope)
        for lineage in sorted({claim.count.lineage for claim in claims}):
            own = [claim for claim in claims if claim.count.lineage == lineage]
            yield from _lineage(register, lineage, own)
        yield from _told_again(claims)
        stated = {claim.statement.id: claim for claim in claims}
        for answered, answers in rebuttals(register, claims).items():
            for answer in answers:
                if answered in stated:
                    yield _rebutted(stated[answered], answer)
    yield from _circles(register)


def _lineage(register: Register, lineage: str, claims: list[Claim]) -> Iterator[Remark]:
    kind = register.lineages[lineage].kind
    if kind is LineageKind.SERIES:
        for earlier, later in fallen(claims):
            problem = f"A cumulative series fell: {_shown(earlier)}, then {_shown(later)}."
            yield warning(f"statements/{later.statement.id}", ("count",), problem, "Look whether both count the same.")
    if kind is LineageKind.VERSIONS and len({(claim.count.low, claim.count.high) for claim in claims}) > 1:
        told = ", ".join(f"{_shown(claim)} ({claim.statement.said})" for claim in claims)
        yield warning(f"lineages/{lineage}", (), f"Versions contradict one another: {told}.", "Say in its note why.")


def _told_again(claims: Sequence[Claim]) -> Iterator[Remark]:
    """Give each number that stands once more under another lineage, word for word and from the same source."""
    for later, one in enumerate(claims):
        for earlier in claims[:later]:
            bounds, same = (one.count.low, one.count.high), (earlier.count.low, earlier.count.high)
            shared = set(one.statement.sources) & set(earlier.statement.sources)
            if bounds == same and shared and one.count.lineage != earlier.count.lineage:
                name = f"statements/{one.statement.id}"
                problem = (
                    f"The number {_shown(one)} also stands in {earlier.statement.id} as {earlier.count.lineage}, from "
                    f"the same source ({min(shared)})."
                )
                remedy = "Where both tell of one count, name one lineage; otherwise it counts twice."
                yield warning(name, ("count", one.statement.counts.index(one.count), "lineage"), problem, remedy)


def _rebutted(claim: Claim, answer: Claim) -> Remark:
    problem = f"The number {_shown(answer)} rebuts {_shown(claim)} of {claim.statement.id}; both stand."
    return warning(f"statements/{answer.statement.id}", ("in_reply_to",), problem)


def _circles(register: Register) -> Iterator[Remark]:
    """Give each lineage that is part of itself, over any number of steps."""
    for name in register.lineages:
        seen: set[str] = set()
        ahead = list(register.lineages[name].part_of)
        while ahead:
            one = ahead.pop()
            if one not in seen:
                seen.add(one)
                ahead += register.lineages[one].part_of
        if name in seen:
            yield Remark(
                f"lineages/{name}", ("part_of",), "It is part of itself.", "Take out one part_of of the circle."
            )


def _shown(claim: Claim) -> str:
    low, high = claim.count.low, claim.count.high
    if low == high:
        return str(low)
    return (
        f"{_bound(low)} to {_bound(high)}" if None not in (low, high) else f">= {low}" if high is None else f"<= {high}"
    )


def _bound(bound: int | None) -> str:
    return "open" if bound is None else str(bound)
