# SPDX-License-Identifier: AGPL-3.0-or-later
"""One linear programme of the audit, solved by HiGHS: how far one number may move while all stay within their bounds.

Rules of this module:

- Nothing that HiGHS answers is believed: a point counts only after `audit.py` has checked it in whole numbers.
- One thread, one seed, a limit of nodes and no limit of time: the same question gives the same answer again.
"""

from dataclasses import dataclass, replace
from typing import Final, Self

import highspy
import numpy as np
from numpy.typing import NDArray

from plaint.figures.ground import Ints
from plaint.figures.numbers import NO_END

Reals = NDArray[np.float64]
FARTHEST: Final = 64
"""How many rows may be added to one profile: far more than any bound asks for, and no number runs away."""
NODES: Final = 20
_EFFORT: Final = 1e-3
"""What a change costs: of two points the nearer one. It touches fewer bodies' rows, and is nearly always whole."""


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """Columns are changes of profiles; the wanted number is to move as far as it can, up to its cap."""

    numbers: Ints
    """For each column and each family the number that counts it, or -1."""
    stock: Ints
    """How often each column's profile occurs: it cannot fall by more."""
    fall: Ints
    """By how much each number may fall."""
    rise: Ints
    """By how much it may rise."""
    wanted: int
    cap: int
    sign: int
    """1: the wanted number is to rise, -1: to fall, by `cap` at most."""

    def only(self, columns: NDArray[np.bool_]) -> Self:
        """Return the same question with some of the columns; the others stay as they are."""
        return replace(self, numbers=self.numbers[columns], stock=self.stock[columns])


@dataclass(frozen=True, slots=True, eq=False)
class Reply:
    """The best point that was found, and what held it back."""

    change: Reals
    """For each column."""
    binding: Ints
    """Numbers whose bounds hold the wanted ones back (a nonzero dual price)."""


def solve(question: Question, *, whole: bool = False) -> Reply:
    """Return the best point; with `whole` one in whole numbers, if a short search finds one."""
    numbers, width = question.numbers, len(question.stock)
    places = np.full(len(question.rise) + 1, -1, np.int64)
    touched = _holding(question)
    places[touched] = np.arange(len(touched))
    kept = places[numbers]
    goal = np.any(numbers == question.wanted, axis=1)
    rows = np.column_stack([kept, np.where(goal, len(touched), -1)])
    filled = rows >= 0
    starts = np.concatenate([[0], np.cumsum(np.tile(filled.sum(axis=1), 2))])
    program = highspy.HighsLp()
    program.num_col_ = 2 * width
    program.num_row_ = len(touched) + 1
    worth = np.where(goal, float(question.sign), 0.0)
    program.col_cost_ = np.concatenate([_EFFORT - worth, _EFFORT + worth])
    program.col_lower_ = np.zeros(2 * width)
    program.col_upper_ = np.concatenate([np.full(width, float(FARTHEST)), question.stock.astype(np.float64)])
    ends = np.where(question.rise[touched] >= NO_END // 2, highspy.kHighsInf, question.rise[touched])
    reach = sorted((0.0, float(question.sign * question.cap)))
    program.row_lower_ = np.concatenate([-question.fall[touched], reach[:1]])
    program.row_upper_ = np.concatenate([ends, reach[1:]])
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_ = starts.astype(np.int32)
    program.a_matrix_.index_ = np.tile(rows[filled], 2).astype(np.int32)
    program.a_matrix_.value_ = np.repeat([1.0, -1.0], filled.sum())
    if whole:
        program.integrality_ = [highspy.HighsVarType.kInteger] * (2 * width)
    highs = _Quiet()  # type: ignore[no-untyped-call]
    for name, value in (
        # These programmes are small: to simplify them first takes longer than to solve them.
        ("presolve", "choose" if whole else "off"),
        ("threads", 1),
        ("parallel", "off"),
        ("random_seed", 0),
        ("mip_max_nodes", NODES),
        ("mip_rel_gap", 0.2),
    ):
        highs.setOptionValue(name, value)
    highs.passModel(program)
    highs.run()
    answer = highs.getSolution()
    values = np.array(answer.col_value) if answer.value_valid else np.zeros(2 * width)
    change = values[:width] - values[width:]
    prices = np.array(answer.row_dual[: len(touched)]) if answer.dual_valid else np.zeros(0)
    return Reply(change, touched[np.flatnonzero(np.abs(prices) > 1e-7)])


class _Quiet(highspy.Highs):
    """HiGHS without its banner, which it writes to standard output while it is made, before it can be told not to."""

    def enableCallbacks(self) -> None:  # noqa: N802 -- called by HiGHS while it is made
        """Be quiet, and then do what HiGHS does."""
        self.setOptionValue("output_flag", False)  # noqa: FBT003 -- as HiGHS names it
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def _holding(question: Question) -> Ints:
    """Return the numbers that can hold something back; the row of another would only cost time.

    One that may rise without end holds nothing back if it may fall by all the rows of it that may change: so every
    cell that is hidden, as no column falls by more than its own rows.
    """
    numbers, size = question.numbers, len(question.rise)
    inside = numbers >= 0
    rows = np.broadcast_to(question.stock[:, np.newaxis], numbers.shape)[inside]
    stock = np.bincount(numbers[inside], rows, minlength=size)
    touched = np.bincount(numbers[inside], minlength=size) > 0
    return np.flatnonzero(touched & ((question.rise < NO_END // 2) | (question.fall < stock)))
