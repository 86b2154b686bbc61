# SPDX-License-Identifier: AGPL-3.0-or-later
"""What cannot be true is an error, what a reader should know is a warning, and the two are not mixed up."""

from dataclasses import replace

import pytest

from plaint.register.checkcounts import disagreement
from plaint.register.checking import look
from plaint.register.dates import PartialDate
from plaint.register.inquiring import days_running
from plaint.register.model import (
    Commitment,
    Inquiry,
    Lineage,
    Quality,
    Quote,
    Register,
    Sign,
    Source,
    Statement,
    Status,
    Step,
    Words,
)
from plaint.register.remarks import Remark, counted
from plaint.register.vocabulary import (
    CaseRole,
    CommitmentStatus,
    Criterion,
    Finding,
    LineageKind,
    Medium,
    SignState,
    StatementKind,
    StepKind,
    Wording,
)
from tests.support.registers import count, register, said, words

ONE = said("one", "2017-05-05", kind=StatementKind.PROMISE)


def _day(text: str) -> PartialDate:
    return PartialDate.parse(text)


def _errors(record: Register) -> list[Remark]:
    return [remark for remark in look(record) if not remark.is_warning]


def _warnings(record: Register) -> list[str]:
    return [remark.problem for remark in look(record) if remark.is_warning]


def test_a_right_record_has_no_error() -> None:
    """A statement with source, texts and numbers that agree is right."""
    assert _errors(register(said("one", "2017-05-05", count("a", 3, None)))) == []


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        (replace(ONE, sources=()), "has no source"),
        (replace(ONE, reported=_day("2017-05-04")), "became known (2017-05-04) before it was said (2017-05-05)"),
        (replace(ONE, in_reply_to=("one",)), "not said before it"),
        (replace(ONE, quote=Quote(text="x" * 301, language="ru")), "301 characters"),
        (replace(ONE, text=Words(ru="", en=" ")), "text is empty"),
    ],
)
def test_a_statement_that_cannot_be_is_an_error(statement: Statement, problem: str) -> None:
    """Each contradiction within a statement is one error with a remedy."""
    (error,) = _errors(register(statement))
    assert problem in error.problem
    assert error.remedy


def test_known_in_the_same_month_is_no_contradiction() -> None:
    """What may be in order is not called wrong: said on 5 May, known in May."""
    assert _errors(register(replace(ONE, reported=_day("2017-05")))) == []


def test_an_answer_does_not_come_first() -> None:
    """A statement cannot answer what was said after it."""
    errors = _errors(register(said("late", "2017-06"), said("early", "2017-05", answers=("late",))))
    assert [(error.record, error.path) for error in errors] == [("statements/early", ("in_reply_to",))]


@pytest.mark.parametrize(("since", "until"), [("2017-06", None), (None, "2017-04")])
def test_nobody_speaks_from_an_office_not_held(since: str | None, until: str | None) -> None:
    """A statement surely before an office was taken or after it was left is an error."""
    record = register(ONE)
    actor = replace(record.actors["paper"], since=_day(since) if since else None, until=_day(until) if until else None)
    (error,) = _errors(replace(record, actors={"paper": actor}))
    assert "did not hold this office" in error.problem


@pytest.mark.parametrize(
    ("wording", "low", "high"),
    [
        (Wording.AT_LEAST, 1, 2),
        (Wording.AT_LEAST, None, 2),
        (Wording.AT_MOST, 1, None),
        (Wording.EXACTLY, 1, 2),
        (Wording.EXACTLY, 0, 0),
        (Wording.NONE, 1, 1),
        (Wording.BETWEEN, 2, 2),
        (Wording.ABOUT, 2, None),
        (Wording.EXACTLY, None, None),
        (Wording.BETWEEN, 3, 2),
    ],
)
def test_wording_and_bounds_agree(wording: Wording, low: int | None, high: int | None) -> None:
    """A wording that its bounds do not bear out is an error."""
    claim = replace(count("a", low, high), wording=wording)
    assert disagreement(claim) is not None
    assert _errors(register(said("one", "2017", claim)))[0].path == ("count", 0, "wording")


