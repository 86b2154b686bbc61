# SPDX-License-Identifier: AGPL-3.0-or-later
"""A folder is read strictly: each mistake by file and line, all of them at once, and nothing silently left out."""

from pathlib import Path

import pytest

from plaint import lock
from plaint.register import folder as folders
from plaint.register.examining import examine, read
from plaint.register.findings import Finding, RegisterError
from plaint.register.folder import load
from plaint.register.shape import to_table
from plaint.register.staging import STAGED
from tests.support.registers import example

PROMISE = "statements/e20-promise.toml"


def _change(record: Path, place: str, old: str, new: str) -> None:
    path = record / place
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def _errors(record: Path) -> list[Finding]:
    return [found for found in examine(record)[1] if not found.is_warning]


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ('kind = "promise"', 'kind = "promiss"', 3, "There is no kind 'promiss'. Write one of allegation, denial"),
        ('said = "2017-05-05"', 'said = "5 May 2017"', 4, "This is no date as the record writes one. Write 2017"),
        ('said = "2017-05-05"', "said = 2017-05-05", 4, "The key said has the wrong form. It is a date"),
        ('said = "2017-05-05"', 'said = "2017-02-30"', 4, "There is no such day"),
        ('occasion = "e20"', 'occasoin = "e20"', 1, "There is no key 'occasoin' here. The keys are: occasion, actor"),
        ('occasion = "e20"\n', "", 1, "The key occasion is missing. Add it: a text"),
        (
            'actor = "president-putin"',
            'actor = "president-puttin"',
            2,
            "no president-puttin. Did you mean president-putin?",
        ),
        (
            'in_reply_to = ["e20-request"]',
            'in_reply_to = ["e21-nothing-at-all"]',
            8,
            "statements has no e21-nothing-at-all",
        ),
        ('in_reply_to = ["e20-request"]', 'in_reply_to = "e20-request"', 8, "It is a list of ids"),
        (
            'in_reply_to = ["e20-request"]',
            'in_reply_to = ["e20-request", "e20-request"]',
            8,
            "same id stands here twice",
        ),
        ('confidence = "high"', "confidence = true", 7, "The key confidence has the wrong form"),
        ('confidence = "high"', 'confidence = "high"\ncoercion_suspected = 1', 8, "It is true or false"),
        ("[text]", '[text]\nce = "x"', 11, "There is no key 'ce' here. The keys are: ru, en"),
        ("[text]", "[texts]", 10, "There is no key 'texts'"),
        ("Пообещал", "Пообещал\\u202e", 11, "the invisible character U+202E"),
        ("Пообещал", "я" * 2001, 11, "Shorten it to 2000"),
    ],
)
def test_a_mistake_is_named_by_file_and_line(tmp_path: Path, old: str, new: str, line: int, problem: str) -> None:
    """Each mistake in a record names its line, what is wrong and what to do."""
    record = example(tmp_path)
    _change(record, PROMISE, old, new)
    found = _errors(record)
    assert any(one.place == PROMISE and one.line == line and problem in str(one) for one in found), found


def test_a_number_without_a_lineage_is_named_by_its_line(tmp_path: Path) -> None:
    """A count that does not say where it comes from could count twice: file and line of the count, and what to add."""
    record = example(tmp_path)
    place = "statements/e02-detained.toml"
    _change(record, place, 'lineage = "novaya-april-2017"\n', "")
    line = (record / place).read_text(encoding="utf-8").split("\n").index("[[count]]") + 1
    assert [str(one) for one in _errors(record)] == [
        f"{place}:{line}: The key lineage is missing. Add it: the id of one of lineages."
    ]


@pytest.mark.parametrize("number", ["-1", "1.5", '"1"', "true", "1000000001"])
def test_a_number_is_a_whole_number(tmp_path: Path, number: str) -> None:
    """Neither signs, fractions, texts nor truth values pass for a number."""
    record = example(tmp_path)
    _change(record, "statements/e02-detained.toml", "low = 100", f"low = {number}")
    (found,) = _errors(record)
    assert "a whole number from 0 to 1000000000" in str(found)


def test_all_mistakes_are_found_at_once(tmp_path: Path) -> None:
    """Mistakes in several files, of form and of reference, are told in one go, in the order of the files."""
    record = example(tmp_path)
    _change(record, PROMISE, 'kind = "promise"', 'kind = "x"')
    _change(record, PROMISE, 'confidence = "high"', 'confidence = "x"')
    _change(record, "statements/e02-killed.toml", 'unit = "killed"', 'unit = "kiled"')
    _change(record, "units.toml", 'kind = "person"', 'kind = "people"')
    (record / "actors" / "memorial.toml").write_bytes(b'kind = "ngo"\n\xff')
    (record / "scopes.toml").write_text("[[scope]", encoding="utf-8")
    with pytest.raises(RegisterError) as caught:
        read(record)
    places = [(found.place, found.line) for found in caught.value.findings]
    assert places == sorted(places)
    assert {place for place, _ in places} == {
        "actors/memorial.toml",
        "scopes.toml",
        "units.toml",
        PROMISE,
        "statements/e02-killed.toml",
        *(place for place, _ in places if place.startswith(("statements/", "inquiries/"))),
    }
    assert (
        len([found for found in caught.value.findings if found.place == PROMISE and "scopes" not in found.problem]) == 2
    )
    assert str(caught.value).count("\n") == len(places)


