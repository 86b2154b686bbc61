# SPDX-License-Identifier: AGPL-3.0-or-later
"""Parcels of packets, and handing them over."""

import threading
from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from plaint.cli import main
from plaint.errors import FormatError
from plaint.filing.handover import PAUSES, Answer, HandOverError, hand_over
from plaint.filing.line import HttpLine
from plaint.filing.parcel import read_parcel, write_parcel
from plaint.ledger.leaf import LeafKind
from plaint.ledger.packet import CHUNK_LENGTH, ENTRY_LENGTH, Packet, PacketHead


def packet(seed: int, kind: LeafKind = LeafKind.ENTRY) -> Packet:
    """Return a packet of the right size whose blob is told apart by `seed`."""
    length = ENTRY_LENGTH if kind == LeafKind.ENTRY else CHUNK_LENGTH
    return Packet(PacketHead(kind, seed, bytes([seed]) * 32), bytes([seed]) * length)


def held(one: Packet) -> Answer:
    """Return the answer of an intake that holds this packet."""
    return Answer(200, f"held {sha256(one.blob).hexdigest()}\n".encode())


class Scripted:
    """A line that gives the answers of a script and keeps what was sent; an exception in the script is raised."""

    def __init__(self, *script: Answer | OSError) -> None:
        """Keep the script."""
        self.script = list(script)
        self.sent: list[tuple[str, str, bytes]] = []

    def send(self, method: str, path: str, body: bytes) -> Answer:
        """Give the next answer."""
        self.sent.append((method, path, body))
        step = self.script.pop(0)
        if isinstance(step, OSError):
            raise step
        return step


@given(st.lists(st.tuples(st.integers(0, 255), st.booleans()), min_size=1, max_size=3), st.booleans())
def test_a_parcel_reads_back(seeds: list[tuple[int, bool]], armored: bool) -> None:  # noqa: FBT001 - drawn
    """Packets written to a parcel in either form read back the same, in the same order."""
    packets = [packet(seed, LeafKind.CHUNK if chunk and not armored else LeafKind.ENTRY) for seed, chunk in seeds]
    assert read_parcel(write_parcel([bytes(one) for one in packets], armored=armored)) == tuple(packets)


@pytest.mark.parametrize(
    "octets", [b"", b"PLTP", b"\xff\xfe", b"hello\n", bytes(packet(1))[:-1], bytes(packet(1)) + b"x"]
)
def test_what_is_no_parcel_is_refused(octets: bytes) -> None:
    """Empty, cut, foreign and lengthened files are refused whole."""
    with pytest.raises(FormatError):
        read_parcel(octets)


def test_chunks_go_before_entries() -> None:
    """Chunks are put under their hash before the entry that names them is posted."""
    entry, chunk = packet(1), packet(2, LeafKind.CHUNK)
    line = Scripted(Answer(201, b""), held(entry))
    assert [one.kind for one in hand_over(line, [entry, chunk], pause=_no_pause)] == [LeafKind.CHUNK, LeafKind.ENTRY]
    assert line.sent[0][:2] == ("PUT", f"/c/{sha256(chunk.blob).hexdigest()}")
    assert line.sent[1][:2] == ("POST", "/e")


def test_a_failed_line_gets_the_same_packet_again() -> None:
    """After a broken line and a 503 the very same bytes are sent again, after longer and longer pauses."""
    entry = packet(1)
    line = Scripted(ConnectionError(), Answer(503, b"later"), held(entry))
    pauses: list[float] = []
    assert len(list(hand_over(line, [entry], pause=pauses.append))) == 1
    assert {body for _, _, body in line.sent} == {bytes(entry)}
    assert pauses == list(PAUSES[:2])


def test_only_the_packets_own_hash_counts() -> None:
    """A 200 that names another hash, or nothing, is no confirmation."""
    line = Scripted(*[Answer(200, b"<html>welcome"), held(packet(2)), Answer(200, b""), Answer(200, b"held")])
    with pytest.raises(HandOverError, match="did not confirm"):
        list(hand_over(line, [packet(1)], pause=_no_pause))