def test_a_cumulative_number_belongs_to_a_series() -> None:
    """Cumulative and series go together, both ways."""
    assert _errors(register(said("one", "2017", count("a", 1, 1, cumulative=True))))
    assert _errors(register(said("one", "2017", count("a", 1, 1)), lineages={"a": LineageKind.SERIES}))


def test_a_number_told_again_under_another_lineage_is_told() -> None:
    """The same bounds, unit, scope and source under a second lineage is a warning; where one differs, none."""
    first = said("one", "2017-04-01", count("paper", 100, None))
    again = said("two", "2017-04-03", count("repeated", 100, None))
    told = [remark for remark in look(register(first, again)) if "also stands in" in remark.problem]
    assert [(remark.record, remark.path, remark.is_warning) for remark in told] == [
        ("statements/two", ("count", 0, "lineage"), True)
    ]
    apart = replace(
        register(first, replace(again, sources=("other",))),
        sources={name: Source(id=name, citation=name, medium=Medium.PRESS) for name in ("page", "other")},
    )
    assert not [problem for problem in _warnings(apart) if "also stands in" in problem]
    assert "The number >= 100 also stands in one as paper, from the same source (page)" in told[0].problem
    for other in (
        said("two", "2017-04-03", count("paper", 100, None)),
        said("two", "2017-04-03", count("repeated", 101, None)),
        said("two", "2017-04-03", count("repeated", 100, None, unit="places")),
        said("two", "2017-04-03", count("repeated", 100, None, scope="winter")),
    ):
        assert not [problem for problem in _warnings(register(first, other)) if "also stands in" in problem]


def test_one_of_something_is_told_as_one() -> None:
    """A number in a remark has the words that go with it."""
    assert counted(1, "text is", "texts are") == "1 text is"
    assert counted(2, "text is", "texts are") == "2 texts are"
    assert "1 of 1 source is not yet archived, page first." in _warnings(register(ONE))


def test_lineages_do_not_go_in_circles() -> None:
    """A lineage that is part of itself over any steps is an error."""
    parts = {
        name: Lineage(id=name, name=words(name), kind=LineageKind.ONE_ORIGIN, part_of=(other,))
        for name, other in (("a", "b"), ("b", "c"), ("c", "a"))
    }
    assert {error.record for error in _errors(register(ONE, lineages=parts))} == {f"lineages/{name}" for name in parts}


def test_what_contradicts_is_told_and_is_no_error() -> None:
    """Versions that differ, a series that fell and a rebutted number are warnings: they are true, and stay."""
    record = register(
        said("v1", "2017-04", count("list", 26, 26)),
        said("v2", "2017-05", count("list", 24, 24)),
        said("s1", "2017-04", count("sum", 9, 9, cumulative=True, unit="places")),
        said("s2", "2017-05", count("sum", 5, 5, cumulative=True, unit="places")),
        said("r1", "2017-04", count("x", 2, 2, scope="winter")),
        said("r2", "2017-05", count("y", 0, 0, scope="winter"), kind=StatementKind.REBUTTAL, answers=("r1",)),
        lineages={"list": LineageKind.VERSIONS, "sum": LineageKind.SERIES},
    )
    assert _errors(record) == []
    told = " ".join(_warnings(record))
    assert "26 (2017-04), 24 (2017-05)" in told
    assert "fell: 9, then 5" in told
    assert "The number 0 rebuts 2 of r1; both stand" in told


def _promise(*signs: SignState, status: CommitmentStatus = CommitmentStatus.OPEN, sources: bool = True) -> Register:
    promise = Commitment(
        id="p",
        statement="one",
        to="paper",
        what=words("to do it"),
        signs=tuple(Sign(text=words("seen"), state=state, sources=("page",) if sources else ()) for state in signs),
        statuses=(Status(status=status, on=_day("2017-05-05"), why=words("why")),),
    )
    return replace(register(ONE), commitments={"p": promise})


