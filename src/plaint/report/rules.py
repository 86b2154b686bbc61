# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the gate holds every figure to, in numbers, for readers of a report.

Rules of this module:

- No number is typed here or in a catalogue: each is the constant by which the gate works.
"""

from plaint.figures.book import NEEDED
from plaint.figures.gate import BOUND
from plaint.figures.minimum import BASE
from plaint.figures.numbers import BASES, coarser, stale
from plaint.figures.shape import FEWEST
from plaint.figures.showing import FIVES, MEDIAN_BASE, STEP, WHOLE_PERCENT
from plaint.figures.spec import THRESHOLDS, Sensitivity
from plaint.language import Catalogue
from plaint.report.document import Listing, Run
from plaint.report.shown import number


def gate(words: Catalogue) -> Listing:
    """Return the rules of the gate as points: thresholds, rounding, what is protected, how long a figure stands."""
    trait, ordinary = THRESHOLDS[Sensitivity.TRAIT], THRESHOLDS[Sensitivity.ORDINARY]
    (more, coarse), (most, coarsest) = ((number(first, words.language), base) for first, base in coarser())
    told = (
        words("gate.threshold", trait=trait, ordinary=ordinary),
        words("gate.merged", fewest=FEWEST),
        words("gate.rounded", base=BASES[0], more=more, coarse=coarse, most=most, coarsest=coarsest),
        words("gate.covered", bases=", ".join(map(str, BASES[1:]))),
        words("gate.worlds", bound=BOUND),
        words("gate.shares", whole=WHOLE_PERCENT, step=STEP, fives=FIVES, median=MEDIAN_BASE),
        words("gate.minimum", base=BASE),
        words("gate.kept", ordinary=stale(ordinary), trait=stale(trait)),
        words("gate.book", bodies=NEEDED),
    )
    return Listing(tuple((Run(text=one),) for one in told))