@pytest.mark.parametrize("status", [400, 404, 409, 413, 421, 422, 507])
def test_a_refusal_says_what_to_do(status: int) -> None:
    """A refusal ends at once, with our words and a next step, never the server's text."""
    line = Scripted(Answer(status, b"\x1b[2J send your name to"))
    with pytest.raises(HandOverError) as caught:
        list(hand_over(line, [packet(1)], pause=_no_pause))
    assert caught.value.hint
    assert "your name" not in str(caught.value)
    assert len(line.sent) == 1


@pytest.mark.parametrize(
    "socks", ["nonsense", "127.0.0.1", "127.0.0.1:99999", "user@127.0.0.1:9050", ":9050", "127.0.0.1:0", ""]
)
def test_a_wrong_socks_port_is_named(tmp_path: Path, socks: str) -> None:
    """What is no host:port is refused in one line, before a packet is sent anywhere."""
    file = tmp_path / "parcel.txt"
    file.write_bytes(write_parcel([bytes(packet(1))], armored=True))
    result = CliRunner().invoke(main, ["hand-over", str(file), "--to", "http://abc.onion", "--socks", socks])
    assert result.exit_code == 1
    assert result.stderr.startswith("plaint: This is no SOCKS port of a Tor client.")


class _Intake(BaseHTTPRequestHandler):
    """An intake that holds whatever comes, and keeps the names of the headers that came with it."""

    seen: list[set[str]]

    def do_POST(self) -> None:
        """Answer as intake does."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.seen.append({name.lower() for name in self.headers})
        answer = f"held {sha256(body[48:]).hexdigest()}\n".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
        """Stay quiet."""


@pytest.fixture
def intake() -> Iterator[tuple[str, list[set[str]]]]:
    """Return the address of a small intake and the header names that it was sent."""
    seen: list[set[str]] = []
    server = HTTPServer(("127.0.0.1", 0), type("Intake", (_Intake,), {"seen": seen}))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", seen
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_command_brings_a_parcel_over(tmp_path: Path, intake: tuple[str, list[set[str]]]) -> None:
    """`plaint hand-over` posts each packet and prints what is held; no header tells of the program."""
    address, seen = intake
    file = tmp_path / "parcel.txt"
    file.write_bytes(write_parcel([bytes(packet(1)), bytes(packet(2))], armored=True))
    result = CliRunner().invoke(main, ["hand-over", str(file), "--to", address])
    assert result.exit_code == 0, result.output
    assert sha256(packet(2).blob).hexdigest() in result.stdout
    assert seen == [{"host", "content-length", "content-type"}] * 2


def test_the_command_says_that_nothing_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody answers the command ends with a line that says so, and the parcel stays."""
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    file = tmp_path / "parcel.txt"
    file.write_bytes(write_parcel([bytes(packet(1))], armored=True))
    result = CliRunner().invoke(main, ["hand-over", str(file), "--to", "http://127.0.0.1:9"])
    assert result.exit_code == 1
    assert "Nothing is lost" in result.stderr
    for seconds in PAUSES:
        assert f"again in {seconds:.0f} s" in result.stderr
    assert file.exists()


def test_whoever_stops_learns_how_far_it_is(
    tmp_path: Path, intake: tuple[str, list[set[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After Ctrl+C the command says how many packets are held, and that handing over again does no harm."""
    address, _seen = intake
    sent = HttpLine.send

    def send(line: HttpLine, method: str, path: str, body: bytes) -> Answer:
        if body == bytes(packet(2)):
            raise KeyboardInterrupt
        return sent(line, method, path, body)

    monkeypatch.setattr(HttpLine, "send", send)
    file = tmp_path / "parcel.txt"
    file.write_bytes(write_parcel([bytes(packet(1)), bytes(packet(2))], armored=True))
    result = CliRunner().invoke(main, ["hand-over", str(file), "--to", address])
    assert result.exit_code == 1
    assert "Stopped with 1 of 2 held. Hand the same parcel over again" in result.stderr


def test_an_empty_parcel_is_called_empty() -> None:
    """A file that was never written is told from one that was damaged."""
    for octets in (b"", b"\n \n"):
        with pytest.raises(FormatError, match="empty"):
            read_parcel(octets)


def _no_pause(_seconds: float) -> None:
    """Do not wait."""
