# SPDX-License-Identifier: AGPL-3.0-or-later
"""Connections to a running intake: sockets, slow readers, several requests in a row."""

import os
import socket
import stat
import time
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from plaint.intake.listening import ListenError, listening
from plaint.ledger.leaf import LeafKind
from tests.support import process
from tests.support.intakes import PLAINT, RunningIntake, prepared, quick_group, running_intake, start_intake
from tests.support.places import bearer, packet, settings_file


def received(line: socket.socket) -> bytes:
    """Return what comes until the other side closes."""
    whole = b""
    while piece := line.recv(65_536):
        whole += piece
    return whole


def test_a_unix_socket_is_for_owner_and_group(tmp_path: Path) -> None:
    """Not for everybody on the machine; an old socket is replaced, and none is left behind."""
    path = tmp_path / "intake.sock"
    for _ in range(2):
        with listening(f"unix:{path}"):
            assert stat.S_IMODE(path.stat().st_mode) == 0o660
        assert not path.exists()
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(path))
    left.close()
    with listening(f"unix:{path}"):
        pass


def test_what_is_in_the_way_is_named(tmp_path: Path) -> None:
    """A socket that answers, a file, a taken port, a foreign address: one sentence, and nothing is removed."""
    path = tmp_path / "intake.sock"
    with listening(f"unix:{path}"), pytest.raises(ListenError, match="in use"), listening(f"unix:{path}"):
        pass
    path.write_text("a file")
    with pytest.raises(ListenError), listening(f"unix:{path}"):
        pass
    assert path.read_text() == "a file"
    with listening("127.0.0.1:0") as bound:
        port = bound.getsockname()[1]
        with pytest.raises(ListenError, match="in use"), listening(f"127.0.0.1:{port}"):
            pass
    with pytest.raises(ListenError), listening("192.0.2.1:80"):
        pass
    with listening("[::1]:0"):
        pass


def test_an_intake_on_a_unix_socket_answers(tmp_path: Path) -> None:
    """As behind Tor: no port, and the socket is gone when the intake has ended."""
    path = tmp_path / "intake.sock"
    settings = replace(prepared(tmp_path), listen=f"unix:{path}", hosts=("plaint.example",))
    argv = [str(PLAINT), "intake", "run", "--settings", str(settings_file(settings, tmp_path))]
    program = process.start(argv, tmp_path / "log")
    try:
        program.wait_for("a socket", lambda: path.exists() or None, seconds=30)
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(path))
            line.sendall(b"GET /terms HTTP/1.1\r\nHost: plaint.example\r\nConnection: close\r\n\r\n")
            answer = received(line)
    finally:
        assert program.stop() == 0
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert not path.exists()


def test_many_requests_go_over_one_connection(tmp_path: Path) -> None:
    """Also where the next one is sent before the last one is answered; each gets its own answer."""
    packets = [bytes(packet()) for _ in range(3)]
    with running_intake(tmp_path) as intake:
        head = f"POST /e HTTP/1.1\r\nHost: 127.0.0.1:{intake.port}\r\nContent-Length: 65584\r\n"
        with socket.create_connection(("127.0.0.1", intake.port), timeout=20) as line:
            line.sendall(b"".join(f"{head}\r\n".encode() + each for each in packets[:2]))
            line.sendall(f"{head}Connection: close\r\n\r\n".encode() + packets[2])
            answers = received(line)
    held = [b"held " + sha256(each[48:]).hexdigest().encode() for each in packets]
    assert [answers.count(each) for each in held] == [1, 1, 1]
    assert answers.index(held[0]) < answers.index(held[1]) < answers.index(held[2])


def asked(intake: RunningIntake, *lines: str, host: str = "") -> bytes:
    """Return the head of a filing."""
    head = f"POST /e HTTP/1.1\r\nHost: {host or f'127.0.0.1:{intake.port}'}\r\nContent-Length: 65584\r\n"
    return "".join([head, *(f"{line}\r\n" for line in lines), "\r\n"]).encode()


def answered(intake: RunningIntake, octets: bytes) -> bytes:
    """Return all that comes back over a connection of its own that ends by itself."""
    with socket.create_connection(("127.0.0.1", intake.port), timeout=20) as line:
        line.sendall(octets)
        return received(line)


