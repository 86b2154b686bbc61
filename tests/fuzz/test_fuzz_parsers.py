# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every parser of outside bytes keeps its rules for some thousand inputs; `make fuzz` tries a million."""

from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from tests.fuzz import fuzz as fuzzing
from tests.fuzz.mutation import Mutator
from tests.fuzz.script import script_parser
from tests.fuzz.target import FindingError, Script, Target, accepts, check_memory
from tests.fuzz.targets import TARGETS

COUNT = 3000
PAST = sorted((Path(__file__).parent / "past").glob("*"))
"""Inputs that once broke a rule; the name begins with the parser's."""


@pytest.mark.parametrize("target", TARGETS.values(), ids=lambda target: target.name)
def test_only_the_declared_error_leaves(target: Target) -> None:
    """Whatever the bytes are, the parser accepts or refuses them, in both halves alike, and writes them back alike."""
    outcome = fuzzing.fuzz(target, COUNT, seed=1)
    assert outcome.read == COUNT // target.share
    assert 0 < outcome.accepted < outcome.read


@pytest.mark.parametrize("target", TARGETS.values(), ids=lambda target: target.name)
def test_right_inputs_are_accepted(target: Target) -> None:
    """The corpus that inputs are drawn around is right, in both halves."""
    corpus = target.corpus()
    assert all(accepts(target, octets) for octets in corpus)
    if target.script is not None:
        with script_parser(target.name) as other:
            assert all(other.accepts(corpus))


@pytest.mark.parametrize("target", TARGETS.values(), ids=lambda target: target.name)
def test_no_input_takes_much_memory(target: Target) -> None:
    """No input makes the parser take more than 64 MiB, whatever lengths it claims."""
    check_memory(target, [*target.corpus(), *islice(fuzzing.inputs(target, 300, 2), max(3, 300 // target.share))])


@pytest.mark.parametrize("path", PAST, ids=lambda path: path.name)
def test_what_once_broke_a_rule_is_kept(path: Path) -> None:
    """Each input that was found by fuzzing is refused, or read rightly by both halves, for good."""
    target, octets = TARGETS[path.name.rpartition("-")[0]], path.read_bytes()
    taken = accepts(target, octets)
    if target.script is not None:
        with script_parser(target.name) as other:
            fuzzing.compare(target, other, [octets], [taken])


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
    with pytest.raises(FindingError, match="100 MiB"):
        check_memory(target, [b"x"])


def test_halves_that_differ_are_found() -> None:
    """What one half accepts and the other refuses is a finding, in the direction that was agreed on."""
    target = TARGETS["strict-json"]
    with script_parser("strict-json") as other:
        with pytest.raises(FindingError, match="JavaScript accepts what Python refuses"):
            fuzzing.compare(target, other, [b"1"], [False])
        fuzzing.compare(replace(target, script=Script.WIDER), other, [b"1"], [False])
        with pytest.raises(FindingError, match="Python accepts what JavaScript refuses"):
            fuzzing.compare(replace(target, script=Script.WIDER), other, [b"{"], [True])


def test_what_is_drawn_depends_on_the_seed_alone() -> None:
    """The same seed draws the same inputs, another seed draws others, and some stay right."""
    corpus = [b"one right input", b"another"]
    first, again, other = (_drawn(corpus, seed) for seed in (1, 1, 2))
    assert first == again != other
    assert len(set(first)) > 1000
    assert set(corpus) < set(first)


def _drawn(corpus: list[bytes], seed: int) -> list[bytes]:
    mutator = Mutator(corpus, seed)
    return [mutator.draw() for _ in range(2000)]


def test_the_jpeg_cleaner_survives() -> None:
    """The page's own reader of pictures, which has no Python half, lets only its error out."""
    segment = b"\xff\xe1\x00\x10Exif\0\0MM\0*\0\0\0\x08"
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x12\xff\x00\x34\xff\xd0\x56"
    mutator = Mutator([b"\xff\xd8" + segment + b"\xff\xdb\x00\x04ab" + scan + b"\xff\xd9"], "jpeg")
    with script_parser("jpeg") as parser:
        verdicts = [verdict for _ in range(20) for verdict in parser.accepts([mutator.draw() for _ in range(200)])]
    assert 0 < sum(verdicts) < len(verdicts)
