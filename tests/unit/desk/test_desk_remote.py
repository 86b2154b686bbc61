# SPDX-License-Identifier: AGPL-3.0-or-later
"""The way to the server: what it refuses, what it sends, how much it reads."""

import socket

import httpx
import pytest

from plaint.desk.sync.remote import Remote, RemoteError, connect
from plaint.line.address import Address
from tests.support.desks import SERVER, FakeServer


def _remote(answer: httpx.Response | bytes) -> tuple[Remote, FakeServer]:
    server = FakeServer({"/x": answer})
    return server.reach(Address(SERVER)), server


def test_a_body_is_returned() -> None:
    """What the server holds is returned whole, asked for with the credential."""
    remote, server = _remote(b"hello")
    assert remote.get("/x", most=5, credential=b"\xff" * 32) == b"hello"
    assert server.asked[0].headers["authorization"] == "Bearer " + "_" * 42 + "8"


def test_no_more_is_read_than_was_asked_for() -> None:
    """A server that sends more is not believed."""
    remote, _ = _remote(b"hello!")
    with pytest.raises(RemoteError, match="more"):
        remote.get("/x", most=5)


def test_a_refusal_carries_the_servers_word() -> None:
    """The status and the word of a refusal are kept for who asked; its text is not quoted."""
    remote, _ = _remote(httpx.Response(409, content=b"differs: held already; \x1b[31mx\n"))
    with pytest.raises(RemoteError) as caught:
        remote.send("PUT", "/x", b"octets")
    assert (caught.value.status, caught.value.word) == (409, "differs")
    assert "held already" not in str(caught.value)


def test_a_redirect_is_not_followed() -> None:
    """A server cannot send a desk elsewhere."""
    remote, server = _remote(lambda _: httpx.Response(302, headers={"location": "https://evil.example/"}))  # type: ignore[arg-type]
    with pytest.raises(RemoteError):
        remote.get("/x", most=5)
    assert len(server.asked) == 1


def test_an_unreachable_server_is_told_plainly() -> None:
    """A closed port is an error of ours, with what to do."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    remote = connect(Address(f"http://127.0.0.1:{port}"))
    with pytest.raises(RemoteError, match="try again"):
        remote.get("/", most=10)
    remote.close()
