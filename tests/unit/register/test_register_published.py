# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was published stays answerable: a changed record leads back to its earlier text, or check says otherwise."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaint.register import changing, published, toml
from plaint.register.dates import PartialDate
from plaint.register.examining import examine, read
from plaint.register.findings import RegisterError
from plaint.register.model import Correction, Published, Words
from plaint.register.shape import LONGEST_TEXT, to_table
from tests.support.registers import example, words

DAY = PartialDate.parse("2017-06-01")
PROMISE = "statements/e20-promise"
WHY = (Words(ru="опечатка", en="a slip"), PartialDate.parse("2017-06-02"), "the group")


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """Return an example record that was published once."""
    folder = example(tmp_path)
    lines = published.continued((), published.tables(read(folder)), DAY)
    (folder / published.NAME).write_text(published.write(lines), "ascii")
    return folder


def _errors(folder: Path) -> list[str]:
    return [str(found) for found in examine(folder)[1] if not found.is_warning]


def test_a_published_record_that_did_not_change_is_right(record: Path) -> None:
    """Neither layout nor comments of a file are part of what was published."""
    path = record / f"{PROMISE}.toml"
    path.write_text("# looked at again\n\n" + path.read_text("utf-8").replace(" = ", "   =  "), "utf-8")
    assert _errors(record) == []
    assert published.continued(read(record).published, published.tables(read(record)), DAY) == []


def test_a_silent_change_is_an_error(record: Path) -> None:
    """A word changed in a published record without a correction is found, with the day of publishing."""
    path = record / f"{PROMISE}.toml"
    path.write_text(path.read_text("utf-8").replace("support her", "help her"), "utf-8")
    (error,) = _errors(record)
    assert "It changed since it was published on 2017-06-01, and no correction says so" in error


def test_a_record_that_vanished_is_an_error(record: Path) -> None:
    """A published record that is gone is an error until a correction says why it was withdrawn."""
    (record / "statements" / "e25-allegation.toml").unlink()
    (error,) = _errors(record)
    assert "It was published on 2017-06-01 and is gone" in error
    withdrawn = Correction(
        id="w",
        of="statements/e25-allegation",
        field=published.WITHDRAWN,
        was="x",
        becomes="",
        reason=words("r"),
        on=DAY,
        by="b",
    )
    (record / "corrections").mkdir()
    (record / "corrections" / "w.toml").write_text(toml.write(to_table(withdrawn)), "utf-8")
    assert _errors(record) == []


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        ("scopes.toml", "The purge of spring 2017", "The sweep of January 2017"),
        ("lineages.toml", 'kind = "versions"', 'kind = "one_origin"'),
        ("lineages.toml", 'id = "svoboda-april-2017"', 'id = "svoboda-april-2017"\npart_of = ["novaya-april-2017"]'),
        ("units.toml", "people detained", "people detained or questioned"),
    ],
)
def test_what_numbers_mean_does_not_change_silently(record: Path, file: str, before: str, after: str) -> None:
    """After publishing, no scope is renamed, no origin of counts re-told and no unit widened without a correction."""
    path = record / file
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")
    (error,) = _errors(record)
    assert error.startswith(f"{file}:")
    assert "It changed since it was published" in error


def test_a_scope_and_an_origin_are_corrected_like_any_record(record: Path) -> None:
    """What stands in a list of many is corrected under its id, and leads back."""
    changing.correct(record, "scopes/spring-2017", "name.en", "Persecution in spring 2017", WHY)
    changing.correct(record, "lineages/svoboda-april-2017", "part_of", '["novaya-april-2017"]', WHY)
    register = read(record)
    assert register.scopes["spring-2017"].name.en == "Persecution in spring 2017"
    assert register.lineages["svoboda-april-2017"].part_of == ("novaya-april-2017",)
    assert _errors(record) == []


def test_a_published_correction_stays_as_it_is(record: Path) -> None:
    """Who corrected and why is neither changed nor corrected afterwards."""
    changing.correct(record, PROMISE, "said", "2017-05-06", WHY)
    register = read(record)
    lines = [*register.published, *published.continued(register.published, published.tables(register), WHY[1])]
    (record / published.NAME).write_text(published.write(lines), "ascii")
    (path,) = (record / "corrections").iterdir()
    as_it_was = path.read_text("utf-8")
    path.write_text(as_it_was.replace("a slip", "new evidence"), "utf-8")
    (error,) = _errors(record)
    assert error.startswith(f"corrections/{path.name}:")
    path.write_text(as_it_was, "utf-8")
    for name, field in (("w1", "by"), ("w2", published.WITHDRAWN)):
        one = Correction(
            id=name,
            of=f"corrections/{path.stem}",
            field=field,
            was="x",
            becomes="y",
            reason=words("r"),
            on=DAY,
            by="b",
        )
        (record / "corrections" / f"{name}.toml").write_text(toml.write(to_table(one)), "utf-8")
        assert len(_errors(record)) == 1
        (record / "corrections" / f"{name}.toml").unlink()


