#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Print what an excluded member can infer from counts of entries, as the tables of docs/threat-model.md.

The member knows how many entries of an hour are the desks' own. The rest, n of them, come from complainants whom they
may not read and from cosigners. Where M such entries are expected (a Poisson number), n of them multiply the odds that
one certain complaint came by P(n-1; M) / P(n; M) = n/M. The best guess by counts alone, at even odds, is right with
probability (1 + P(floor(M); M)) / 2: P(floor(M); M) is the total variation between Poisson(M) and 1 + Poisson(M).
"""

import math
from collections.abc import Iterator

HOURS = (("one hour", 1), ("six hours", 6), ("a day", 24))
PER_DAY = (0, 24, 48, 96, 192)
"""Cover a day, of all cosigners that do not help this member: 24 is one cosigner's default."""
PER_WEEK = (1, 5, 20, 100)
SIGMAS = 2.0
"""How clear a rise must be to be believed: 2 standard deviations, one false alarm in 44."""


def poisson(count: int, mean: float) -> float:
    """Return the probability of `count` where `mean` are expected."""
    if mean == 0:
        return 1.0 if count == 0 else 0.0
    return math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))


def guess(mean: float) -> float:
    """Return how often the best guess by the count alone is right, at even odds; 0.5 is chance."""
    return (1 + poisson(math.floor(mean), mean)) / 2


def factor(count: int, mean: float) -> float:
    """Return by how much `count` further entries multiply the odds that a certain complaint is among them."""
    return math.inf if mean == 0 and count else (count / mean if mean else 1.0)


def posterior(count: int, cover: float, complaints: float) -> float:
    """Return the probability that at least one of `count` entries is a complaint, with these means of the window."""
    return 1 - (cover / (cover + complaints)) ** count


def weeks(per_day: float, per_week: float) -> float:
    """Return the weeks of counting until complaints at this rate stand out from cover at a rate that is known."""
    return (SIGMAS / per_week) ** 2 * 7 * per_day


def table_of_guesses() -> Iterator[str]:
    """Yield the lines of the first table: one certain complaint, in a window of some length."""
    yield "| cover a day | " + " | ".join(f"{name}: expected, best guess right" for name, _ in HOURS) + " |"
    yield "|---:|" + "---:|" * len(HOURS)
    for per_day in PER_DAY:
        cells = [f"{per_day * hours / 24:g}, {100 * guess(per_day * hours / 24):.0f} %" for _, hours in HOURS]
        yield f"| {per_day} | " + " | ".join(cells) + " |"


def table_of_weeks() -> Iterator[str]:
    """Yield the lines of the second table: how long a steady rate of complaints stays hidden from counting."""
    yield "| cover a day | " + " | ".join(f"{rate} a week" for rate in PER_WEEK) + " |"
    yield "|---:|" + "---:|" * len(PER_WEEK)
    for per_day in PER_DAY[1:]:
        yield f"| {per_day} | " + " | ".join(_span(weeks(per_day, rate)) for rate in PER_WEEK) + " |"


def _span(count: float) -> str:
    if count >= 104:
        return f"{count / 52:.0f} years"
    return f"{count:.0f} weeks" if count >= 2 else f"{7 * count:.1f} days"


if __name__ == "__main__":
    print("\n".join(table_of_guesses()), "\n".join(table_of_weeks()), sep="\n\n")
