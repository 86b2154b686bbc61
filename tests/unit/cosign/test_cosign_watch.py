# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a cosigner signs, and that it is written down before it leaves."""

from pathlib import Path

import httpx
import pytest

from plaint.cosign.errors import CosignError, LineError
from plaint.cosign.run import Saying, until_next
from plaint.cosign.state import NAME, read_state
from plaint.keys import note as notes
from plaint.keys.vkey import NoteKeyType
from plaint.ledger.checkpoint import read_checkpoint
from tests.support.cosigners import (
    COURT,
    PAPER,
    Watcher,
    cosigner_key,
    countersign,
    countersigned_group,
    keys_of,
    named,
    under,
)
from tests.support.groups import NOW, small_group
from tests.support.ledgers import Ledger


@pytest.fixture(name="watcher")
def _watcher(tmp_path: Path) -> Watcher:
    return Watcher(tmp_path, Ledger(countersigned_group()))


def test_a_head_is_countersigned_with_both_keys(watcher: Watcher) -> None:
    """What is handed in is the ledger's very text under an Ed25519 and an ML-DSA-44 cosignature of the present time."""
    assert watcher.turn().said == ""
    (handed,) = watcher.handed
    note = notes.parse(handed)
    assert note.text == notes.parse(watcher.ledger.note).text
    verified = notes.verify(note, keys_of(watcher.ledger.group))
    assert [(each.key.kind, each.time) for each in verified] == [
        (NoteKeyType.ED25519_COSIGNATURE, NOW),
        (NoteKeyType.ML_DSA_44_COSIGNATURE, NOW),
    ]
    assert watcher.names_under(handed) == {PAPER.name: NOW}


def test_it_is_on_the_disk_before_it_leaves(watcher: Watcher) -> None:
    """When the cosignature reaches the server, the file of what was signed last holds these very bytes."""
    found = []

    def look(request: httpx.Request) -> httpx.Response:
        state = read_state(watcher.folder)
        found.append(state.cosignature is not None and bytes(state.cosignature) == request.content)
        return httpx.Response(200)

    watcher.server.answers["/cosignature"] = look
    watcher.turn()
    assert found == [True]
    assert (watcher.folder / NAME).stat().st_mode & 0o077 == 0


def test_after_a_broken_line_the_same_bytes_leave(watcher: Watcher) -> None:
    """A cosignature that was signed and did not arrive is handed in again, and nothing is signed anew."""

    def broken(request: httpx.Request) -> httpx.Response:
        watcher.handed.append(request.content)
        raise httpx.ConnectError("gone")

    watcher.server.answers["/cosignature"] = broken
    with pytest.raises(LineError):
        watcher.turn()
    watcher.server.answers["/cosignature"] = watcher.take
    watcher.clock.move(60)
    watcher.turn()
    first, second = watcher.handed
    assert first == second


def test_what_stands_there_is_not_handed_in_again(watcher: Watcher) -> None:
    """A head under which this cosigner's lines stand needs nothing."""
    watcher.turn()
    watcher.ledger.note = under(watcher.ledger.note, notes.parse(watcher.handed[0]))
    watcher.turn()
    assert len(watcher.handed) == 1


def test_other_cosigners_lines_are_not_kept_as_the_ledgers(watcher: Watcher) -> None:
    """The head in the state file carries the ledger's own two signatures, and no line that came along with them."""
    watcher.ledger.note = under(watcher.ledger.note, countersign(watcher.ledger.note, COURT, time=NOW))
    watcher.turn()
    head = read_state(watcher.folder).head
    assert head is not None
    assert {line.name for line in head.signatures} == {watcher.ledger.group.signed.charter.origin}


def test_every_next_head_is_proved_and_signed(watcher: Watcher) -> None:
    """Through hundreds of leaves, partial and full tiles, each head that continues the last one is countersigned."""
    cover = watcher.ledger.cover()
    for added in (1, 2, 5, 200, 60, 0, 300):
        watcher.ledger.leaves += [watcher.ledger.leaves[cover]] * added
        watcher.ledger.tick(3600)
        watcher.turn()
        assert watcher.signed_size() == len(watcher.ledger.leaves)
    assert len(watcher.handed) == 7
    assert watcher.signed_size() == 570


