# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening and locking."""

import pytest

from plaint.clock import HeldClock
from plaint.desk.desk import Desk
from tests.support.desks import NEW, PASSPHRASE, Browser, join_as, seen


@pytest.fixture(name="joined")
def _joined(browser: Browser, desk: Desk) -> Browser:
    desk.session.lock_after = desk.preferences.lock_minutes * 60
    join_as(browser, NEW)
    return browser


def _clock(desk: Desk) -> HeldClock:
    assert isinstance(desk.clock, HeldClock)
    return desk.clock


def test_the_passphrase_opens(joined: Browser, desk: Desk) -> None:
    """After locking, the first page asks for the passphrase, and the right one leads on."""
    joined.post("/lock")
    assert desk.session.look() is None
    assert joined.get("/").url.path.endswith("/unlock")
    assert joined.post("/unlock", passphrase=PASSPHRASE).url.path.endswith("/connect")
    assert desk.session.look() is not None


def test_a_tab_left_at_the_lock_leads_on(joined: Browser) -> None:
    """Once another tab has opened the desk, the page that asks for the passphrase shows the desk when loaded anew."""
    joined.post("/lock")
    assert joined.get("/unlock").url.path.endswith("/unlock")
    joined.post("/unlock", passphrase=PASSPHRASE)
    assert joined.get("/unlock").url.path.endswith("/connect")


@pytest.mark.parametrize("typed", ["", "five words that nobody guesse", PASSPHRASE + " "])
def test_another_passphrase_does_not(joined: Browser, desk: Desk, typed: str) -> None:
    """A wrong passphrase leaves the desk locked and says what to do."""
    joined.post("/lock")
    page = joined.post("/unlock", passphrase=typed)
    assert page.status_code == 403
    assert "recovery sheet" in seen(page)
    assert "12 characters" not in seen(page)
    assert desk.session.look() is None


def test_a_desk_that_is_left_alone_locks_itself(joined: Browser, desk: Desk) -> None:
    """After the time without use nothing is open any more; a page that asks by itself does not put it off."""
    for _ in range(3):
        _clock(desk).move(desk.session.lock_after // 2)
        joined.get("/pulse")
    assert joined.get("/pulse").text == "locked\n"
    assert desk.session.look() is None
    assert joined.get("/card").url.path.endswith("/unlock")


def test_use_puts_the_lock_off(joined: Browser, desk: Desk) -> None:
    """Opening pages counts as use."""
    for _ in range(4):
        _clock(desk).move(desk.session.lock_after - 1)
        assert joined.get("/card").url.path.endswith("/card")
    assert joined.get("/pulse").text == "calm\n"


def test_a_clock_that_jumps_back_locks(joined: Browser, desk: Desk) -> None:
    """A clock set back does not keep the desk open for longer."""
    _clock(desk).move(-86_400)
    assert joined.get("/pulse").text == "locked\n"


def test_locking_closes_the_vault(joined: Browser, desk: Desk) -> None:
    """Once locked, neither keys nor vault are held anywhere in the session."""
    opened = desk.session.look()
    assert opened is not None
    joined.post("/lock")
    with pytest.raises(Exception, match="closed"), opened.vault.read() as rows:
        rows.execute("SELECT 1")
    assert desk.session._opened is None


def test_nothing_opens_where_nobody_has_joined(browser: Browser) -> None:
    """Without a key file the passphrase leads to joining."""
    assert browser.post("/unlock", passphrase=PASSPHRASE).url.path.endswith("/join")
