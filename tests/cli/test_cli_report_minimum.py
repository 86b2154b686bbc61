# SPDX-License-Identifier: AGPL-3.0-or-later
"""The documented minimum of a report: own records examined and signed with the figures, counts with the words."""

import shutil
from pathlib import Path

import pytest

from tests.cli.test_cli_report import TWO, Office
from tests.support import reports


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Return two members whose book is begun and whose report has a documented minimum."""
    office = Office(tmp_path)
    office.found()
    (office.path / "report.toml").write_text(reports.plan(minimum='"minimum"'), encoding="utf-8")
    reports.counted(office.path)
    for language in ("en", "ru"):
        (office.path / "texts" / language / "04-minimum.txt").write_text(
            "# Minimum\n\n{minimum}\n\n{minimum/almaz/detained/reported/least}!\n", encoding="utf-8"
        )
    return office


def test_a_documented_minimum_goes_from_records_to_print(office: Office) -> None:
    """Own records are examined, shown to approvers, signed with the release, and printed from the book alone."""
    told = office.preview().stdout
    assert "figure {minimum/almaz/detained/reported/least}: 20" in told
    assert "figure {minimum/almaz/detained/established_by_court/least}: not told" in told
    assert "documented minimum almaz/detained: own records, trait, below 10 not told" in told
    assert "not used" not in told
    for member in TWO:
        office.approve(member)
    office.run("release", office.path, *office.approvals(*TWO))
    # The records stay with those who keep them: what is handed over is made without them.
    for name in ("records.csv", "links.csv"):
        (office.path / "minimum" / name).unlink()
    office.release_words()
    office.make("out")
    into = office.path.parent / "out"
    page = (into / "report-en.html").read_text("utf-8")
    assert "<p>20!</p>" in page
    assert '<th scope="row">Reported</th><td>20</td><td>25</td>' in page
    lines = (into / "data" / "minimum.csv").read_text("utf-8").split("\n")
    assert ",corroborated,10,15,false,10,15," in next(one for one in lines if "corroborated" in one)


def test_a_standard_that_was_changed_after_the_approvals_is_named(office: Office) -> None:
    """counts.toml is among the words that two bodies sign: who changes it makes a draft again."""
    office.release()
    office.release_words()
    office.write("minimum/counts.toml", "# Another thought.\n")
    assert "minimum/counts.toml was changed" in office.make("out").stdout
    assert "NOT FOR PUBLICATION" in (office.path.parent / "out" / "report-en.html").read_text("utf-8")


def test_what_lies_beside_the_records_and_is_not_used_is_named(office: Office) -> None:
    """A list under another name would be left out of the count: the preview says so."""
    (office.path / "minimum" / "records-new.csv").write_text(reports.RECORDS, encoding="utf-8")
    told = office.preview()
    assert "minimum/records-new.csv" in told.stdout + told.stderr
    assert "minimum/records.csv" not in told.stdout + told.stderr


def test_other_records_than_those_of_the_preview_are_not_approved(office: Office) -> None:
    """Who has other own records than the preview was made from signs nothing."""
    office.preview()
    more = "".join(f"x{at},almaz,detained,reported\n" for at in range(5))
    (office.path / "minimum" / "records.csv").write_text(reports.RECORDS + more, encoding="utf-8")
    told = office.approve(TWO[0], fails=True)
    assert "This is not the proposal that the gate brings out of these rows here; nothing was signed." in told.stderr


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("records.csv", reports.RECORDS + "r99,almaz,detained,\n", "records.csv:25: the standard of proof is missing;"),
        ("records.csv", reports.RECORDS + "r99,moon,detained,reported\n", "records.csv:25: own records of this scope"),
        (
            "counts.toml",
            reports.COUNTED.replace("detained", "detaned"),
            "minimum/counts.toml:9: There is no unit 'deta",
        ),
        ("counts.toml", reports.COUNTED.replace("own", "# own"), "No count of counts.toml takes in records.csv."),
    ],
)
def test_what_is_wrong_with_a_minimum_is_named_and_nothing_made(
    office: Office, name: str, text: str, told: str
) -> None:
    """A missing standard, an unknown scope or unit: file and line, and no draft."""
    (office.path / "minimum" / name).write_text(text, encoding="utf-8")
    draft = office.path.parent / "draft"
    assert told in office.run("preview", office.path, "--into", draft, fails=True).stderr
    assert not draft.exists()


def test_a_minimum_that_is_not_there_is_named(office: Office) -> None:
    """A folder that report.toml names and nobody made is an error."""
    shutil.rmtree(office.path / "minimum")
    told = office.run("preview", office.path, "--into", office.path.parent / "draft", fails=True)
    assert "There is no folder minimum. Put counts.toml there" in told.stderr
