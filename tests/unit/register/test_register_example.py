# SPDX-License-Identifier: AGPL-3.0-or-later
"""The example record of 2017 is right, says what is doubtful in it, and holds every trap of its dossier apart."""

import shutil
from pathlib import Path

import pytest

from plaint.language import read as read_catalogue
from plaint.register.combined import Rule
from plaint.register.counting import combine
from plaint.register.dates import PartialDate
from plaint.register.dossier.importing import import_table
from plaint.register.examining import examine, read
from plaint.register.findings import Finding
from plaint.register.model import Register
from plaint.register.showing import Showing
from plaint.register.telling import explain
from plaint.register.vocabulary import CaseRole, CommitmentStatus, Criterion, SignState
from plaint.register.vocabulary import Finding as Held
from tests.support.registers import DOSSIER, EXAMPLE, example

MEETING = PartialDate.parse("2017-05-05")


@pytest.fixture(scope="module")
def register() -> Register:
    """Return the example record."""
    return read(EXAMPLE)


@pytest.fixture(scope="module")
def findings() -> tuple[Finding, ...]:
    """Return what check says of it."""
    return examine(EXAMPLE)[1]


def _bounds(register: Register, unit: str, scope: str, as_of: PartialDate | None = None) -> tuple[int, int | None]:
    figure = combine(register, unit, scope, as_of)
    assert figure is not None
    return figure.low, figure.high


def test_it_is_right_and_says_what_is_doubtful(findings: tuple[Finding, ...]) -> None:
    """No error; the warnings are the contradictions, the pressure, the copies and what nobody archived yet."""
    assert [str(found) for found in findings if not found.is_warning] == []
    told = " ".join(found.problem for found in findings)
    for part in (
        "Refused on 2017-05-17 (day 29), and yet running on 2017-05-30 (day 42)",
        "victims in one step and suspects in another",
        "26 (2017-04-24), 24 (2017-07-06), 31 (2017-09), 27 (2018)",
        "The number 0 rebuts 2 of e31-found-alive",
        "under suspicion of pressure",
        "53 of 53 sources are not yet archived",
    ):
        assert part in told
    assert "not written" not in told


def test_it_holds_every_row_of_the_dossier(register: Register, tmp_path: Path) -> None:
    """69 statements of 50 occasions; importing the dossier again finds all of them and writes nothing."""
    assert len(register.statements) == 69
    assert len({said.occasion for said in register.statements.values()}) == 50
    report = import_table(DOSSIER, example(tmp_path), "spring-2017")
    assert (report.new, report.unchanged) == ((), 69)


def test_the_dossier_alone_makes_a_right_record(tmp_path: Path) -> None:
    """Importing into an empty place gives a record without errors, with all 69 statements."""
    table = tmp_path / "dossier.csv"
    shutil.copy(DOSSIER, table)
    assert len(import_table(table, tmp_path / "record", "spring-2017").new) == 69
    assert len(read(tmp_path / "record").statements) == 69


def test_on_the_day_of_the_meeting(register: Register) -> None:
    """As of 5 May 2017: at least 100 detained and at least three killed, and nothing of other incidents."""
    assert _bounds(register, "detained", "spring-2017", MEETING) == (100, None)
    assert _bounds(register, "killed", "spring-2017", MEETING) == (3, None)
    assert combine(register, "killed", "january-2017", MEETING) is None


def test_incidents_are_never_merged(register: Register) -> None:
    """27 to 56 of January, at least 20 of spring and at least two of winter are three figures and no sum."""
    assert _bounds(register, "killed", "january-2017") == (27, 56)
    assert _bounds(register, "killed", "spring-2017") == (20, None)
    assert _bounds(register, "killed", "winter-2018-2019") == (2, None)


def test_help_is_one_series(register: Register) -> None:
    """79, 106 and 114 brought out are 114; 60 and 170 who asked are at least 170."""
    assert _bounds(register, "evacuated", "help") == (114, 114)
    assert _bounds(register, "asked-for-help", "help") == (170, None)


