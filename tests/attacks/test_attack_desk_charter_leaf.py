# SPDX-License-Identifier: AGPL-3.0-or-later
"""A server that shows a charter and keeps its leaf back: whoever is retired by it would go on signing (section 8)."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from plaint.charter.amend import retire
from plaint.charter.founding import Founded
from plaint.desk.mirror import evidence
from plaint.desk.mirror.evidence import Misdeed
from plaint.desk.sync.constitution import read_book
from plaint.language import read
from plaint.ledger.leaf import LeafKind
from tests.support.groups import amended, small_group
from tests.support.ledgers import Ledger
from tests.support.stories import Story
from tests.support.syncing import Puller

TICK = 3600
YEARS = 731 * 86_400
"""Longer than the charter's `entry_days`."""
MakeDesk = Callable[[], Puller]


@pytest.fixture(name="ledger")
def _ledger() -> Ledger:
    return Ledger(small_group())


@pytest.fixture(name="desk_of")
def _desk_of(tmp_path: Path, ledger: Ledger) -> Iterator[MakeDesk]:
    made: list[Puller] = []

    def make() -> Puller:
        made.append(Puller(tmp_path, ledger, "ngo-1"))
        return made[-1]

    yield make
    for desk in made:
        desk.close()


def second() -> Founded:
    """Return version 2, by which a member leaves the group."""
    return amended(small_group(), lambda tree: retire(tree, "prosecutor-2"))


def third(days: int = 25) -> Founded:
    """Return a version 3; each number of `days` gives another."""
    return amended(second(), lambda tree: {**tree, "reply_days": days}, seed="third")


def show(ledger: Ledger, desk: Puller, *groups: Founded) -> None:
    """Serve further versions without laying them into the ledger."""
    ledger.versions += groups
    ledger.serve(desk.server)


def after(ledger: Ledger, desk: Puller, ticks: int = 1) -> list[str]:
    """Let some ticks go by, sync, and return what the desk holds against the server."""
    ledger.cover()
    ledger.tick(ticks * TICK)
    desk.sync()
    return desk.misdeeds()


def test_a_version_without_its_leaf_is_evidence(ledger: Ledger, desk_of: MakeDesk) -> None:
    """Two ticks after it was seen, the desk says that the server keeps it back, shows which, and goes on reading."""
    desk = desk_of()
    desk.sync()
    show(ledger, desk, second())
    assert after(ledger, desk) == []
    assert after(ledger, desk) == []
    story = Story()
    ledger.file(story.complaint(story.complainant("anna"), readers=(0, 1, 3), account="жалоба").record)
    assert after(ledger, desk) == [Misdeed.UNDATED]
    assert desk.excerpts() == ["жалоба"]
    with desk.source.mirror.read() as rows:
        (found,) = evidence.everything(rows)
    assert found.shown == bytes(second().signed)
    assert found.held == ledger.note


def test_it_is_evidence_once(ledger: Ledger, desk_of: MakeDesk) -> None:
    """Every later head lacks the leaf as well: that is no news, and what was seen stays when the leaf comes at last."""
    desk = desk_of()
    show(ledger, desk, second())
    desk.sync()
    for _ in range(4):
        after(ledger, desk)
    assert desk.misdeeds() == [Misdeed.UNDATED]
    ledger.append(LeafKind.CHARTER, bytes(second().signed))
    assert after(ledger, desk) == [Misdeed.UNDATED]


@pytest.mark.parametrize("ticks", [0, 1])
def test_an_honest_intake_has_time_for_it(ledger: Ledger, desk_of: MakeDesk, ticks: int) -> None:
    """The leaf that comes with the first or the second head after the version was seen is in time."""
    desk = desk_of()
    show(ledger, desk, second())
    desk.sync()
    for _ in range(ticks):
        after(ledger, desk)
    ledger.append(LeafKind.CHARTER, bytes(second().signed))
    assert after(ledger, desk) == []
    assert after(ledger, desk, ticks=10) == []


def test_a_desk_that_was_away_waits_as_long(ledger: Ledger, desk_of: MakeDesk) -> None:
    """What counts is when this desk saw the version, not for how long it was away."""
    desk = desk_of()
    desk.sync()
    ledger.now += 500 * TICK
    show(ledger, desk, second())
    assert after(ledger, desk) == []
    assert after(ledger, desk, ticks=2) == [Misdeed.UNDATED]


