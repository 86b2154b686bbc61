# SPDX-License-Identifier: AGPL-3.0-or-later
"""The way to the server: what it refuses, what it sends, how much it reads."""

import socket
import threading

import httpx
import pytest

from plaint.desk.sync.remote import Address, Remote, RemoteError, connect
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


def test_nothing_is_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy or certificate file that the environment names is not used."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1")
    monkeypatch.setenv("SSLKEYLOGFILE", "keys.txt")
    remote = connect(Address("http://127.0.0.1:9"))
    assert not remote.client.trust_env
    assert not remote.client._mounts
    remote.close()


def test_an_unreachable_server_is_told_plainly() -> None:
    """A closed port is an error of ours, with what to do."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    remote = connect(Address(f"http://127.0.0.1:{port}"))
    with pytest.raises(RemoteError, match="try again"):
        remote.get("/", most=10)
    remote.close()


def test_a_proxy_resolves_the_name() -> None:
    """Over SOCKS the name itself goes to the proxy (address type 3), so that no local resolver learns it."""
    listener = socket.create_server(("127.0.0.1", 0))
    got: list[bytes] = []

    def proxy() -> None:
        with listener.accept()[0] as client:
            client.recv(16)
            client.sendall(b"\x05\x00")
            got.append(client.recv(256))
            client.sendall(b"\x05\x00\x00\x01" + bytes(6))
            client.recv(4096)
            client.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok")

    thread = threading.Thread(target=proxy)
    thread.start()
    remote = connect(Address("http://abcdef.onion", f"socks5h://127.0.0.1:{listener.getsockname()[1]}"))
    assert remote.get("/", most=10) == b"ok"
    thread.join(10)
    listener.close()
    remote.close()
    assert got == [b"\x05\x01\x00\x03\x0cabcdef.onion\x00\x50"]


@pytest.mark.parametrize(
    "server", ["https://plaint.example", "https://plaint.example:8443/", "http://127.0.0.1:8000", "http://[::1]:8000"]
)
def test_good_addresses(server: str) -> None:
    """HTTPS anywhere, and plain HTTP on this machine, may be used."""
    assert Address(server).server == server


def test_no_header_names_the_program() -> None:
    """What asks is not told: no name of a program, of a library or of what it can read."""
    remote = connect(Address(SERVER))
    assert dict(remote.client.headers) == {}
    remote.close()