def test_lists_are_versions(register: Register) -> None:
    """26, 24, 27 and 31 names give 24 to 31, contested, with the four unexplained names in the note."""
    figure = combine(register, "persons-on-list", "lists")
    assert figure is not None
    assert (figure.low, figure.high, figure.contested) == (24, 31, True)
    note = register.lineages["names-on-lists"].note
    assert note is not None
    assert "four names more" in note.en


def test_found_alive_is_contested(register: Register) -> None:
    """Two found alive, rebutted to none: 0 to 2, both claims shown."""
    figure = combine(register, "found-alive", "lists")
    assert figure is not None
    assert (figure.low, figure.high, figure.contested) == (0, 2, True)
    assert figure.steps[-1].rule is Rule.REBUTTED


def test_no_complaint_registered_twice_then_one(register: Register) -> None:
    """The ministry's nought, the head's nought and the one of September are one complaint."""
    assert _bounds(register, "complaints-registered", "handling", MEETING) == (0, 0)
    assert _bounds(register, "complaints-registered", "handling") == (1, 1)


def test_the_promise_of_5_may_cannot_be_verified(register: Register) -> None:
    """Three signs, no evidence either way, no due date: unverifiable and never broken."""
    promise = register.commitments["president-support"]
    assert (promise.status, promise.due) == (CommitmentStatus.UNVERIFIABLE, None)
    assert [sign.state for sign in promise.signs] == [SignState.NO_EVIDENCE] * 3
    assert {one.status for one in register.commitments.values()} == {CommitmentStatus.UNVERIFIABLE}


def test_the_direction_of_the_18_cases_flips(register: Register) -> None:
    """Told as about the disappeared, a year later as against them: both steps stand with their roles."""
    roles = {step.statement: step.role for step in register.inquiries["listed-people"].steps}
    assert roles["e48-criminal-cases"] is CaseRole.VICTIM
    assert CaseRole.SUSPECT in {step.role for step in register.inquiries["listed-people"].steps}


def test_the_lapunov_points_are_held(register: Register) -> None:
    """Five criteria not met, promptness in part, each with its source; protection asked for, the appeal lost."""
    inquiry = register.inquiries["lapunov"]
    not_met = {one.criterion for one in inquiry.quality if one.finding is Held.NOT_MET}
    unknown = {Criterion.TRANSPARENT, Criterion.PARTICIPATION, Criterion.IDENTITY_VERIFIED}
    assert not_met == set(Criterion) - unknown - {Criterion.PROMPT}
    assert {one.criterion for one in inquiry.quality if one.finding is Held.PARTLY} == {Criterion.PROMPT}
    assert all(one.sources for one in inquiry.quality if one.criterion not in unknown)
    assert {"2017-09-28", "2018-11-26", "2023-09-12"} <= {str(step.date) for step in inquiry.steps}


def test_what_the_article_carries_cites_it(register: Register) -> None:
    """The nine rows that the article of 5 May carries have it among their sources."""
    carrying = [line for line in DOSSIER.read_text("utf-8").splitlines() if ",yes," in line]
    citing = [said for said in register.statements.values() if "moscow-times-2017-05-05" in said.sources]
    assert len(carrying) == len(citing) == 9


@pytest.mark.parametrize("code", ["ru", "en"])
def test_every_figure_explains_itself(register: Register, code: str) -> None:
    """In both languages, every figure names its unit, scope, claims and steps, and every record can be shown."""
    texts = read_catalogue(code, "register")
    for unit, scope in register.columns():
        figure = combine(register, unit, scope)
        assert figure is not None
        lines = list(explain(register, figure, texts))
        assert register.units[unit].name.of(code) in lines[0]
        assert register.scopes[scope].name.of(code) in lines[0]
        assert len(lines) > len(figure.steps)
    showing = Showing(register, texts)
    assert len(list(showing.timeline())) == 69
    shown = [
        *(line for one in register.statements.values() for line in showing.statement(one)),
        *(line for one in register.commitments.values() for line in showing.commitment(one)),
        *(line for one in register.inquiries.values() for line in showing.inquiry(one)),
    ]
    assert not [line for line in shown if "[en]" in line or "[ru]" in line]
    assert any("[29]" in line for line in shown)
