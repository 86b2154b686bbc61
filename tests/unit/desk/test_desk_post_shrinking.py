# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding the cases of which somebody holds the key who does not read them now: what it costs, that none is missed."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from plaint.casework.statements import Recusal, Rekey, Widening, write_statement
from plaint.charter.amend import retire
from plaint.desk.post import duties, shrinking
from plaint.desk.post.received import Proof
from plaint.desk.vault.connection import Vault
from plaint.entry import sections
from plaint.entry.kinds import RecordKind, Tag
from plaint.entry.thread import ThreadSection
from plaint.ledger.board import BoardBlob
from tests.support.groups import amended
from tests.support.posts import READERS, Post
from tests.support.stories import octets

MANY = 2_000
FEW = 200


@dataclass
class NoBoards:
    """A verified ledger in which no board has come yet."""

    def size(self) -> int:
        """Return no leaf: nothing is proved here."""
        return 0

    def proof(self, index: int) -> Proof:
        """Prove nothing."""
        raise AssertionError(index)

    def boards(self, after: int) -> Iterator[BoardBlob]:
        """Yield none."""
        del after
        yield from ()


@pytest.fixture(name="post")
def _post(tmp_path: Path) -> Iterator[Post]:
    post = Post(tmp_path)
    yield post
    post.close()