S, N, U = SignState.SEEN, SignState.NOT_SEEN, SignState.NO_EVIDENCE


@pytest.mark.parametrize(
    ("signs", "status", "is_right"),
    [
        ((U, U), CommitmentStatus.UNVERIFIABLE, True),
        ((U, U), CommitmentStatus.BROKEN, False),
        ((S, U), CommitmentStatus.BROKEN, False),
        ((N, U), CommitmentStatus.BROKEN, True),
        ((U,), CommitmentStatus.KEPT, False),
        ((S, U), CommitmentStatus.KEPT, False),
        ((S, S), CommitmentStatus.KEPT, True),
        ((S, U), CommitmentStatus.PARTLY_KEPT, True),
        ((N,), CommitmentStatus.PARTLY_KEPT, False),
        ((), CommitmentStatus.OPEN, False),
    ],
)
def test_a_promise_is_called_what_its_signs_bear_out(
    signs: tuple[SignState, ...], status: CommitmentStatus, *, is_right: bool
) -> None:
    """Without evidence that it did not happen no promise is broken, and without evidence that it did none is kept."""
    assert (_errors(_promise(*signs, status=status)) == []) == is_right


def test_a_sign_needs_its_source() -> None:
    """Seen and not seen are said by somebody; only "no evidence" needs nobody."""
    assert _errors(_promise(S, sources=False))
    assert _errors(_promise(U, sources=False)) == []


def test_only_a_promise_is_a_promise() -> None:
    """A commitment rests on a statement of that kind, and is due after it was made."""
    record = _promise(U)
    other = replace(ONE, kind=StatementKind.DENIAL)
    assert "is no promise but" in _errors(replace(record, statements={"one": other}))[0].problem
    early = replace(record.commitments["p"], due=_day("2017-04"))
    assert "before it was made" in _errors(replace(record, commitments={"p": early}))[0].problem


def test_statuses_stand_in_order() -> None:
    """A status cannot be older than the one before it, and there is at least one."""
    record = _promise(U)
    promise = record.commitments["p"]
    older = Status(status=CommitmentStatus.UNVERIFIABLE, on=_day("2017-04"), why=words("why"))
    wrong = replace(promise, statuses=(*promise.statuses, older))
    assert "older than the status before" in _errors(replace(record, commitments={"p": wrong}))[0].problem
    assert _errors(replace(record, commitments={"p": replace(promise, statuses=())}))


def _step(kind: StepKind, day: str, *, cycle: int = 1, role: CaseRole = CaseRole.VICTIM) -> Step:
    return Step(kind=kind, date=_day(day), cycle=cycle, role=role, text=words("step"), sources=("page",))


def _inquiry(*steps: Step, quality: tuple[Quality, ...] = ()) -> Register:
    inquiry = Inquiry(
        id="i",
        body="paper",
        opened=_day("2017-04-18"),
        scope="spring",
        about=words("it"),
        steps=steps,
        quality=quality,
    )
    return replace(register(ONE), inquiries={"i": inquiry})


OPENED = _step(StepKind.CHECK_OPENED, "2017-04-18")
REFUSED = _step(StepKind.REFUSED, "2017-05-17")


def test_a_check_that_runs_on_after_its_refusal_needs_a_second_clock() -> None:
    """Refused on day 29 and said to end on day 42: both days are told, and that they cannot be one clock."""
    record = _inquiry(OPENED, REFUSED, _step(StepKind.END_ANNOUNCED, "2017-05-30"))
    assert _errors(record) == []
    (told,) = [problem for problem in _warnings(record) if "running" in problem]
    assert told == "Refused on 2017-05-17 (day 29), and yet running on 2017-05-30 (day 42)."


def test_another_run_has_its_own_clock() -> None:
    """After a refusal was quashed a new run begins: nothing contradicts, and days are counted from its own opening."""
    steps = (
        OPENED,
        REFUSED,
        _step(StepKind.REFUSAL_QUASHED, "2017-05-20"),
        _step(StepKind.RESUMED, "2017-05-21", cycle=2),
        _step(StepKind.END_ANNOUNCED, "2017-05-30", cycle=2),
    )
    record = _inquiry(*steps)
    assert not [problem for problem in _warnings(record) if "running" in problem or "new run" in problem]
    assert days_running(record.inquiries["i"], steps[-1]) == (9, 9)
    assert record.inquiries["i"].cycles == 2


