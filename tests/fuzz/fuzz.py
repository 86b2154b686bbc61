# SPDX-License-Identifier: AGPL-3.0-or-later
"""Feed many inputs to a parser, to both halves of it where there are two."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from tests.fuzz.mutation import Mutator
from tests.fuzz.script import ScriptParser, script_parser
from tests.fuzz.target import FindingError, Script, Target, accepts

_BATCH = 200
_BATCH_BYTES = 4 * 2**20


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many inputs were read, how many of them accepted, and how long it took."""

    read: int
    accepted: int
    seconds: float


def inputs(target: Target, count: int, seed: object) -> Iterator[bytes]:
    """Draw `count` inputs; the same seed draws the same ones, where the corpus is the same."""
    mutator = Mutator(target.corpus(), (target.name, seed), target.large())
    return (mutator.draw() for _ in range(count))


def fuzz(target: Target, count: int, *, seed: object, tell: Callable[[Outcome], None] | None = None) -> Outcome:
    """Read `count` inputs; raise `FindingError` at the first one that breaks a rule."""
    began = time.monotonic()
    read = accepted = 0
    drawn = inputs(target, count, seed)
    with other_half(target) as other:
        while batch := list(_some(drawn)):
            taken = judge(target, other, batch)
            read += len(batch)
            accepted += sum(taken)
            if tell is not None:
                tell(Outcome(read, accepted, time.monotonic() - began))
    return Outcome(read, accepted, time.monotonic() - began)


@contextmanager
def other_half(target: Target) -> Iterator[ScriptParser | None]:
    """Run the JavaScript half of a parser until the block ends, where there is one."""
    if target.script is None:
        yield None
        return
    with script_parser(target.name) as other:
        yield other


def judge(target: Target, other: ScriptParser | None, batch: list[bytes]) -> list[bool]:
    """Tell of each input whether it is taken, after both halves; raise `FindingError` where one breaks a rule."""
    if other is None:
        return [accepts(target, octets) for octets in batch]
    other.send(batch)  # both halves work at the same time
    taken = [accepts(target, octets) for octets in batch]
    there = other.verdicts(batch)
    if target.script is Script.ALONE:
        return there
    compare(target, batch, taken, there)
    return taken


def compare(target: Target, batch: list[bytes], python: list[bool], script: list[bool]) -> None:
    """Raise `FindingError` where the JavaScript half accepts other inputs than it should."""
    for octets, here, there in zip(batch, python, script, strict=True):
        if here != there and (target.script is Script.SAME or here):
            who = ("Python", "JavaScript") if here else ("JavaScript", "Python")
            raise FindingError(target.name, octets, f"{who[0]} accepts what {who[1]} refuses")


def _some(drawn: Iterator[bytes]) -> Iterator[bytes]:
    size = 0
    for octets in islice(drawn, _BATCH):
        yield octets
        size += len(octets)
        if size > _BATCH_BYTES:
            return