def test_the_first_version_needs_its_leaf_too(ledger: Ledger, desk_of: MakeDesk) -> None:
    """A ledger that begins without the charter is one that nobody can judge later."""
    ledger.leaves.clear()
    ledger.blobs.clear()
    desk = desk_of()
    assert after(ledger, desk) == []
    assert after(ledger, desk, ticks=2) == [Misdeed.UNDATED]


def test_versions_in_another_order_are_evidence(ledger: Ledger, desk_of: MakeDesk) -> None:
    """Version 3 before version 2, with ticks between them: the desk says so, and the newer one holds from its leaf."""
    desk = desk_of()
    desk.sync()
    show(ledger, desk, second(), third())
    at = ledger.append(LeafKind.CHARTER, bytes(third().signed))
    for _ in range(8):
        ledger.cover()
    ledger.append(LeafKind.CHARTER, bytes(second().signed))
    assert after(ledger, desk) == [Misdeed.DISORDER]
    assert after(ledger, desk) == [Misdeed.DISORDER]
    with desk.source.mirror.read() as rows:
        book = read_book(rows)
        (found,) = evidence.everything(rows)
    assert book is not None
    assert [book.number_at(index) for index in (at - 1, at, at + 20)] == [1, 3, 3]
    assert found.shown == b"version 3 at 1\nversion 2 at 10\n"


def test_order_within_one_batch_says_nothing(ledger: Ledger, desk_of: MakeDesk) -> None:
    """An intake that is started with two new versions sorts their leaves by hash like all others."""
    desk = desk_of()
    desk.sync()
    newer = next(one for one in map(third, range(2, 60)) if _hash_of(one) < _hash_of(second()))
    show(ledger, desk, second(), newer)
    ledger.append(LeafKind.CHARTER, bytes(newer.signed))
    ledger.append(LeafKind.CHARTER, bytes(second().signed))
    assert after(ledger, desk) == []
    assert after(ledger, desk, ticks=5) == []


def test_a_copy_that_comes_later_is_no_disorder(ledger: Ledger, desk_of: MakeDesk) -> None:
    """Only the first leaf of a version counts."""
    desk = desk_of()
    show(ledger, desk, second())
    ledger.append(LeafKind.CHARTER, bytes(second().signed))
    ledger.append(LeafKind.CHARTER, bytes(small_group().signed))
    assert after(ledger, desk) == []


def test_a_version_that_came_while_asking_is_no_forgery(ledger: Ledger, desk_of: MakeDesk) -> None:
    """Intake was started anew between the charter and the head: the desk asks again before it calls a leaf nobody's."""
    desk = desk_of()
    desk.sync()
    ledger.amend(second())
    ledger.serve(desk.server)
    answers = iter([bytes(small_group().signed)])

    def charter(request: httpx.Request) -> httpx.Response:
        del request
        return httpx.Response(200, content=next(answers, bytes(second().signed)))

    desk.server.answers["/charter"] = charter
    ledger.versions.pop()  # the credential of version 1 is still good for this one sync
    assert after(ledger, desk) == []
    with desk.source.mirror.read() as rows:
        book = read_book(rows)
    assert book is not None
    assert book.since == (0, 1)


def test_an_aged_charter_is_known_by_its_hash(ledger: Ledger, desk_of: MakeDesk) -> None:
    """Years later the blob of an old version may be gone; its leaf still says from where on it held."""
    at = ledger.amend(second())
    ledger.board()
    ledger.tick(YEARS)
    ledger.blobs[0] = ledger.blobs[at] = None
    desk = desk_of()
    assert after(ledger, desk) == []
    assert after(ledger, desk, ticks=9) == []
    with desk.source.mirror.read() as rows:
        book = read_book(rows)
    assert book is not None
    assert book.since == (0, at)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_each_misdeed_is_told_in_words(language: str) -> None:
    """Whatever is held against the server has a sentence on every page."""
    texts = read(language, "desk").texts
    assert {f"evidence.{kind}" for kind in Misdeed} <= texts.keys()


def _hash_of(group: Founded) -> bytes:
    ledger = Ledger(group)
    return ledger.leaves[0].blob_hash