def test_many_corrections_of_one_day_lead_back(record: Path) -> None:
    """The tenth correction of one record on one day comes after the ninth."""
    for number in range(1, 12):
        changing.correct(record, PROMISE, "text.en", f"Version {number}", WHY)
    assert _errors(record) == []
    assert [one.becomes for one in read(record).corrections_of(PROMISE)][-2:] == ['"Version 10"', '"Version 11"']


def test_the_longest_text_can_be_corrected(record: Path) -> None:
    """A text as long as a text may be, full of quotation marks, still fits into the correction that keeps it."""
    changing.correct(record, PROMISE, "text.en", '"' * LONGEST_TEXT, WHY)
    changing.correct(record, PROMISE, "text.en", "Shorter", WHY)
    assert _errors(record) == []


STATUS = """
[[status]]
status = "open"
on = "2026-12-01"
why.ru = "Письмо."
why.en = "A letter."
"""
STEP = """
[[step]]
kind = "suspended"
date = "2019"
cycle = 1
role = "unknown"
sources = ["kommersant"]
text.ru = "Прервана."
text.en = "Suspended."
"""


@pytest.mark.parametrize(
    ("file", "field", "more"),
    [
        ("commitments/president-support.toml", "status.0.why.ru", STATUS),
        ("inquiries/prosecutor-2017-04-17.toml", "step.0.text.ru", STEP),
    ],
)
def test_what_becomes_of_a_promise_or_an_inquiry_is_added_without_a_correction(
    record: Path, file: str, field: str, more: str
) -> None:
    """A later status or step at the end is news and no change; what stood there before is held as it was."""
    path = record / file
    before = path.read_text("utf-8")
    path.write_text(before + more, "utf-8")
    assert _errors(record) == []
    changing.correct(record, file.removesuffix(".toml"), field, "Иначе.", WHY)
    assert _errors(record) == []
    path.write_text(path.read_text("utf-8").replace("2017-", "2016-", 1), "utf-8")
    assert any("no correction says so" in error for error in _errors(record))


def test_archiving_changes_nothing_that_was_published(record: Path) -> None:
    """A published source may be archived later, and says what it said; a published copy is not exchanged nor lost."""
    known = read(record).sources["kommersant"]
    changing.add_source(record, replace(known, title="Another"), b"He said so.", DAY)
    register = read(record)
    assert register.sources["kommersant"].title is None
    assert register.sources["kommersant"].snapshot is not None
    assert _errors(record) == []
    new = published.continued(register.published, published.tables(register), DAY)
    assert [line.record for line in new] == ["snapshots/kommersant"]
    (record / published.NAME).write_text(published.write([*register.published, *new]), "ascii")
    assert _errors(record) == []
    path = record / "sources" / "kommersant.toml"
    path.write_text(path.read_text("utf-8").replace('taken = "2017-06-01"', 'taken = "2017-06-02"'), "utf-8")
    (error,) = _errors(record)
    assert error.startswith("sources/kommersant.toml:5: It changed since it was published")
    path.write_text(path.read_text("utf-8").partition("[snapshot]")[0], "utf-8")
    assert any("is gone" in error for error in _errors(record))


def test_a_corrected_record_leads_back(record: Path) -> None:
    """Corrections of several fields, one of them twice, lead back to what was published."""
    changing.correct(record, PROMISE, "said", "2017-05-06", WHY)
    changing.correct(record, PROMISE, "text.en", "Something else", WHY)
    changing.correct(record, PROMISE, "said", "2017-05", WHY)
    changing.correct(record, "statements/e02-detained", "count.0.low", "99", WHY)
    changing.correct(record, "statements/e02-detained", "reported", "2017-04-02", WHY)
    assert _errors(record) == []
    register = read(record)
    assert [one.was for one in register.corrections_of(PROMISE)] == [
        '"2017-05-05"',
        '"Would speak with the Prosecutor General and the Interior Minister so that they support her"',
        '"2017-05-06"',
    ]
    assert register.statements["e02-detained"].counts[0].low == 99
    new = published.continued(register.published, published.tables(register), WHY[1])
    changed = [line.record for line in new if line.record.startswith("statements/")]
    assert changed == ["statements/e02-detained", PROMISE]
    assert len(new) == len(changed) + len(register.corrections)


