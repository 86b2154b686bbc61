# SPDX-License-Identifier: AGPL-3.0-or-later
"""What intake takes from cosigners, and under which head it shows it."""

from pathlib import Path

import httpx
import pytest

from plaint.intake.countersigning import HEADS
from plaint.keys import note as notes
from plaint.keys.note import Note
from plaint.ledger.countersigned import countersigners
from tests.support.cosigners import COURT, PAPER, cosigner_key, countersign, countersigned_group, keys_of
from tests.support.groups import small_group
from tests.support.places import TICK, Intake, ledger_key, opened

pytestmark = pytest.mark.anyio

GROUP = countersigned_group(quorum=2)
COSIGNERS = keys_of(GROUP)


async def head(intake: Intake) -> bytes:
    """Return the newest head as it is shown."""
    return (await intake.client.get("/checkpoint")).content


async def hand_in(intake: Intake, note: Note) -> httpx.Response:
    """Hand in cosignatures."""
    return await intake.client.put("/cosignature", content=bytes(note))


async def test_a_cosignature_stands_under_its_head(tmp_path: Path) -> None:
    """What a cosigner hands in is shown under the head from then on, behind the ledger's own lines."""
    async with opened(tmp_path, GROUP) as intake:
        before = await head(intake)
        note = countersign(before, PAPER, time=intake.clock.now())
        answer = await hand_in(intake, note)
        assert (answer.status_code, answer.content) == (200, b"taken\n")
        shown = await head(intake)
        again = await hand_in(intake, note)
        assert again.status_code == 200
        assert await head(intake) == shown
    assert shown.startswith(before)
    assert dict(countersigners(notes.parse(shown), COSIGNERS)) == {PAPER.name: intake.clock.now()}


async def test_the_newest_head_of_a_quorum_is_shown(tmp_path: Path) -> None:
    """Until two of two have signed there is none; it stays while newer heads still wait for theirs."""
    async with opened(tmp_path, GROUP) as intake:
        first = await head(intake)
        now = intake.clock.now()
        assert (await intake.client.get("/cosigned")).status_code == 404
        await hand_in(intake, countersign(first, PAPER, time=now))
        assert (await intake.client.get("/cosigned")).status_code == 404
        await hand_in(intake, countersign(first, COURT, time=now))
        cosigned = (await intake.client.get("/cosigned")).content
        assert set(countersigners(notes.parse(cosigned), COSIGNERS)) == {PAPER.name, COURT.name}
        await intake.next_tick()
        second = await head(intake)
        assert notes.parse(second).text != notes.parse(first).text
        assert len(notes.parse(second).signatures) == 2, "the old cosignatures are not those of the new head"
        assert (await intake.client.get("/cosigned")).content == cosigned
        for key in (PAPER, COURT):
            await hand_in(intake, countersign(second, key, time=intake.clock.now()))
        assert notes.parse((await intake.client.get("/cosigned")).content).text == notes.parse(second).text


async def test_a_late_cosignature_does_not_bring_an_older_head_back(tmp_path: Path) -> None:
    """One for the head before is taken, and the newest head of a quorum stays the newest."""
    async with opened(tmp_path, GROUP) as intake:
        first = await head(intake)
        await hand_in(intake, countersign(first, PAPER, time=intake.clock.now()))
        await intake.next_tick()
        second = await head(intake)
        for key in (PAPER, COURT):
            await hand_in(intake, countersign(second, key, time=intake.clock.now()))
        assert (await hand_in(intake, countersign(first, COURT, time=intake.clock.now()))).status_code == 200
        assert notes.parse((await intake.client.get("/cosigned")).content).text == notes.parse(second).text


async def test_one_key_of_two_does_not_count(tmp_path: Path) -> None:
    """A cosigner that is listed with ML-DSA-44 is not believed on Ed25519 alone."""
    async with opened(tmp_path, countersigned_group(quorum=1)) as intake:
        whole = countersign(await head(intake), PAPER, time=intake.clock.now())
        assert (await hand_in(intake, Note(whole.text, whole.signatures[:1]))).status_code == 200
        assert (await intake.client.get("/cosigned")).status_code == 404
        assert (await hand_in(intake, Note(whole.text, whole.signatures[1:]))).status_code == 200
        assert (await intake.client.get("/cosigned")).status_code == 200


async def test_what_is_no_cosignature_is_refused(tmp_path: Path) -> None:
    """Strangers, wrong signatures, foreign lines beside good ones, wrong clocks, other heads, noise."""
    async with opened(tmp_path, GROUP) as intake:
        shown, now = await head(intake), intake.clock.now()
        good = countersign(shown, PAPER, time=now)
        stranger = countersign(shown, cosigner_key("other.example/cosigner"), time=now)
        broken = Note(good.text, (good.signatures[0], countersign(b"x" + shown, PAPER, time=now).signatures[1]))
        own = notes.sign(good.text, ledger_key(GROUP).signers, time=now)
        changed = countersign(shown.replace(b"\nboard ", b"\nboard 7"), PAPER, time=now)
        for note, status in [
            (stranger, 400),
            (broken, 400),
            (own, 400),
            (Note(good.text, (*good.signatures, *stranger.signatures)), 400),
            (Note(good.text, (*good.signatures, *own.signatures)), 400),
            (Note(good.text, (*good.signatures, good.signatures[0])), 400),
            (countersign(shown, PAPER, time=now + 4000), 400),
            (countersign(shown, PAPER, time=now - 4000), 400),
            (changed, 404),
        ]:
            assert (await hand_in(intake, note)).status_code == status
        for octets, status in [(b"", 400), (b"noise\n", 400), (bytes(good)[:-9], 400), (b"x" * 8193, 413)]:
            assert (await intake.client.put("/cosignature", content=octets)).status_code == status
        assert await head(intake) == shown
        assert (await intake.client.get("/cosigned")).status_code == 404


async def test_a_charter_without_cosigners_takes_none(tmp_path: Path) -> None:
    """Nobody signs who is not named."""
    async with opened(tmp_path, small_group()) as intake:
        note = countersign(await head(intake), PAPER, time=intake.clock.now())
        assert (await hand_in(intake, note)).status_code == 400


async def test_a_head_of_long_ago_takes_no_more(tmp_path: Path) -> None:
    """Cosignatures come for the newest heads only, so that memory has a bound."""
    async with opened(tmp_path, GROUP) as intake:
        first = await head(intake)
        for _ in range(HEADS):
            intake.clock.move(TICK)
            await intake.settled()
            await head(intake)
        late = countersign(first, PAPER, time=intake.clock.now())
        assert (await hand_in(intake, late)).status_code == 404


async def test_the_board_is_shown_without_cosignatures(tmp_path: Path) -> None:
    """The window of the board is the same bytes for everybody within a tick, whoever has countersigned meanwhile."""
    async with opened(tmp_path, GROUP) as intake:
        before = (await intake.client.get("/board/7")).content
        await hand_in(intake, countersign(await head(intake), PAPER, time=intake.clock.now()))
        assert (await intake.client.get("/board/7")).content == before
