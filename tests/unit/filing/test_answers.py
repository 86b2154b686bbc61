# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers written down beforehand: what each fault is called, and what is taken as it stands."""

import contextlib
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from plaint.charter import fingerprint
from plaint.cli import main
from plaint.entry.identity import MOST, SealedName
from plaint.filing.answers import AnswersError, outgoing, read_answers
from tests.support.groups import group_folder, small_group

BEGIN = '[[complaint]]\nlanguage = "en"\naccount = "They took the book."\nabout = { unknown = true }\n'


def fault(toml: str) -> str:
    """Return what is said about a file of answers, the hint apart."""
    with pytest.raises(AnswersError) as caught:
        read_answers(toml.encode())
    assert caught.value.hint
    return caught.value.message


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("when = 2017-05-01", "Complaint 2 of the file: when is a date or a fraction."),
        ("who = [{ rank = 1.5 }]", "Complaint 2 of the file: who is a date or a fraction."),
        ("wehn = 'May'", "Complaint 2 of the file: wehn is missing"),
        ("name = 'Isa'", "Complaint 2 of the file: name is missing"),
        ("name = { name = 1 }", "Complaint 2 of the file: name is missing"),
        ("name = { contact = 'by letter' }", "Complaint 2 of the file: name.name is missing"),
        (f"name = {{ name = 'Isa', other = '{'x' * 101}' }}", "Complaint 2 of the file: name.other is missing"),
        ("files = 'photo.jpg'", "Complaint 2 of the file: files is missing"),
        ("files = [1]", "Complaint 2 of the file: files is missing"),
        ("helper = { relation = 'boss' }", "Complaint 2 of the file: The field"),
        (f"when = '{'x' * 301}'", "Complaint 2 of the file: The field when"),
        (
            "files = ['nowhere/there.jpg']",
            "Complaint 2 of the file, its file 1: It cannot be read (No such file or directory).",
        ),
    ],
)
def test_a_fault_is_said_by_number_and_field(line: str, said: str) -> None:
    """Whoever wrote for several people learns in which complaint and which field to look, and reads nothing of it."""
    message = fault(f"{BEGIN}{BEGIN}{line}\n")
    assert message.startswith(said)
    assert "book" not in message
    assert "Isa" not in message


def test_fields_of_a_name_that_fit_each_and_not_together_are_said_so() -> None:
    """The envelope has one size: what does not fit into it is told before anything is sealed, with how much it is."""
    fields = {name: "я" * most for name, most in MOST.items()}
    excess = SealedName(**fields).excess
    assert 0 < excess < 2 * MOST["contact"]
    written = ", ".join(f'{name} = "{text}"' for name, text in fields.items())
    message = fault(f"{BEGIN}name = {{ {written} }}\n")
    assert message == f"Complaint 1 of the file: the fields of name are {excess} bytes too long together."
    fields["contact"] = fields["contact"][(excess + 1) // 2 :]
    written = ", ".join(f'{name} = "{text}"' for name, text in fields.items())
    (order,) = read_answers(f"{BEGIN}name = {{ {written} }}\n".encode())
    assert order.name == SealedName(**fields)


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("[[complaint]", "not TOML"),
        ("", "something besides"),
        ("complaint = []", "no complaint"),
        (f"note = 1\n{BEGIN}", "something besides"),
    ],
)
def test_what_is_no_file_of_answers_is_named(toml: str, said: str) -> None:
    """A file that is not TOML, is empty, or holds something else is refused as that."""
    assert said in fault(toml)


@given(st.binary(max_size=200))
def test_no_bytes_do_more_than_be_refused(octets: bytes) -> None:
    """Whatever a file holds, reading it gives orders or its own error."""
    with contextlib.suppress(AnswersError):
        assert read_answers(octets)


def test_a_file_is_taken_as_it_lies(tmp_path: Path) -> None:
    """Name and kind come from the path; the bytes are the file's own, hidden details and all, and marked so."""
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"\xff\xd8 with its place")
    taken = outgoing(path)
    assert (taken.content, taken.name, taken.media_type, taken.original) == (
        b"\xff\xd8 with its place",
        "photo.jpg",
        "image/jpeg",
        True,
    )


def test_standard_input_cannot_hold_answers_and_be_asked(tmp_path: Path) -> None:
    """With the answers on standard input the fingerprint must be given: their first line is not to be read as it."""
    group = small_group()
    place = group_folder(tmp_path / "group", group)
    (place / "freshness").write_bytes(group.freshness(int(time.time())))
    arguments = ["seal", str(place), "--out", str(tmp_path / "parcel"), "--answers", "-", "--language", "en"]
    refused = CliRunner().invoke(main, arguments, input=BEGIN)
    assert refused.exit_code == 2
    assert "add --fingerprint" in refused.stderr
    words = " ".join(fingerprint.words(group.signed.digest, "ru"))
    taken = CliRunner().invoke(main, [*arguments, "--fingerprint", words], input=BEGIN)
    assert taken.exit_code == 0, taken.stderr
    assert (tmp_path / "parcel").exists()


def test_a_name_that_too_few_could_open_is_refused_before_anything_is_sealed(tmp_path: Path) -> None:
    """Where fewer than k trustees are free the file is refused, with the advice to leave the name out."""
    group = small_group()
    place = group_folder(tmp_path / "group", group)
    (place / "freshness").write_bytes(group.freshness(int(time.time())))
    trustees = ", ".join(f'"{member.id}"' for member in group.signed.charter.seated if member.trustee)
    answers = tmp_path / "answers.toml"
    answers.write_text(f'{BEGIN}left_out = [{trustees}]\nname = {{ name = "Invented Person" }}\n', encoding="utf-8")
    words = " ".join(fingerprint.words(group.signed.digest, "ru"))
    arguments = ["seal", str(place), "--out", str(tmp_path / "parcel"), "--answers", str(answers)]
    result = CliRunner().invoke(main, [*arguments, "--fingerprint", words])
    assert result.exit_code == 1
    assert "Complaint 1 of the file: A name is sealed only where" in result.stderr
    assert "File without a name" in result.stderr
    assert "Invented" not in result.stderr
    assert not (tmp_path / "parcel").exists()