def fill(rows: sqlite3.Connection, count: int, *, readers: int = 0b1011) -> None:
    """Put rows of complaints into the vault that are as long as real ones and that nobody has to read."""
    tail = bytes(3_000)
    for number in range(count):
        name = octets(f"case {readers} {number}", 16)
        record = bytes(40) + readers.to_bytes(2, "big") + tail
        row = (octets(f"hash {readers} {number}", 32), 0, number, 17_000, 1, "", name, name, record, 0)
        rows.execute("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


def cost(rows: sqlite3.Connection, post: Post) -> int:
    """Return the steps of SQLite's machine, in tens, that noting and taking a portion costs; rows cost some each."""
    steps = 0

    def count() -> None:
        nonlocal steps
        steps += 1

    rows.set_progress_handler(count, 10)
    try:
        shrinking.note(rows, post.author.charter)
        shrinking.take(rows)
    finally:
        rows.set_progress_handler(None, 10)
    return steps


def tend(post: Post) -> bool:
    """Do the duties of a turn."""
    with post.vault.write() as rows:
        return duties.tend(rows, post.author, NoBoards(), post.when)


def note_and_die(post: Post) -> None:
    """Note a portion in a transaction that never ends."""
    with post.vault.write() as rows:
        shrinking.note(rows, post.author.charter)
        raise InterruptedError


def noticed(post: Post) -> int:
    """Return how many keys this desk knows that have to be changed."""
    with post.vault.read() as rows:
        found = rows.execute("SELECT count(*) FROM duty WHERE kind = ?", (duties.DutyKind.REKEY,)).fetchone()
        return int(found[0])


def test_a_widening_costs_the_same_among_many_cases(post: Post) -> None:
    """After a new widening its case is looked at and no row of others: twenty times the cases cost nothing more."""
    costs = []
    anna = post.complaint("anna")
    _, document = write_statement(Widening(added=("ombudsman-2",), reason="врач"))
    relayed = sections.encode_relayed((post.story.seen[0].record.encode(),))
    body: dict[int, bytes] = {Tag.DOCUMENT: document, Tag.RELAYED: relayed}
    for count, readers in ((FEW, 0b1011), (MANY, 0b1001)):
        with post.vault.write() as rows:
            fill(rows, count, readers=readers)
            shrinking.note(rows, post.author.charter)
        post.believe(
            post.story.member_record("ngo-1", RecordKind.WIDENING, body, of=anna.case_id, readers=(*READERS, 4))
        )
        with post.vault.write() as rows:
            costs.append(cost(rows, post))
    assert costs[1] <= costs[0] * 1.2 + 5
    assert costs[1] < 100


def test_a_charter_costs_what_it_concerns(post: Post) -> None:
    """When somebody leaves, steps are taken for that member's cases and each set of readers, not for all cases."""
    with post.vault.write() as rows:
        fill(rows, MANY, readers=0b1001)
        fill(rows, FEW, readers=0b1011)
        shrinking.note(rows, post.author.charter)
        assert not shrinking.is_left(rows)
    post.group = amended(post.group, lambda tree: retire(tree, "prosecutor-1"))
    with post.vault.write() as rows:
        assert cost(rows, post) * 10 < FEW * 40
        left = len(shrinking.take(rows, MANY))
    assert left == FEW - shrinking.PORTION


def test_a_new_charter_that_nobody_leaves_concerns_nothing(post: Post) -> None:
    """Another reply time is no reason to look at a case."""
    with post.vault.write() as rows:
        fill(rows, FEW)
        shrinking.note(rows, post.author.charter)
    post.group = amended(post.group, lambda tree: {**tree, "reply_days": 20})
    with post.vault.write() as rows:
        assert cost(rows, post) < 100
        assert not shrinking.is_left(rows)


def test_many_cases_are_done_in_portions(post: Post) -> None:
    """When a reader of many cases leaves, each turn does some of them, says that more is left, and misses none."""
    count = shrinking.PORTION + 12
    for number in range(count):
        post.complaint(f"person {number}", readers=(0, 1))
    assert tend(post) is False
    assert noticed(post) == 0
    post.group = amended(post.group, lambda tree: retire(tree, "prosecutor-1"))
    assert tend(post) is True
    assert noticed(post) == shrinking.PORTION
    turns = 1
    while tend(post):
        turns += 1
    assert turns <= 3
    assert noticed(post) == count
    with post.vault.read() as rows:
        queued = rows.execute("SELECT count(*) FROM waiting WHERE substr(bytes, 2, 1) = x'17'").fetchone()
    assert queued == (count,)


def test_noting_goes_on_after_a_kill(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many cases a member leaves, each turn notes a portion; what was kept with it leads on after a restart."""
    monkeypatch.setattr(shrinking, "WALK", 50)
    with post.vault.write() as rows:
        fill(rows, FEW, readers=0b1011)
        fill(rows, 30, readers=0b0011)
        shrinking.note(rows, post.author.charter)
    post.group = amended(post.group, lambda tree: retire(tree, "prosecutor-1"))
    noted, turns = 0, 0
    with pytest.raises(InterruptedError):
        note_and_die(post)
    left = True
    while left:
        with post.vault.write() as rows:
            shrinking.note(rows, post.author.charter)
            found = len(shrinking.take(rows, MANY))
            left = shrinking.is_left(rows)
        assert found <= 50
        noted, turns = noted + found, turns + 1
    assert noted == FEW + 30
    assert turns == 5


def test_a_complaint_sealed_to_who_had_left_is_noticed(post: Post) -> None:
    """An offline page of the old charter seals to a retired member: the key is changed without waiting for anything."""
    post.group = amended(post.group, lambda tree: retire(tree, "prosecutor-1"))
    tend(post)
    post.complaint("anna", readers=(0, 1))
    tend(post)
    assert noticed(post) == 1


def test_a_recusal_brings_its_case_alone(post: Post) -> None:
    """Somebody steps out of one of two cases: one key has to be changed."""
    anna, _ = post.complaint("anna"), post.complaint("boris")
    tend(post)
    post.believe(post.story.say("prosecutor-1", Recusal(slot=1, reason=""), of=anna.case_id, readers=READERS))
    tend(post)
    assert noticed(post) == 1


def test_a_key_made_by_who_left_is_noticed(post: Post) -> None:
    """A member who gave the others a new key, and was not among those it was sealed to, knows it all the same."""
    anna = post.complaint("anna")
    key = ThreadSection(octets("key", 32), anna.identity.recipient)
    _, document = write_statement(Rekey(message=octets("m", 16), reason=""))
    body: dict[int, bytes] = {Tag.DOCUMENT: document, Tag.THREAD: key.encode()}
    post.believe(post.story.member_record("prosecutor-1", RecordKind.REKEY, body, of=anna.case_id, readers=(0, 3)))
    tend(post)
    before = noticed(post)
    post.group = amended(post.group, lambda tree: retire(tree, "prosecutor-1"))
    tend(post)
    assert (before, noticed(post)) == (0, 1)


def test_a_vault_of_before_gets_its_index(tmp_path: Path) -> None:
    """A vault that an earlier program made is completed when it is opened, and keeps what is in it."""
    vault = Vault(tmp_path / "vault.db", bytes(32))
    with vault.write() as rows:
        fill(rows, 3)
        for statement in ("DROP INDEX record_sealed_to", "DROP INDEX rekey_by_member", "DROP TABLE maybe_fewer"):
            rows.execute(statement)
        rows.execute("PRAGMA user_version = 1")
    vault.close()
    again = Vault(tmp_path / "vault.db", bytes(32))
    with again.read() as rows:
        plan = rows.execute(
            "EXPLAIN QUERY PLAN SELECT case_id FROM record WHERE kind = 1 AND substr(bytes, 41, 2) = x'000b'"
        ).fetchall()
        assert "COVERING INDEX record_sealed_to" in plan[0][3]
        assert rows.execute("SELECT count(*) FROM record").fetchone() == (3,)
    again.close()
