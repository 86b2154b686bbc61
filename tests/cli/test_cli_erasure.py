# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint erasure`: members of two bodies, each beside the own desk, have entries erased; what is refused, and told."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from plaint.casework.reference import reference
from plaint.charter.keyfile import Cost, lock
from plaint.cli import main
from plaint.desk.connection import write_connection
from plaint.desk.mirror import blobs
from plaint.filing.handover import Answer
from plaint.filing.line import HttpLine
from plaint.intake.erasing import is_entitled
from plaint.ledger.leaf import LeafKind
from plaint.ledger.tombstone import read_tombstone
from plaint.seal.chunks import OutgoingFile
from tests.support.desks import PASSPHRASE
from tests.support.groups import small_group
from tests.support.ledgers import Ledger
from tests.support.stories import Story
from tests.support.syncing import Puller

GROUP = small_group()
CHARTER = GROUP.signed.charter
READERS = (0, 1)
"""The ombudsman's and the prosecutor's officers."""
RUBBISH, COMPLAINT = 1, 2
"""Ledger indices: the charter lies at 0."""
LONG = 30 * 86_400


@pytest.fixture(name="ledger")
def _ledger() -> Ledger:
    """Give a ledger with an entry that nobody can open, and a complaint."""
    ledger, story = Ledger(GROUP), Story()
    assert ledger.cover() == RUBBISH
    filed = ledger.file(story.complaint(story.complainant("anna"), readers=READERS, account="жалоба").record)
    assert filed == COMPLAINT
    ledger.tick(3600)
    return ledger


