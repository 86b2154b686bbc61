# SPDX-License-Identifier: AGPL-3.0-or-later
"""The numbers of the threat model are computed, and the computation is right."""

import random

import pytest

from tests.support.shared import ROOT
from tools.cover import factor, guess, poisson, posterior, table_of_guesses, table_of_weeks, weeks

PAGE = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
ROUNDS = 20_000


def drawn(chance: random.Random, mean: float) -> int:
    """Return a Poisson number: the arrivals of a process of this rate in one unit of time."""
    count, at = 0, chance.expovariate(mean)
    while at < 1:
        count, at = count + 1, at + chance.expovariate(mean)
    return count


def test_the_tables_are_what_the_program_prints() -> None:
    """Both tables stand in the page as tools/cover.py computes them."""
    for table in (table_of_guesses(), table_of_weeks()):
        assert "\n".join(table) in PAGE, "run tools/cover.py and put its tables into docs/threat-model.md"


@pytest.mark.parametrize("mean", [0.5, 1.0, 2.0, 6.0])
def test_the_best_guess_is_no_better_than_said(mean: float) -> None:
    """Played many times, the guess that knows both distributions is right as often as the formula says."""
    chance = random.Random(5)
    right = 0
    for _ in range(ROUNDS):
        came = chance.random() < 0.5
        count = drawn(chance, mean) + came
        says = count > 0 and poisson(count - 1, mean) > poisson(count, mean)
        right += says == came
    assert right / ROUNDS == pytest.approx(guess(mean), abs=0.015)


def test_without_cover_every_guess_is_right() -> None:
    """No cover, no doubt: each further entry is a complaint."""
    assert guess(0) == 1.0
    assert factor(1, 0) == float("inf")
    assert posterior(1, 0, 0.1) == 1.0


def test_an_entry_beside_as_much_cover_tells_nothing() -> None:
    """One further entry where one is expected leaves the odds where they were; two double them."""
    assert factor(1, 1.0) == 1.0
    assert factor(2, 1.0) == 2.0
    assert factor(0, 1.0) == 0.0


@pytest.mark.parametrize(("cover", "complaints"), [(1.0, 0.2), (2.0, 1.0)])
def test_the_posterior_is_that_of_marked_arrivals(cover: float, complaints: float) -> None:
    """Among windows with three further entries, so many hold a complaint as the formula says."""
    chance = random.Random(9)
    held = [found > 0 for _ in range(ROUNDS * 4) if (found := drawn(chance, complaints)) + drawn(chance, cover) == 3]
    assert sum(held) / len(held) == pytest.approx(posterior(3, cover, complaints), abs=0.03)


def test_weeks_of_counting_make_two_deviations() -> None:
    """After so many weeks the complaints are twice the standard deviation of the cover."""
    count = weeks(48, 5)
    assert 5 * count == pytest.approx(2 * (48 * 7 * count) ** 0.5)
