# SPDX-License-Identifier: AGPL-3.0-or-later
"""Neutral rows of one unit, column by column: codes and numbers, nothing by which a row could be followed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from plaint.figures.codebook import Dimension
from plaint.figures.units import Unit

Codes: TypeAlias = NDArray[np.int16]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """All rows of one unit; every column is equally long."""

    unit: Unit
    dimensions: Mapping[str, Dimension]
    codes: Mapping[str, Codes] = field(repr=False)
    """By dimension, for each row the place of its code in `Dimension.codes`."""
    periods: tuple[str, ...]
    """The half-years that occur, oldest first."""
    period: Codes = field(repr=False)
    """For each row the place of its half-year in `periods`."""
    months: tuple[str, ...]
    """The months that occur in `entered` and `left`, oldest first."""
    entered: Codes = field(repr=False)
    """For each row the place in `months` of the month since which it is counted."""
    left: Codes = field(repr=False)
    """The same of the month since which it is counted no more; -1 where it still is."""
    numbers: Mapping[str, NDArray[np.int32]] = field(repr=False)
    """Whole numbers of each row by name (`days`), for medians only; -1 where there is none."""

    def __len__(self) -> int:
        return len(self.period)