@pytest.fixture(name="server")
def _server(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Give what came to a server that takes what intake's own rule takes, and appends it."""
    came: list[bytes] = []

    def send(line: HttpLine, method: str, path: str, body: bytes) -> Answer:
        del line
        assert (method, path) == ("POST", "/t")
        came.append(body)
        stone = read_tombstone(body)
        if not is_entitled(stone, ledger.leaves[stone.index], CHARTER):
            return Answer(400, b"form: no\n")
        ledger.append(LeafKind.TOMBSTONE, body)
        return Answer(200, f"held {sha256(body).hexdigest()}\n".encode())

    monkeypatch.setattr(HttpLine, "send", send)
    return came


@pytest.fixture(name="desk")
def _desk(tmp_path: Path, ledger: Ledger) -> Iterator[Callable[[str], Puller]]:
    """Give a way to a member's desk, synced, with its key file."""
    made: dict[str, Puller] = {}

    def desk(member: str) -> Puller:
        if member not in made:
            made[member] = puller = Puller(tmp_path / member, ledger, member)
            puller.source.home.key_file.write_bytes(
                lock(GROUP.keys[member], PASSPHRASE, cost=Cost(memory=64, passes=1, lanes=1))
            )
            write_connection(puller.source.home.connection, puller.source.connection)
            puller.sync()
        return made[member]

    yield desk
    for each in made.values():
        each.close()


def run(puller: Puller, *words: str, typed: str = "") -> Result:
    """Call `plaint erasure` on a member's machine; the passphrase comes first from standard input."""
    home = str(puller.source.home.folder)
    arguments = ["erasure", *words, "--home", home, "--passphrase-file", "-"]
    return CliRunner().invoke(main, arguments, input=f"{PASSPHRASE}\n{typed}")


def ask(puller: Puller, out: Path, *leaves: int, typed: str = "y\n") -> Result:
    """Begin a wish."""
    numbers = [str(leaf) for leaf in leaves]
    return run(puller, "ask", *numbers, "--reason", "rubbish, agreed on 12 May", "--out", str(out), typed=typed)


def test_members_of_two_bodies_have_an_entry_erased(
    tmp_path: Path, desk: Callable[[str], Puller], ledger: Ledger, server: list[bytes]
) -> None:
    """One asks, one of another body signs and hands in; the day over, every desk has dropped it, and no other entry."""
    begun = ask(desk("ngo-1"), tmp_path, RUBBISH)
    assert begun.exit_code == 0, begun.output
    assert "Signed by 1 of 2 bodies. Members of other bodies sign it next." in begun.stderr
    first = tmp_path / f"{RUBBISH}.ngo-1.wish"
    signed = run(desk("ombudsman-1"), "sign", str(first), "--out", str(tmp_path), typed="y\n")
    assert signed.exit_code == 0, signed.output
    for words in (
        "leaf:    1, an entry, there since 2017-05-10: this desk cannot open it.",
        "reason:  rubbish, agreed on 12 May",
        "signed:  ngo-1, of ngo",
        "14 days after it is in the ledger",
        "may object: whoever reads the case",
    ):
        assert words in signed.stdout
    assert "Hand it in" in signed.stderr
    handed = run(desk("ombudsman-1"), "hand-in", str(tmp_path / f"{RUBBISH}.ombudsman-1.wish"))
    assert handed.exit_code == 0, handed.output
    assert "held: 1. The ledger has it from its next tick on" in handed.stdout
    assert "rubbish" not in server[0].decode("utf-8", "replace")
    ledger.tick(3600)
    desk("prosecutor-1").sync()
    ledger.tick(LONG)
    desk("prosecutor-1").sync()
    with desk("prosecutor-1").source.mirror.read() as rows:
        assert blobs.get(rows, RUBBISH) is None
        assert blobs.get(rows, COMPLAINT) is not None


def test_nobody_takes_a_complaint_for_rubbish(tmp_path: Path, desk: Callable[[str], Puller]) -> None:
    """Whose desk reads what is to go is told so, with the case, before signing; who says no has signed nothing."""
    ask(desk("interior-1"), tmp_path, RUBBISH, COMPLAINT)
    first = tmp_path / f"{RUBBISH}.interior-1.wish"
    shown = run(desk("prosecutor-1"), "sign", str(first), "--out", str(tmp_path), typed="n\n")
    assert shown.exit_code == 1
    name = reference(Story().complainant("anna").case_id)
    assert f"leaf:    2, an entry, there since 2017-05-10: this desk reads it: a complainant's words, case {name}" in (
        shown.stdout
    )
    assert [path.name for path in tmp_path.glob("*.wish")] == [first.name]


def test_nobody_takes_a_complaints_file_for_rubbish(
    tmp_path: Path, desk: Callable[[str], Puller], ledger: Ledger
) -> None:
    """Whose desk reads the complaint is told that a chunk is a file of it, before signing; others, that it may be."""
    photo = OutgoingFile(content=b"x", name="x.jpg", media_type="image/jpeg", original=False)
    (blob,) = photo.blobs()
    chunk = ledger.chunk(blob)
    named, story = (photo.attachment((sha256(blob).digest(),)),), Story()
    ledger.file(story.follow_up(story.complainant("anna"), readers=READERS, text="снимок", files=named).record)
    ledger.tick(3600)
    begun = ask(desk("interior-1"), tmp_path, chunk)
    assert f"leaf:    {chunk}, a part of a file, there since 2017-05-10: nothing that this desk reads names it." in (
        begun.stdout
    )
    shown = run(desk("prosecutor-1"), "sign", str(tmp_path / f"{chunk}.interior-1.wish"), typed="n\n")
    name = reference(story.complainant("anna").case_id)
    assert f"this desk reads whose it is: a file of case {name}" in shown.stdout
    later = ledger.file(story.complaint(story.complainant("boris"), readers=READERS, account="ещё").record)
    ledger.tick(3600)
    desk("prosecutor-1").pull()
    assert later > chunk
    assert f"has not looked into leaf {chunk} yet" in ask(desk("prosecutor-1"), tmp_path, chunk).stderr


def test_signatures_of_one_body_are_not_handed_in(
    tmp_path: Path, desk: Callable[[str], Puller], server: list[bytes]
) -> None:
    """Two members of one body are one: refused here, and the server hears nothing."""
    ask(desk("ombudsman-1"), tmp_path, RUBBISH)
    first = str(tmp_path / f"{RUBBISH}.ombudsman-1.wish")
    run(desk("ombudsman-2"), "sign", first, "--out", str(tmp_path), typed="y\n")
    refused = run(desk("ombudsman-2"), "hand-in", first, str(tmp_path / f"{RUBBISH}.ombudsman-2.wish"))
    assert refused.exit_code == 1
    assert "Members of 1 bodies have signed so that it counts; 2 are needed." in refused.stderr
    assert server == []


@pytest.mark.parametrize(
    ("leaf", "told"),
    [(0, "neither an entry nor a part of a file"), (99, "has no leaf 99")],
)
def test_what_cannot_be_erased_is_refused_before_it_is_signed(
    tmp_path: Path, desk: Callable[[str], Puller], leaf: int, told: str
) -> None:
    """A charter's leaf, and one that the verified ledger does not have, get no wish."""
    refused = ask(desk("ngo-1"), tmp_path, RUBBISH, leaf)
    assert refused.exit_code == 1
    assert told in refused.stderr
    assert not list(tmp_path.glob("*.wish"))


def test_what_is_going_or_gone_is_not_asked_for_again(
    tmp_path: Path, desk: Callable[[str], Puller], ledger: Ledger, server: list[bytes]
) -> None:
    """Once the ledger has a wish, the next is refused with its day; handed in twice, it says that nothing is left."""
    made = [ask(desk(member), tmp_path, RUBBISH) for member in ("ngo-1", "ombudsman-1")]
    assert [one.exit_code for one in made] == [0, 0]
    files = [str(tmp_path / f"{RUBBISH}.{member}.wish") for member in ("ngo-1", "ombudsman-1")]
    assert run(desk("ngo-1"), "hand-in", *files).exit_code == 0
    ledger.tick(3600)
    desk("ngo-1").sync()
    assert "Leaf 1 is to be erased already, on 2017-05-24." in ask(desk("ngo-1"), tmp_path, RUBBISH).stderr
    assert "nothing left to hand in" in run(desk("ngo-1"), "hand-in", *files).stderr
    assert len(server) == 1
    ledger.tick(LONG)
    desk("ngo-1").sync()
    assert "Leaf 1 is erased already." in ask(desk("ngo-1"), tmp_path, RUBBISH).stderr


def test_a_leaf_of_another_ledger_is_not_signed(tmp_path: Path, desk: Callable[[str], Puller], ledger: Ledger) -> None:
    """A wish from a desk that is shown another history names another blob under the number: refused."""
    other = ledger.fork()
    other.leaves[RUBBISH] = other.leaves[COMPLAINT]
    other.blobs[RUBBISH] = other.blobs[COMPLAINT]
    other.tick()
    deceived = Puller(tmp_path / "other", other, "ngo-1")
    deceived.source.home.key_file.write_bytes(
        lock(GROUP.keys["ngo-1"], PASSPHRASE, cost=Cost(memory=64, passes=1, lanes=1))
    )
    deceived.sync()
    ask(deceived, tmp_path, RUBBISH)
    deceived.close()
    wish = str(tmp_path / f"{RUBBISH}.ngo-1.wish")
    refused = run(desk("ombudsman-1"), "sign", wish, "--out", str(tmp_path), typed="y\n")
    assert refused.exit_code == 1
    assert "leaf 1 is another than the wish says" in refused.stderr


def test_a_desk_that_has_not_opened_it_does_not_call_it_closed(
    tmp_path: Path, desk: Callable[[str], Puller], ledger: Ledger
) -> None:
    """What was pulled while the desk was locked might be a complaint for this very member: sync first."""
    puller = desk("ombudsman-1")
    story = Story()
    later = ledger.file(story.complaint(story.complainant("boris"), readers=READERS, account="ещё").record)
    ledger.tick(3600)
    puller.pull()
    refused = ask(puller, tmp_path, later)
    assert refused.exit_code == 1
    assert "has not looked into leaf 3 yet" in refused.stderr


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Answer(400, b"form: no\n"), "The server refused with 400."),
        (Answer(200, b"<html>"), "The server refused with 200."),
        (Answer(507, b"full: no\n"), "has no room left"),
        (ConnectionError("gone"), "did not answer"),
    ],
)
def test_what_the_server_answers_is_told(
    tmp_path: Path,
    desk: Callable[[str], Puller],
    monkeypatch: pytest.MonkeyPatch,
    answer: Answer | ConnectionError,
    told: str,
) -> None:
    """A refusal, a page of some other server, a full disk and silence each end with what to do; nothing is held."""

    def send(*_: object) -> Answer:
        if isinstance(answer, ConnectionError):
            raise answer
        return answer

    monkeypatch.setattr(HttpLine, "send", send)
    for member in ("ngo-1", "ombudsman-1"):
        ask(desk(member), tmp_path, RUBBISH)
    files = [str(path) for path in tmp_path.glob("*.wish")]
    handed = run(desk("ngo-1"), "hand-in", *files)
    assert handed.exit_code == 1
    assert told in handed.stderr
    assert "held" not in handed.stdout


def test_a_folder_without_a_desk_is_named(tmp_path: Path) -> None:
    """The command works beside a desk that has pulled the ledger, and says so where there is none."""
    result = CliRunner().invoke(main, ["erasure", "ask", "1", "--reason", "x", "--home", str(tmp_path)])
    assert result.exit_code == 1
    assert "There is no desk in this folder." in result.stderr
