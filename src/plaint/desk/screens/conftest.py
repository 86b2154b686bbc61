# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the tests of all screens begin with."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from plaint.desk.desk import Desk
from tests.support.desks import Browser, FakeServer, close, enter, make_test_desk
from tests.support.groups import small_group


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
