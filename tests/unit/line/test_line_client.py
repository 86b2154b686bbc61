# SPDX-License-Identifier: AGPL-3.0-or-later
"""The client: what it shows, what it takes from the environment, how much it reads."""

import gzip
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from plaint.line.address import Address
from plaint.line.client import open_client, read_at_most


def test_nothing_is_taken_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy that the environment names is used, and no file with the keys of the connections is written."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1")
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    with open_client(Address("https://127.0.0.1:9")) as client:
        assert not client.trust_env
        assert not client._mounts
    assert list(tmp_path.iterdir()) == []
    ssl.create_default_context()
    assert (tmp_path / "keys").exists(), "the usual context does not write it any more: is certifi still needed here?"


def test_no_header_names_the_program() -> None:
    """What asks is not told: no name of a program, of a library or of what it can read."""
    with open_client(Address("https://x.example")) as client:
        assert dict(client.headers) == {}


def test_a_certificate_that_nobody_vouches_for_is_refused() -> None:
    """The chain and the name are checked."""
    with open_client(Address("https://x.example")) as client:
        context = client._transport._pool._ssl_context  # type: ignore[attr-defined]
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.cert_store_stats()["x509_ca"] > 50


class _Proxy:
    """A SOCKS5 proxy for one connection, which notes whom it was asked for and under which name (RFC 1929)."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.asked: list[bytes] = []
        self.names: list[bytes] = []
        self.thread = threading.Thread(target=self._serve)
        self.thread.start()

    def _serve(self) -> None:
        for _ in range(2):
            with self.listener.accept()[0] as client:
                assert b"\x02" in client.recv(16)[2:]
                client.sendall(b"\x05\x02")
                self.names.append(client.recv(256))
                client.sendall(b"\x01\x00")
                self.asked.append(client.recv(256))
                client.sendall(b"\x05\x00\x00\x01" + bytes(6))
                client.recv(4096)
                client.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok")

    def close(self) -> None:
        self.thread.join(10)
        self.listener.close()


def test_a_proxy_resolves_the_name_and_each_client_has_its_circuit() -> None:
    """Over SOCKS the name itself goes to the proxy (address type 3); two clients never share name and password."""
    proxy = _Proxy()
    address = Address("http://abcdef.onion", f"socks5h://127.0.0.1:{proxy.listener.getsockname()[1]}")
    for _ in range(2):
        with open_client(address) as client:
            assert client.get("/").content == b"ok"
    proxy.close()
    assert proxy.asked == [b"\x05\x01\x00\x03\x0cabcdef.onion\x00\x50"] * 2
    assert len(set(proxy.names)) == 2
    assert all(len(name) == 1 + 2 * (1 + 16) for name in proxy.names)


class _Endless(httpx.SyncByteStream):
    def __init__(self) -> None:
        self.read = 0

    def __iter__(self) -> Iterator[bytes]:
        while True:
            self.read += 1000
            yield bytes(1000)


def _asked(answer: httpx.Response) -> httpx.Response:
    client = httpx.Client(transport=httpx.MockTransport(lambda _: answer))
    return client.send(client.build_request("GET", "http://x.example/"), stream=True)


def test_an_endless_answer_is_left() -> None:
    """No more than one piece is read past the bound."""
    stream = _Endless()
    assert len(read_at_most(_asked(httpx.Response(200, stream=stream)), 2500)) == 2501
    assert stream.read == 3000


def test_a_packed_answer_stays_packed() -> None:
    """What was not asked for packed is not unpacked: a few bytes could become millions."""
    packed = gzip.compress(bytes(1_000_000))
    headers = {"content-encoding": "gzip"}
    answer = httpx.Response(200, headers=headers, stream=httpx.ByteStream(packed))
    assert read_at_most(_asked(answer), 100_000) == packed
    answer = httpx.Response(200, headers=headers, stream=httpx.ByteStream(packed))
    assert read_at_most(_asked(answer), 1_000_000, unpack=True) == bytes(1_000_000)
