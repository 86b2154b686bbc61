# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every parser of outside bytes keeps its rules for some thousand inputs; `make fuzz` tries a million."""

import os
import signal
import threading
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest

from plaint.casework.statements import STATEMENTS
from tests.fuzz import fuzz as fuzzing
from tests.fuzz.mutation import LARGE, Mutator
from tests.fuzz.script import script_parser
from tests.fuzz.target import FindingError, Script, Target, check_memory
from tests.fuzz.targets import TARGETS

COUNT = 3000
PAST = sorted((Path(__file__).parent / "past").glob("*"))
"""Inputs that once broke a rule; the name begins with the parser's."""


@pytest.mark.parametrize("target", TARGETS.values(), ids=lambda target: target.name)
def test_only_the_declared_error_leaves(target: Target) -> None:
    """Whatever the bytes are, the parser accepts or refuses them, in both halves alike, and writes them back alike."""
    outcome = fuzzing.fuzz(target, COUNT, seed=1)
    assert outcome.read == COUNT
    assert 0 < outcome.accepted < outcome.read


@pytest.mark.parametrize("target", TARGETS.values(), ids=lambda target: target.name)
def test_right_inputs_are_accepted(target: Target) -> None:
    """The corpus that inputs are drawn around is right, in both halves."""
    with fuzzing.other_half(target) as other:
        assert all(fuzzing.judge(target, other, [*target.corpus(), *target.large()]))


def test_every_kind_of_statement_is_fuzzed() -> None:
    """A kind that is new has a right document in the corpus."""
    assert {octets[0] for octets in TARGETS["statement"].corpus()} == STATEMENTS


@pytest.mark.parametrize("target", TARGETS.values(), ids=lambda target: target.name)
def test_no_input_takes_much_memory(target: Target) -> None:
    """No input makes the parser take more than 64 MiB, whatever lengths it claims."""
    check_memory(target, chain(target.corpus(), target.large(), fuzzing.inputs(target, 300, 2)))


@pytest.mark.parametrize("path", PAST, ids=lambda path: path.name)
def test_what_once_broke_a_rule_is_kept(path: Path) -> None:
    """Each input that was found by fuzzing is refused, or read rightly by both halves, for good."""
    target = TARGETS[path.name.rpartition("-")[0]]
    with fuzzing.other_half(target) as other:
        fuzzing.judge(target, other, [path.read_bytes()])


@pytest.mark.parametrize(
    ("parse", "write", "why"),
    [
        (lambda octets: octets[40], None, "IndexError left the parser"),
        (lambda octets: octets.strip(), bytes, "written back otherwise"),
    ],
)
def test_a_broken_rule_is_found(parse: object, write: object, why: str) -> None:
    """A foreign error and a second form of one content are findings."""
    target = Target(name="broken", parse=parse, write=write, corpus=lambda: [b" text "])  # type: ignore[arg-type]
    with pytest.raises(FindingError, match=why):
        fuzzing.fuzz(target, COUNT, seed=1)


def test_too_much_memory_is_found() -> None:
    """A parser that believes a length is a finding."""
    target = Target(name="greedy", parse=lambda octets: octets * 100 * 2**20, corpus=lambda: [b"x"])
    # What other threads of the process take at that moment is counted as well: never less than what was taken.
    with pytest.raises(FindingError, match=r"took 1\d\d MiB"):
        check_memory(target, [b"x"])


def test_an_input_that_takes_for_ever_is_named() -> None:
    """Of a batch in which one input keeps the JavaScript half busy without an end, that one is the finding."""
    with script_parser("endless", patience=0.3) as other, pytest.raises(FindingError, match="did not end") as caught:
        other.accepts([b"\0", b"\0", b"\1 for ever", b"\0"])
    assert caught.value.octets == b"\1 for ever"


def test_a_machine_that_stands_still_is_no_finding() -> None:
    """A parser that is stopped for longer than it may take answers when it goes on."""
    with script_parser("endless", patience=0.3) as other:
        assert other.accepts([b"\0"]) == [True]
        os.killpg(other.process_group, signal.SIGSTOP)
        going = threading.Timer(1.5, os.killpg, (other.process_group, signal.SIGCONT))
        going.start()
        assert other.accepts([b"\0"] * 3) == [True] * 3
        going.join()


def test_a_parser_that_ended_is_a_finding() -> None:
    """Where Node.js ends by itself, in the middle of a long batch or before it, that is said."""
    with script_parser("endless") as other:
        os.killpg(other.process_group, signal.SIGKILL)
        with pytest.raises(FindingError, match=r"Node.js ended"):
            other.accepts([bytes(2**20)] * 4)


def test_halves_that_differ_are_found() -> None:
    """What one half accepts and the other refuses is a finding, in the direction that was agreed on."""
    same = TARGETS["strict-json"]
    wider = replace(same, script=Script.WIDER)
    with pytest.raises(FindingError, match="JavaScript accepts what Python refuses"):
        fuzzing.compare(same, [b"0", b"1"], [False, False], [False, True])
    fuzzing.compare(wider, [b"1"], [False], [True])
    for target in (same, wider):
        with pytest.raises(FindingError, match="Python accepts what JavaScript refuses"):
            fuzzing.compare(target, [b"{"], [True], [False])


def test_what_is_drawn_depends_on_the_seed_alone() -> None:
    """The same seed draws the same inputs, another seed draws others, and some stay right."""
    corpus = [b"one right input", b"another"]
    first, again, other = (_drawn(corpus, seed) for seed in (1, 1, 2))
    assert first == again != other
    assert len(set(first)) > 1000
    assert set(corpus) < set(first)


def test_few_are_drawn_around_what_is_large() -> None:
    """Where some right inputs are large, about one input in fifty is made of one of them."""
    mutator = Mutator([b"small"], 1, [bytes(5000)])
    large = sum(len(mutator.draw().lstrip(b"small")) > 3000 for _ in range(20 * LARGE))
    assert 5 < large < 40


def _drawn(corpus: list[bytes], seed: int) -> list[bytes]:
    mutator = Mutator(corpus, seed)
    return [mutator.draw() for _ in range(2000)]
