# SPDX-License-Identifier: AGPL-3.0-or-later
"""A server for a test answers when the block begins and is gone when it ends."""

import sys
from pathlib import Path

import httpx
import pytest

from tests.support import process, server


def test_an_application_is_served_and_stopped(tmp_path: Path) -> None:
    """`run_app` gives an address that answers, keeps what was printed, and leaves nothing listening."""
    with server.run_app("tests.support.sample:app", tmp_path) as site:
        assert "Что произошло" in httpx.get(site.url + "/", trust_env=False).text
        assert httpx.get(site.url + "/nonesuch", trust_env=False).status_code == 404
    assert site.program.process.returncode is not None
    with pytest.raises(httpx.ConnectError):
        httpx.get(site.url + "/", trust_env=False)


def test_a_command_gets_the_port(tmp_path: Path) -> None:
    """`{port}` in a command becomes the port that is waited for."""
    with server.run([sys.executable, "-m", "http.server", "--bind", "127.0.0.1", "{port}"], tmp_path) as site:
        assert str(site.port) in " ".join(map(str, site.program.process.args))  # type: ignore[arg-type, unused-ignore]


def test_a_server_that_does_not_start_says_why(tmp_path: Path) -> None:
    """The last words of a server that ended are in the error."""
    broken = server.run_app("tests.support.sample:nonesuch", tmp_path)
    with pytest.raises(process.NotReadyError, match="nonesuch"), broken:
        pass