def test_what_refers_to_a_broken_record_is_not_wrong(tmp_path: Path) -> None:
    """A record with a mistake is still there: only its own line is told, not everything that names it."""
    record = example(tmp_path)
    _change(record, "sources/moscow-times-2017-05-05.toml", 'medium = "press"', 'medium = "paper"')
    (found,) = _errors(record)
    assert found.place == "sources/moscow-times-2017-05-05.toml"


@pytest.mark.parametrize(
    ("place", "problem"),
    [
        ("statements/e20-promise.tml", "This is no record"),
        ("statements/E20.toml", "This is no record"),
        ("statements/notes.txt", "This is no record"),
        ("statements/con.toml", "This is no record"),
        ("statments/e1.toml", "This is no part of a record"),
        ("dossier.csv", "This is no part of a record"),
    ],
)
def test_a_file_that_nothing_explains_is_an_error(tmp_path: Path, place: str, problem: str) -> None:
    """A record that was saved under a wrong name is not silently missing."""
    record = example(tmp_path)
    (record / place).parent.mkdir(exist_ok=True)
    (record / place).write_text("", encoding="utf-8")
    (found,) = _errors(record)
    assert problem in found.problem


def test_what_may_lie_beside_the_records_is_not_read(tmp_path: Path) -> None:
    """Hidden files, a README and the lock, called as its own room calls it, are none of the record's business."""
    record = example(tmp_path)
    assert folders.LOCK == lock.NAME
    for name in (".gitignore", "README.md", folders.LOCK, "statements/.swp"):
        (record / name).write_bytes(b"\xff")
    assert _errors(record) == []


def test_a_link_is_no_record(tmp_path: Path) -> None:
    """A symbolic link is not followed, wherever it leads."""
    record = example(tmp_path)
    target = record / PROMISE
    outside = tmp_path / "outside.toml"
    target.rename(outside)
    target.symlink_to(outside)
    assert any(found.place == PROMISE and "no file but a link" in found.problem for found in _errors(record))


def test_a_missing_list_is_an_error(tmp_path: Path) -> None:
    """A record without its units is told to put them back, and not read as one without numbers."""
    record = example(tmp_path)
    (record / "units.toml").unlink()
    assert ("units.toml", 0) in {(found.place, found.line) for found in _errors(record)}


def test_an_id_stands_once_in_a_list(tmp_path: Path) -> None:
    """Two scopes of one id are an error at the second."""
    record = example(tmp_path)
    path = record / "scopes.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + text.split("\n\n")[0] + "\n", encoding="utf-8")
    (found,) = _errors(record)
    assert "stands here twice" in found.problem
    assert found.line > text.count("\n")


def test_a_folder_without_a_record_is_said_so(tmp_path: Path) -> None:
    """Neither an empty folder nor none passes for an empty record."""
    for place in (tmp_path, tmp_path / "none"):
        with pytest.raises(RegisterError, match=r"register\.toml"):
            load(place)


def test_a_newer_form_is_refused(tmp_path: Path) -> None:
    """A record of a later version is not half understood."""
    record = example(tmp_path)
    _change(record, "register.toml", "version = 1", "version = 2")
    (found,) = _errors(record)
    assert "newer program" in found.remedy


def test_a_half_made_change_is_not_read(tmp_path: Path) -> None:
    """While a change waits to be finished, nobody takes what lies there for the record."""
    record = example(tmp_path)
    (record / STAGED).mkdir()
    (record / STAGED / "READY").touch()
    with pytest.raises(RegisterError, match="interrupted"):
        read(record)


def test_every_record_of_the_example_is_written_as_it_is_read(tmp_path: Path) -> None:
    """What a record says survives being written anew: nothing of it is only in the layout of its file."""
    loaded, _ = load(example(tmp_path))
    assert loaded is not None
    for room in folders.FOLDERS:
        for name, item in getattr(loaded.register, room).items():
            assert to_table(item) == loaded.documents[f"{room}/{name}.toml"].table


def test_a_strange_name_writes_no_line_of_its_own(tmp_path: Path) -> None:
    """A file whose name holds line ends, colours or bytes that are no text is named on one line, escaped."""
    record = example(tmp_path)
    strange = "x\x1b[2K\nThe record is right\udcff"
    (record / "snapshots").mkdir(exist_ok=True)
    for place in ("", "statements", "snapshots"):
        path = record / place / strange
        path.write_bytes(b"")
        found = str(_errors(record)[0])
        assert found.isprintable(), found
        assert r"\udcff" in found
        path.unlink()