def test_a_field_is_taken_out_and_still_leads_back(record: Path) -> None:
    """What a correction removes is kept in it; an empty field is filled, and both lead back."""
    changing.correct(record, PROMISE, "in_reply_to", None, WHY)
    assert read(record).statements["e20-promise"].in_reply_to == ()
    changing.correct(record, PROMISE, "in_reply_to", '["e20-finding"]', WHY)
    changing.correct(record, PROMISE, "coercion_suspected", "true", WHY)
    changing.correct(record, PROMISE, "coercion_suspected", "false", WHY)
    assert _errors(record) == []


def test_a_correction_of_something_else_does_not_help(record: Path) -> None:
    """A correction explains its own field alone: another change beside it is still found."""
    changing.correct(record, PROMISE, "said", "2017-05-06", WHY)
    path = record / f"{PROMISE}.toml"
    path.write_text(path.read_text("utf-8").replace("support her", "help her"), "utf-8")
    assert any("no correction says so" in error for error in _errors(record))


def test_a_correction_that_says_otherwise_is_an_error(record: Path) -> None:
    """The newest correction of a field says what the record says."""
    changing.correct(record, PROMISE, "said", "2017-05-06", WHY)
    path = record / f"{PROMISE}.toml"
    path.write_text(path.read_text("utf-8").replace('"2017-05-06"', '"2017-05-07"'), "utf-8")
    assert any('says "2017-05-07" in said, not "2017-05-06"' in error for error in _errors(record))


@pytest.mark.parametrize(
    ("place", "field", "becomes", "problem"),
    [
        ("statements/none", "said", "2017", "no record statements/none"),
        ("../x/y", "said", "2017", "no record"),
        ("units/none", "kind", "place", "no record units/none"),
        ("units/detained", "kind", "mood", "would not be right"),
        ("corrections/x", "by", "nobody", "no record corrections/x"),
        (PROMISE, "said", "yesterday", "would not be right"),
        (PROMISE, "kind", "denial", "would not be right"),
        (PROMISE, "quote.text", "x", "no place for quote.text"),
        (PROMISE, "said", None, "would not be right"),
        (PROMISE, "reported", None, "has no field reported"),
        ("statements/e02-detained", "count.0.low", "many", "cannot be read"),
        ("statements/e02-detained", "count.0.low", '"3"', "holds 100"),
        ("statements/e02-detained", "sources", '["nowhere"]', "would not be right"),
    ],
)
def test_a_correction_that_would_be_wrong_writes_nothing(
    record: Path, place: str, field: str, becomes: str | None, problem: str
) -> None:
    """A correction after which the record would not be right leaves every file as it was."""
    before = {path: path.read_bytes() for path in record.rglob("*.toml")}
    with pytest.raises(Exception, match=problem):
        changing.correct(record, place, field, becomes, WHY)
    assert {path: path.read_bytes() for path in record.rglob("*.toml")} == before


def test_a_line_of_the_log_that_is_none_is_named(record: Path) -> None:
    """A log that somebody edited is an error by line, not a shorter log."""
    path = record / published.NAME
    lines = path.read_text("ascii").splitlines()
    lines[2] = lines[2].upper()
    path.write_text("\n".join(lines) + "\n", "ascii")
    with pytest.raises(RegisterError, match=r"published\.log:3: This is no line of the log"):
        read(record)


@given(st.binary(max_size=200))
def test_any_log_is_read_or_refused(octets: bytes) -> None:
    """Whatever bytes a log has, they are read whole or named by line; what is read is written back the same."""
    lines, findings = published.read(octets)
    if not findings:
        assert published.write(lines).encode().rstrip(b"\n") == octets.rstrip(b"\n")


STATES = st.dictionaries(
    st.sampled_from(["a", "b", "c.d"]), st.one_of(st.text(max_size=3), st.integers(0, 9)), min_size=1
)


@given(st.lists(STATES, min_size=2, max_size=5))
def test_any_chain_of_corrections_leads_back(states: list[dict[str, object]]) -> None:
    """From the newest state, corrections undo to every earlier state; without one of them they do not."""
    corrections: list[Correction] = []
    for earlier, later in pairwise(states):
        now = dict(earlier)
        for field in sorted({*earlier, *later}):
            if earlier.get(field) != later.get(field):
                number = len(corrections)
                corrections.append(
                    Correction(
                        id=f"c{number:03}",
                        of="actors/x",
                        field=field,
                        was=published.spelled(earlier.get(field)),
                        becomes=published.spelled(later.get(field)),
                        reason=words("r"),
                        on=DAY,
                        by="b",
                    )
                )
                now[field] = later.get(field)
    log = [Published(record="actors/x", digest=published.digest(state), on=DAY) for state in states]
    tables = {"actors/x": states[-1]}
    assert list(published.unexplained(log, tables, corrections)) == []
    if states[0] != states[-1] and corrections:
        assert list(published.unexplained(log[:1], tables, [])) == [(log[0], "changed")]
