# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rules of counting: what several claims say together.

Rules of this module:

- Units never share a column, scopes never mix: `combine` takes one unit and one scope, and claims of others are not
  looked at. There is no function that takes two.
- Claims of one lineage count once: the newest of one origin; the last value of a cumulative series, which should never
  fall; for versions of one list that contradict one another, the range that spans them.
- A number and its rebuttal stand beside each other: the range spans both, and the figure is contested.
- Two lineages A and B of unknown overlap: max(A, B) <= |A or B| <= A + B. Where every one counted in A is known to be
  counted in B (`part_of`), A raises the lower bound and adds nothing to the upper one.
- A period is no part of a column: claims about different times are combined as lineages of unknown overlap are, and
  the figure says that it is of all that time (`Combined.times`).
- An open bound stays open. 0 as a lower bound says nothing, and is what stands where nobody stated one.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from plaint.register.combined import Combined, Derived, Rule
from plaint.register.dates import PartialDate
from plaint.register.model import Claim, Register
from plaint.register.vocabulary import LineageKind, StatementKind

Bounds = tuple[int, int | None]


def combine(
    register: Register,
    unit: str,
    scope: str,
    as_of: PartialDate | None = None,
    *,
    taken: Callable[[Claim], bool] = lambda _claim: True,
) -> Combined | None:
    """Return what all claims of `unit` about `scope` say together, or None where there is none.

    With `as_of`, only claims count that were surely said by the end of that date. `taken` says of a claim whether it
    is looked at at all; what rebuts a claim that is taken should be taken too.
    """
    every = tuple(filter(taken, register.claims(unit, scope)))
    claims = [claim for claim in every if known(claim, as_of)]
    if not claims:
        return None
    steps: list[Derived] = []
    if len(claims) < len(every):
        later = tuple(claim for claim in every if claim not in claims)
        steps.append(Derived(rule=Rule.LATER, lineage=None, claims=later, low=0, high=None))
    strands = _strands(register, claims, steps)
    low, high = _joined(register, strands, steps)
    contested = any(step.rule in (Rule.REBUTTED, Rule.VERSIONS) for step in steps)
    return Combined(
        unit=unit,
        scope=scope,
        low=low,
        high=high,
        contested=contested,
        as_of=as_of,
        claims=tuple(claims),
        steps=tuple(steps),
    )


def known(claim: Claim, as_of: PartialDate | None) -> bool:
    """Whether a claim was surely made by the end of `as_of`; any was if that is None."""
    return as_of is None or claim.statement.said.latest <= as_of.latest


def fallen(claims: Sequence[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """Give each two neighbours of a cumulative series of which the later one cannot be as large as the earlier one."""
    for earlier, later in pairwise(claims):
        high = later.count.high
        if high is not None and high < (earlier.count.low or 0):
            yield earlier, later


def rebuttals(register: Register, claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    """Return, by the id of the statement that is rebutted, the claims among `claims` that rebut it."""
    found: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.statement.kind in (StatementKind.REBUTTAL, StatementKind.DENIAL):
            for answered in claim.statement.in_reply_to:
                if answered in register.statements:
                    found.setdefault(answered, []).append(claim)
    return found


def _strands(register: Register, claims: Sequence[Claim], steps: list[Derived]) -> dict[str, Derived]:
    """Return one result for each lineage, in the order in which they first spoke, and note how each came about."""
    stated = {claim.statement.id for claim in claims}
    against = {answered: answers for answered, answers in rebuttals(register, claims).items() if answered in stated}
    rebutting = [claim for answers in against.values() for claim in answers]
    lineages: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim not in rebutting:
            lineages.setdefault(claim.count.lineage, []).append(claim)
    strands = {}
    for lineage, own in lineages.items():
        derived = _strand(register.lineages[lineage].kind, lineage, own)
        steps.append(derived)
        answers = [answer for claim in own for answer in against.get(claim.statement.id, [])]
        if answers:
            derived = _spanning(Rule.REBUTTED, lineage, (*derived.claims, *answers), _bounds(derived, answers))
            steps.append(derived)
        strands[lineage] = derived
    return strands


def _strand(kind: LineageKind, lineage: str, claims: Sequence[Claim]) -> Derived:
    last = claims[-1]
    if len(claims) == 1:
        return _spanning(Rule.CLAIM, lineage, claims, _stated(last))
    if kind is LineageKind.VERSIONS:
        return _spanning(Rule.VERSIONS, lineage, claims, _hull(_stated(claim) for claim in claims))
    if kind is LineageKind.ONE_ORIGIN:
        return _spanning(Rule.NEWEST, lineage, claims, _stated(last))
    if not any(fallen(claims)):
        # What was reached once stays reached: a later and vaguer word does not lower the bound.
        return _spanning(Rule.SERIES, lineage, claims, (_stated(_highest(claims))[0], last.count.high))
    # Nobody can say which of the two is wrong; the range holds both.
    return _spanning(Rule.FELL, lineage, claims, _hull(_stated(claim) for claim in (_highest(claims), last)))


def _highest(claims: Sequence[Claim]) -> Claim:
    return max(claims, key=lambda claim: claim.count.low or 0)


def _joined(register: Register, strands: dict[str, Derived], steps: list[Derived]) -> Bounds:
    """Return the bounds of all lineages together, and note how they came about."""
    if len(strands) == 1:
        only = next(iter(strands.values()))
        return only.low, only.high
    adding = dict(strands)
    for lineage, derived in strands.items():
        whole = _whole(register, lineage, adding)
        if whole is not None:
            del adding[lineage]
            step = Derived(
                rule=Rule.PART, lineage=lineage, claims=derived.claims, low=derived.low, high=derived.high, other=whole
            )
            steps.append(step)
    low = max(derived.low for derived in strands.values())
    highs = [derived.high for derived in adding.values()]
    high = None if None in highs else max(low, sum(high for high in highs if high is not None))
    everything = tuple(claim for derived in strands.values() for claim in derived.claims)
    steps.append(Derived(rule=Rule.UNION, lineage=None, claims=everything, low=low, high=high))
    return low, high


def _whole(register: Register, lineage: str, strands: Iterable[str]) -> str | None:
    """Return the lineage among `strands` that is known to hold everyone whom `lineage` counts, over any steps."""
    seen = {lineage}
    ahead = list(register.lineages[lineage].part_of)
    while ahead:
        one = ahead.pop(0)
        if one in strands and one != lineage:
            return one
        if one not in seen:
            seen.add(one)
            ahead += register.lineages[one].part_of
    return None


def _stated(claim: Claim) -> Bounds:
    return claim.count.low or 0, claim.count.high


def _hull(bounds: Iterable[Bounds]) -> Bounds:
    lows, highs = zip(*bounds, strict=True)
    return min(lows), None if None in highs else max(highs)


def _bounds(derived: Derived, answers: Iterable[Claim]) -> Bounds:
    return _hull([(derived.low, derived.high), *(_stated(answer) for answer in answers)])


def _spanning(rule: Rule, lineage: str, claims: Sequence[Claim], bounds: Bounds) -> Derived:
    return Derived(rule=rule, lineage=lineage, claims=tuple(claims), low=bounds[0], high=bounds[1])
