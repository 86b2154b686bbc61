# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which profiles may change in one question of the audit.

All profiles of eight dimensions are millions. A point that changes only some of them is a point all the same, so
leaving profiles out can only make the audit more careful, never less. Those are taken by which a cell can change while
its margins and all other tables stay: rows that leave the cell's line, rows that leave its column, the same rows in the
cell, and those in the fourth corner. Where all profiles are few, all are taken, and the audit is exact.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from plaint.figures.ground import Ground, Ints

ALL: Final = 600
"""Up to so many possible profiles, all are taken."""

FEW: Final = 4
"""A number's time holds few rows where it holds less than one in so many."""


def everything(ground: Ground) -> Ints | None:
    """Return every possible profile, or None where they are too many."""
    if np.prod(ground.sizes, dtype=np.float64) > ALL:
        return None
    return np.stack(np.meshgrid(*map(np.arange, ground.sizes), indexing="ij"), axis=-1).reshape(-1, len(ground.sizes))


def around(ground: Ground, number: int, pool: Ints, breadth: int) -> Ints:
    """Return profiles by which `number` can change; `pool` is what occurs and may change, the most frequent first."""
    members = ground.members[number]
    pool = _in_time(pool, members[-1])
    places = [at for at, asked in enumerate(members[:-1]) if asked]
    inside = {at: np.isin(pool[:, at], members[at]) for at in (*places, -1)}
    here = np.logical_and.reduce(list(inside.values()))
    found = [pool[here][:breadth]]
    if not places:
        found.append(pool[inside[-1]][: 4 * breadth])
    for at in (*places, -1):
        # Rows that differ from the cell in this dimension alone, and the same rows as they would lie in the cell.
        others = np.logical_and.reduce([inside[one] for one in inside if one != at] or [np.ones(len(pool), np.bool_)])
        donors = pool[others & ~inside[at]][:breadth]
        found += [donors, _moved(donors, at, members[at][0])]
        found += [_moved(donors[:4], at, one) for one in members[at][1:3]]
    if len(places) == 2:
        found += _corners(pool, inside, places, members, breadth)
    # A cell that nothing resembles: any frequent rows, carried into it whole.
    carried = pool[:breadth].copy()
    for at in places:
        carried[:, at] = members[at][0]
    found += [carried, pool[:breadth]]
    return np.unique(np.concatenate(found), axis=0)


def _in_time(pool: Ints, atoms: tuple[int, ...]) -> Ints:
    """Return the pool and, where few of it lie in the number's time, all of it behind as it would lie there.

    What came between two releases is so little that nothing in it resembles most cells; rows of the other times do.
    """
    if FEW * int(np.isin(pool[:, -1], atoms).sum()) > len(pool):
        return pool
    return np.concatenate([pool, *(_moved(pool, -1, atom) for atom in atoms)])


def everywhen(ground: Ground) -> Ints:
    """Return every profile that occurs as it would lie at any time: for what nothing else was found for, being slow."""
    rows = np.unique(ground.profiles[:, :-1], axis=0)
    return np.concatenate([np.column_stack([rows, np.full(len(rows), atom)]) for atom in range(ground.sizes[-1])])


def _corners(
    pool: Ints,
    inside: dict[int, NDArray[np.bool_]],
    places: list[int],
    members: tuple[tuple[int, ...], ...],
    breadth: int,
) -> list[Ints]:
    row, column = places
    of_row = pool[inside[row] & ~inside[column]][:breadth]
    of_column = pool[~inside[row] & inside[column]][:breadth]
    if not len(of_row) or not len(of_column):
        return []
    found = []
    for shift in (0, 1, 2):
        longest = max(len(of_row), len(of_column))
        left = of_row[np.arange(longest) % len(of_row)]
        right = of_column[(np.arange(longest) + shift) % len(of_column)]
        # (a', b', z) and (a', b', z'), and what leaves the column by the row's z: (a', b, z).
        for base in (left, right):
            corner = base.copy()
            corner[:, row], corner[:, column] = right[:, row], left[:, column]
            found.append(corner)
        crossed = left.copy()
        crossed[:, row], crossed[:, column] = right[:, row], members[column][0]
        found.append(crossed)
    return found


def _moved(profiles: Ints, at: int, atom: int) -> Ints:
    copy = profiles.copy()
    copy[:, at] = atom
    return copy
