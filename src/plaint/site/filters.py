# SPDX-License-Identifier: AGPL-3.0-or-later
"""Filters of the timeline as plain links: which lists there are, and how they lead to each other.

How many pages that makes:

- One list for each value of a filter that occurs: each kind, each speaker (their own page), each month, each scope.
- A list for two values at once only where it helps: where each of the two alone has more than `LONG` statements, and
  both together have at least two and fewer than either. What is shorter than a screen needs no second filter.

Values with more than `LONG` statements are at most n / `LONG` a filter, so that pairs stay few: about ten for a record
of seventy statements, and never more than three a statement, since each pair holds at least two of the six pairs that
a statement has.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from plaint.register.model import Register, Statement
from plaint.site.spans import month_of

LONG: Final = 12
FILTERS: Final = ("kind", "actor", "month", "scope")
Choice = tuple[str, str]
"""A filter and one value of it."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The statements that all of some choices let through, in the order of the timeline."""

    choices: tuple[Choice, ...]
    said: tuple[Statement, ...]

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps of its address."""
        match self.choices:
            case (("actor", value),):
                return ("actor", value)
            case _:
                return ("timeline", *(step for choice in self.choices for step in (choice[0], value_step(choice[1]))))


def value_step(value: str) -> str:
    """Return a value as a step of an address."""
    return value.replace("_", "-")


def choices_of(one: Statement) -> dict[str, str]:
    """Return the value that a statement has for each filter."""
    return {"kind": one.kind.value, "actor": one.actor, "month": str(month_of(one.said)), "scope": one.scope}


def listings(register: Register) -> dict[tuple[Choice, ...], Listing]:
    """Return every list that has a page of its own, the whole timeline first."""
    timeline = register.timeline()
    single: dict[Choice, list[Statement]] = {}
    double: dict[tuple[Choice, Choice], list[Statement]] = {}
    for one in timeline:
        own = tuple(choices_of(one).items())
        for choice in own:
            single.setdefault(choice, []).append(one)
        for first, second in combinations(own, 2):
            double.setdefault((first, second), []).append(one)
    found: dict[tuple[Choice, ...], Listing] = {(): Listing((), timeline)}
    for choice, said in sorted(single.items()):
        found[(choice,)] = Listing((choice,), tuple(said))
    for pair, said in sorted(double.items()):
        shorter = min(len(single[choice]) for choice in pair)
        if shorter > LONG and 2 <= len(said) < shorter:
            found[pair] = Listing(pair, tuple(said))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One link of a filter: where it leads from the list that is shown, and how many statements are there."""

    choice: Choice
    to: Listing
    current: bool


def options(shown: Listing, lists: Mapping[tuple[Choice, ...], Listing]) -> Iterator[tuple[str, tuple[Option, ...]]]:
    """Give each filter with its links.

    A link keeps the other choice of the list shown where that list exists, and leaves it where it does not: it leads
    to the value alone then, and its number says how many statements that has.
    """
    singles = [listing for choices, listing in lists.items() if len(choices) == 1]
    for name in FILTERS:
        found = []
        for single in singles:
            (choice,) = single.choices
            if choice[0] == name:
                kept = [other for other in shown.choices if other[0] != name]
                pair = _ordered([*kept, choice])
                found.append(Option(choice=choice, to=lists.get(pair, single), current=choice in shown.choices))
        yield name, tuple(found)


def _ordered(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    return tuple(sorted(choices, key=lambda choice: FILTERS.index(choice[0])))
