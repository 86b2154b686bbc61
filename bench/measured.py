# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every bench gives: figures, each beside its bare limit of the same run where there is one.

A bench takes `--quick` (fewer rounds: shows that it works, measures little) and `--json` (one array on standard output,
for bench/all.py). Ratios and processor time are what may be compared between machines; a rate alone says little.
"""

import argparse
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure: what it is, how much of which unit; the bare limit of the same run; what was to be reached."""

    what: str
    value: float
    unit: str
    bare: float | None = None
    """The same unit: what the machine does without our code."""
    limit: str = ""
    """What that limit is."""
    aim: str = ""
    reached: bool | None = None
    """None where no aim was set."""

    @property
    def line(self) -> str:
        """One line of a table."""
        beside = "" if self.bare is None else f"bare {self.bare:,.4g} = {self.value / self.bare:.0%}  ({self.limit})"
        judged = {None: "", True: "  reached", False: "  MISSED"}[self.reached]
        aim = f"  aim {self.aim}" if self.aim else ""
        return f"{self.what:58} {self.value:>10,.4g} {self.unit:8} {beside}{aim}{judged}"


def arguments(description: str | None) -> argparse.ArgumentParser:
    """Return a parser that knows what every bench takes."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="few rounds: shows that it works, measures little")
    parser.add_argument("--json", action="store_true", help="one JSON array instead of lines")
    return parser


def report(figures: Sequence[Figure], *, as_json: bool) -> None:
    """Print `figures` as lines, or as one JSON array."""
    if as_json:
        print(json.dumps([asdict(figure) for figure in figures], ensure_ascii=False))
        return
    for figure in figures:
        print(figure.line)
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")


def processor_time(work: Callable[[], object], clock: Callable[[], float]) -> float:
    """Return how far `clock` goes while `work` runs."""
    begun = clock()
    work()
    return clock() - begun