def test_days_of_a_coarse_date_are_bounds() -> None:
    """A step of which only the month is known ran between two numbers of days."""
    inquiry = _inquiry(OPENED).inquiries["i"]
    assert days_running(inquiry, _step(StepKind.REFUSED, "2017-05")) == (13, 43)
    assert days_running(inquiry, _step(StepKind.REFUSED, "2017-05", cycle=2)) is None


def test_victims_who_become_suspects_are_told() -> None:
    """Cases told as about the disappeared, then as against them: the flip is a warning at the second step."""
    record = _inquiry(OPENED, _step(StepKind.CASE_OPENED, "2018", role=CaseRole.SUSPECT))
    assert any("victims in one step and suspects in another" in problem for problem in _warnings(record))
    assert not any("suspects" in problem for problem in _warnings(_inquiry(OPENED)))


@pytest.mark.parametrize(
    ("steps", "problem"),
    [
        ((), "no step"),
        ((_step(StepKind.CHECK_OPENED, "2017-04-17"),), "before the inquiry was opened"),
        ((OPENED, REFUSED, _step(StepKind.CLOSED, "2017-05-01")), "older than the step before"),
        ((OPENED, _step(StepKind.RESUMED, "2017-05", cycle=2), _step(StepKind.CLOSED, "2017-06")), "after a later one"),
        ((replace(OPENED, sources=()),), "neither a statement nor a source"),
        ((replace(OPENED, statement="early"),), "was said before this happened"),
    ],
)
def test_steps_that_cannot_be_are_errors(steps: tuple[Step, ...], problem: str) -> None:
    """Steps stand in order, within the inquiry, and each can be read somewhere."""
    record = _inquiry(*steps)
    record = replace(record, statements={**record.statements, "early": said("early", "2017-01")})
    (error,) = _errors(record)
    assert problem in error.problem


def test_a_finding_on_quality_needs_its_source() -> None:
    """Met and not met are said by somebody; a criterion stands once; those not looked at are named."""

    def quality(criterion: Criterion, finding: Finding, *sources: str) -> Quality:
        return Quality(criterion=criterion, finding=finding, why=words("why"), sources=sources)

    bare = _inquiry(OPENED, quality=(quality(Criterion.PROMPT, Finding.NOT_MET),))
    assert "no source says so" in _errors(bare)[0].problem
    twice = _inquiry(OPENED, quality=(quality(Criterion.PROMPT, Finding.UNKNOWN),) * 2)
    assert "stands twice" in _errors(twice)[0].problem
    assert any("Not looked at: effective" in problem for problem in _warnings(twice))


def test_what_a_reader_should_know_is_a_warning() -> None:
    """Pressure, copies, texts in one language, unarchived and unused sources are told and hinder nothing."""
    record = register(
        replace(said("one", "2017", kind=StatementKind.RETRACTION), coercion_suspected=True, text=Words(ru="", en="x")),
        said("two", "2017", kind=StatementKind.RETRACTION),
    )
    copy = replace(record.sources["page"], medium=Medium.REPOST, reposted_from="The agency")
    record = replace(record, sources={"page": copy, "unused": replace(copy, id="unused")})
    assert _errors(record) == []
    told = " ".join(_warnings(record))
    for part in (
        "withdraws nothing",
        "whether it was free",
        "Only copies",
        "not written in ru",
        "2 of 2 sources",
        "Nothing rests",
    ):
        assert part in told


def test_a_copy_says_of_what() -> None:
    """A repost without its original is an error."""
    record = register(ONE)
    copy = replace(record.sources["page"], medium=Medium.REPOST)
    assert "does not say of what" in _errors(replace(record, sources={"page": copy}))[0].problem