def test_both_readers_of_a_filing_answer_alike(tmp_path: Path) -> None:
    """Byte for byte, taken or refused: nobody can tell from an answer how the request was read."""
    octets = bytes(packet())
    bodies = [octets, bytes(len(octets)), b"PLTP\x01\x02" + octets[6:]]
    with running_intake(tmp_path) as intake:
        for host in ("", "elsewhere.example"):
            for body in bodies:
                # A tab is as good as a blank in a header, and not plain.
                plain = answered(intake, asked(intake, "Accept: */*", "Connection: close", host=host) + body)
                other = answered(intake, asked(intake, "Accept:\t*/*", "Connection: close", host=host) + body)
                assert plain == other
                assert plain.endswith(b"\n")
        staying = [asked(intake, accept) + octets for accept in ("Accept: */*", "Accept:\t*/*")]
        one, two, rest = answered(intake, b"".join([*staying, asked(intake, "Connection: close") + bodies[1]])).split(
            b"held "
        )
    assert one == two[65:]
    assert rest[65:].startswith(b"HTTP/1.1 400 Bad Request\r\n")


def test_a_filing_may_come_in_drops(tmp_path: Path) -> None:
    """The head at once or not, the body in pieces, other requests before and after it over one connection."""
    octets = bytes(packet())
    terms = "GET /terms HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n"
    with running_intake(tmp_path) as intake:
        head = asked(intake)
        ask_terms = terms.format(intake.port).encode()
        with socket.create_connection(("127.0.0.1", intake.port), timeout=20) as line:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for piece in (
                ask_terms + b"\r\n",
                *(head + octets[:100], octets[100:40_000], octets[40_000:]),
                *(head[:20], head[20:] + octets[:5], octets[5:]),
                *(head + octets[:-1], octets[-1:] + ask_terms + b"Connection: close\r\n\r\n"),
            ):
                line.sendall(piece)
                time.sleep(0.1)
            answers = received(line)
    assert answers.count(b"HTTP/1.1 200 OK\r\n") == 5
    assert answers.count(b"held " + sha256(octets[48:]).hexdigest().encode()) == 3
    assert answers.count(b'"work_bits"') == 2


def test_a_filing_under_way_is_finished_before_the_end(tmp_path: Path) -> None:
    """Told to end while a body comes in, an intake takes the rest of it, says that it is held, and ends."""
    octets = bytes(packet())
    intake = start_intake(tmp_path)
    with socket.create_connection(("127.0.0.1", intake.port), timeout=20) as line:
        line.sendall(asked(intake) + octets[:-1])
        time.sleep(0.5)
        intake.program.process.terminate()
        time.sleep(0.5)
        line.sendall(octets[-1:])
        answer = received(line)
    assert intake.program.stop() == 0
    assert b"\r\nconnection: close\r\n" in answer.lower()
    assert answer.endswith(b"held " + sha256(octets[48:]).hexdigest().encode() + b"\n")


def memory(pid: int) -> int:
    """Return the resident memory of a process in MiB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


def test_readers_who_take_nothing_cost_little(tmp_path: Path) -> None:
    """Forty ask for a megabyte each and read nothing of it: the server does not keep forty megabytes for them."""
    chunk = packet(LeafKind.CHUNK)
    name = sha256(chunk.blob).hexdigest()
    lines = []
    with running_intake(tmp_path) as intake:
        assert intake.ask("PUT", f"/c/{name}", bytes(chunk))[0] == 201
        credential = bearer(quick_group().credential)
        assert intake.ask("GET", f"/c/{name}", headers=credential)[1] == chunk.blob
        before = memory(intake.program.pid)
        for _ in range(40):
            line = socket.create_connection(("127.0.0.1", intake.port), timeout=20)
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            asked = f"GET /c/{name} HTTP/1.1\r\nHost: 127.0.0.1:{intake.port}\r\n"
            asked += f"Authorization: {credential['authorization']}\r\n\r\n"
            line.sendall(asked.encode())
            lines.append(line)
        time.sleep(1.5)
        after = memory(intake.program.pid)
        # Whoever does read still gets it all.
        assert intake.ask("GET", f"/c/{name}", headers=credential)[1] == chunk.blob
        for line in lines:
            line.close()
    # One copy of the chunk is alive for each answer under way; what a slow reader must not cost is a second one.
    assert after - before < 60
