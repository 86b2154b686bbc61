# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page about the ledger, the group and the settings."""

import pytest

from plaint.charter.fingerprint import words
from plaint.desk.desk import Desk
from plaint.desk.preferences import read_preferences
from plaint.ledger.leaf import LeafKind
from tests.support.cosigners import COURT, PAPER, countersign, countersigned_group, under
from tests.support.desks import Browser, FakeServer, connect_as, seen, sync
from tests.support.groups import small_group
from tests.support.ledgers import Ledger
from tests.support.stories import Story


def test_the_head_is_shown_to_be_compared(member: Browser, desk: Desk, ledger: Ledger) -> None:
    """Size and root of the verified head stand there to be read out to another member."""
    for _ in range(3):
        ledger.cover()
    ledger.tick(3600)
    sync(desk, ledger.now)
    page = seen(member.get("/ledger"))
    assert "Leaves 4" in page
    assert "Version 1" in page
    assert "None. The ledger has only grown" in page
    assert "Everything that was meant for you could be opened." in page


def test_evidence_is_listed_and_given_out(member: Browser, desk: Desk, ledger: Ledger) -> None:
    """A fork is listed with what to do, and both heads can be saved as they were signed."""
    ledger.cover()
    ledger.tick(3600)
    sync(desk, ledger.now)
    honest = ledger.note
    other = ledger.fork()
    other.leaves.pop()
    other.append(LeafKind.ENTRY, b"x" * 65_536)
    ledger.note = forged = other.tick()
    desk.engine.ask_to_sync()
    desk.engine.step()
    page = member.get("/ledger")
    assert "two different ledgers" in seen(page)
    assert "kept for good" in seen(page)
    saved = member.get("/ledger/evidence/1")
    assert honest in saved.content
    assert forged in saved.content
    assert 'filename="evidence-1-fork.txt"' in saved.headers["content-disposition"]
    assert member.get("/ledger/evidence/2").url.path.endswith("/ledger")


def test_what_was_refused_is_listed(member: Browser, desk: Desk, ledger: Ledger, story: Story) -> None:
    """An entry that was meant for this member and is damaged is listed with its reason."""
    record = story.complaint(story.complainant("anna"), readers=(0, 1)).record
    broken = bytearray(ledger.blobs[ledger.file(record)] or b"")
    broken[-20] ^= 1
    ledger.append(LeafKind.ENTRY, bytes(broken))
    ledger.tick(3600)
    sync(desk, ledger.now)
    page = seen(member.get("/ledger"))
    assert "could not be believed or opened" in page
    assert "damaged" in page


def test_sync_now_makes_a_sync_due(member: Browser, desk: Desk, ledger: Ledger, server: FakeServer) -> None:
    """Pressing the button asks the server at the next turn; the page says what that shows."""
    sync(desk, ledger.now)
    server.asked.clear()
    desk.engine.step()
    assert server.asked == []
    assert "shows the server that somebody is here" in seen(member.post("/ledger/sync"))
    desk.engine.step()
    assert server.asked != []


def test_without_cosigners_the_page_says_so(member: Browser, desk: Desk, ledger: Ledger) -> None:
    """Nobody outside of the group watches: that stands there, and is no warning."""
    sync(desk, ledger.now)
    assert "names no cosigner" in seen(member.get("/ledger"))


def test_a_missing_and_an_old_quorum_are_warned_of(desk: Desk, server: FakeServer) -> None:
    """The page says which quorum is missing or since when it is old, what to do, and who signed; reading goes on."""
    ledger = Ledger(countersigned_group(quorum=2))
    ledger.serve(server)
    browser = connect_as(desk, "ombudsman-1", ledger.group)
    sync(desk, ledger.now)
    page = seen(browser.get("/ledger"))
    assert "asks that 2 of 2 cosigners have signed" in page
    assert "You can go on reading" in page
    server.answers["/cosigned"] = under(
        ledger.note, *(countersign(ledger.note, key, time=ledger.now) for key in (PAPER, COURT))
    )
    sync(desk, ledger.now)
    page = seen(browser.get("/ledger"))
    assert "court.example/cosigner, paper.example/cosigner" in page
    assert "You can go on reading" not in page
    sync(desk, ledger.now + 6 * 3600)
    page = seen(browser.get("/ledger"))
    assert "They last did so on" in page
    assert browser.get("/cases").status_code == 200


def test_the_group_is_shown_with_its_fingerprint(member: Browser, desk: Desk, ledger: Ledger) -> None:
    """Bodies, members, trustees, outside bodies, and the words that stand on paper."""
    sync(desk, ledger.now)
    page = seen(member.get("/group"))
    for word in words(small_group().signed.digest, "en"):
        assert word in page
    for name in ("ombudsman", "officer of prosecutor", "trustee", "what ngo must do", "north-security", "(you)"):
        assert name in page


def test_before_the_first_sync_there_is_no_group(member: Browser) -> None:
    """Pages before the first sync say that there was none."""
    assert "Not synced yet" in seen(member.get("/group"))
    assert "Not synced yet" in seen(member.get("/ledger"))


def test_settings_are_kept(member: Browser, desk: Desk) -> None:
    """Language, time to lock and keys hold at once and after a restart."""
    page = member.post("/settings", language="ru", lock_minutes="30")
    assert "Запирать через" in seen(page)
    assert 'data-keys="off"' in page.text
    assert desk.session.lock_after == 30 * 60
    kept = read_preferences(desk.home.preferences)
    assert (kept.language, kept.lock_minutes, kept.keys) == ("ru", 30, False)


@pytest.mark.parametrize(
    "form", [{"language": "xx", "lock_minutes": "15"}, {"language": "en", "lock_minutes": "999"}, {}]
)
def test_other_settings_are_refused(member: Browser, desk: Desk, form: dict[str, str]) -> None:
    """What the page does not offer changes nothing."""
    before = desk.preferences
    assert member.post("/settings", None, **form).status_code == 400
    assert desk.preferences == before


@pytest.mark.parametrize("path", ["/ledger", "/group", "/settings", "/ledger/evidence/1"])
def test_a_locked_desk_shows_none_of_it(member: Browser, path: str) -> None:
    """Every page leads to the passphrase while locked."""
    member.post("/lock")
    assert member.get(path).url.path.endswith("/unlock")
