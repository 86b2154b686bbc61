# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the tests of all screens begin with."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from plaint.desk.desk import Desk
from tests.support.desks import Browser, FakeServer, close, connect_as, enter, make_test_desk
from tests.support.groups import small_group
from tests.support.ledgers import Ledger
from tests.support.stories import Story
from tests.support.tellers import Teller


@pytest.fixture(name="server")
def _server() -> FakeServer:
    """Give a server that holds the small group's charter."""
    server = FakeServer()
    server.serve_group(small_group())
    return server


@pytest.fixture(name="desk")
def _desk(tmp_path: Path, server: FakeServer) -> Iterator[Desk]:
    """Give a new desk that nobody has joined with."""
    desk = make_test_desk(tmp_path, server)
    yield desk
    close(desk)


@pytest.fixture(name="browser")
def _browser(desk: Desk) -> Browser:
    """Give a browser that came in."""
    return enter(desk)


@pytest.fixture(name="story")
def _story() -> Story:
    """Give an empty story of the small group."""
    return Story()


@pytest.fixture(name="ledger")
def _ledger(server: FakeServer) -> Ledger:
    """Give the small group's ledger, served by the server."""
    ledger = Ledger(small_group())
    ledger.serve(server)
    return ledger


@pytest.fixture(name="member")
def _member(desk: Desk, ledger: Ledger) -> Browser:
    """Give the browser of ombudsman-1, whose desk is open and connected to the ledger."""
    del ledger
    return connect_as(desk, "ombudsman-1", small_group())


@pytest.fixture(name="teller")
def _teller(member: Browser, ledger: Ledger, story: Story) -> Teller:
    """Give a case to be told at the desk of ombudsman-1."""
    return Teller(member, ledger, story)