def test_a_cosigner_that_the_charter_does_not_name_does_not_sign(tmp_path: Path) -> None:
    """Heads are looked at, nothing is signed, and it says so."""
    watcher = Watcher(tmp_path, Ledger(countersigned_group()), key=cosigner_key("other.example/cosigner"))
    assert "does not name this cosigner" in watcher.turn().said
    assert (watcher.handed, watcher.signed_size()) == ([], -1)


def test_a_newer_charter_is_taken_up(tmp_path: Path) -> None:
    """A charter that comes to name this cosigner lets it sign; versions are kept."""
    first = small_group()
    watcher = Watcher(tmp_path, Ledger(first))
    assert "does not name" in watcher.turn().said
    watcher.ledger.amend(named(first, PAPER))
    watcher.ledger.serve(watcher.server)
    watcher.server.answers["/cosignature"] = watcher.take
    watcher.ledger.tick(3600)
    assert watcher.turn().said == ""
    assert len(watcher.handed) == 1
    assert sorted(path.name for path in (watcher.folder / "charters").iterdir()) == [
        "1.annex", "1.charter", "2.annex", "2.charter"
    ]  # fmt: skip


def test_a_head_that_stands_still_is_said(watcher: Watcher) -> None:
    """Hours without a new head are said: the ledger stands still, or a newer one is hidden from this cosigner."""
    watcher.turn()
    watcher.clock.move(6 * 3600)
    assert "no new head" in watcher.turn().said
    assert len(watcher.handed) == 2, "the lines were never shown, so they were handed in again"


def test_a_head_from_the_future_is_not_signed(watcher: Watcher) -> None:
    """It would bar every honest head until then."""
    watcher.ledger.note = watcher.ledger.sign(1, tick=NOW // 3600 + 3)
    with pytest.raises(CosignError, match="future"):
        watcher.turn()
    assert watcher.signed_size() == -1


def test_a_clock_that_went_back_stops_it(watcher: Watcher) -> None:
    """A cosignature never states an earlier time than the one before."""
    watcher.turn()
    watcher.ledger.tick(3600)
    watcher.watch.clock.seconds = NOW - 10  # type: ignore[attr-defined]
    with pytest.raises(CosignError, match=r"future|went back"):
        watcher.watch.turn()
    assert watcher.signed_size() == 1
    assert len(watcher.handed) == 1


def test_a_refused_cosignature_is_said(watcher: Watcher) -> None:
    """Where intake says no, the message says what to compare; a newer head (404) is no fault."""
    watcher.server.answers["/cosignature"] = httpx.Response(400, content=b"form: no\n")
    with pytest.raises(CosignError, match=r"400.*clocks"):
        watcher.turn()
    watcher.server.answers["/cosignature"] = httpx.Response(404, content=b"unknown: no\n")
    assert watcher.turn().said == ""


def test_the_head_signed_is_the_one_shown(watcher: Watcher) -> None:
    """Size and root in the state are those of the head that the server showed."""
    watcher.turn()
    state = read_state(watcher.folder)
    assert state.checkpoint == read_checkpoint(notes.parse(watcher.ledger.note).text)
    assert state.time == NOW


def test_turns_come_soon_after_a_tick() -> None:
    """An hourly head is fetched within ten minutes; where it is missing, it is asked for again sooner."""
    pauses = [until_next(NOW + 100, NOW // 3600, 3600) for _ in range(200)]
    assert all(3500 <= pause <= 4100 for pause in pauses)
    assert len({round(pause) for pause in pauses}) > 50
    assert until_next(NOW + 100, NOW // 3600 - 1, 3600) == 360
    assert until_next(1005, 1004, 1) == 1


def test_nothing_is_said_twice() -> None:
    """The same failure at each turn is one line; after it has passed, it is worth a line again."""
    said: list[str] = []
    say = Saying(said.append)
    for text in ("away", "away", "", "away", "other", ""):
        say(text)
    assert said == ["away", "away", "other"]
