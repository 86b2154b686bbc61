# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bodies that do not come to their end: what they take of a running intake's memory, and that people get through."""

import contextlib
import os
import resource
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from plaint.intake.unfinished import ROOM
from tests.support.intakes import RunningIntake, circuit, prepared, running_intake
from tests.support.places import packet

PACKET = bytes(packet())
LINES = 2_000
A_CIRCUIT = 100
"""Lines, the most that Tor lets through by the settings of docs/operations.md."""
A_LINE = 10 * 1024
"""Bytes that a line may take that is not read on: its own objects, and what was read of it at first."""
OTHER = 16 * 2**20


@contextlib.contextmanager
def many_files() -> Iterator[None]:
    """Let this process, and those that it starts, hold more open files for the length of the block."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * LINES
    if hard != resource.RLIM_INFINITY and hard < wanted:
        pytest.skip("this system lets no process hold thousands of open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def resident(pid: int) -> int:
    """Return how many bytes of memory a process has had at most."""
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def settled(pid: int) -> int:
    """Wait until the process has read what it is going to read; return how many bytes of memory it has had at most."""
    before, now = 0, resident(pid)
    while now > before:
        time.sleep(1)
        before, now = now, resident(pid)
    return now


def filing(intake: RunningIntake, number: int, body: bytes) -> bytes:
    """Return a filing over a circuit."""
    head = f"POST /e HTTP/1.1\r\nHost: 127.0.0.1:{intake.port}\r\nContent-Length: {len(body)}\r\n\r\n"
    return circuit(number) + head.encode() + body


def send_some(line: socket.socket, octets: bytes) -> bytes:
    """Send what goes out at once or nearly; return what is left."""
    line.settimeout(0)
    for _ in range(200):
        with contextlib.suppress(BlockingIOError):
            octets = octets[line.send(octets) :]
        if not octets:
            break
        time.sleep(0.001)
    return octets


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_bodies_without_an_end_have_room_together_and_shut_nobody_out(tmp_path: Path) -> None:
    """Two thousand lines of twenty circuits send all but the end; somebody else files at once; all go away again."""
    with many_files(), running_intake(tmp_path, prepared(tmp_path, circuits=True)) as intake:
        pid = intake.program.pid
        before = resident(pid)
        lines = []
        try:
            for number in range(LINES):
                line = socket.create_connection(("127.0.0.1", intake.port), timeout=30)
                lines.append(line)
                whole = filing(intake, number // A_CIRCUIT, PACKET[:-32] + os.urandom(32))
                send_some(line, whole[:-16])
            grown = settled(pid) - before
            begun = time.monotonic()
            with socket.create_connection(("127.0.0.1", intake.port), timeout=30) as person:
                person.sendall(filing(intake, LINES, PACKET[:-32] + os.urandom(32)))
                answer = person.recv(65_536)
            waited = time.monotonic() - begun
        finally:
            for line in lines:
                line.close()
        after = settled(pid) - before
    print(f"{LINES} lines took {grown >> 20} MiB, {after >> 20} until they had gone; somebody waited {waited:.2f} s")
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert waited < 20
    assert grown < ROOM + LINES * A_LINE + OTHER
    assert LINES * len(PACKET) > ROOM + LINES * A_LINE + OTHER
    assert after < ROOM + LINES * A_LINE + 2 * OTHER


def test_whoever_comes_with_many_bodies_gets_them_through(tmp_path: Path) -> None:
    """More of one circuit than there is room for: each is held in the end, however late it was read on."""
    count = ROOM // len(PACKET) + 100
    with many_files(), running_intake(tmp_path, prepared(tmp_path, circuits=True)) as intake:
        lines, left = [], []
        try:
            for _ in range(count):
                line = socket.create_connection(("127.0.0.1", intake.port), timeout=60)
                lines.append(line)
                whole = filing(intake, 1, PACKET[:-32] + os.urandom(32))
                left.append(send_some(line, whole[:-16]) + whole[-16:])
            answers = []
            for line, rest in zip(lines, left, strict=True):
                line.settimeout(60)
                line.sendall(rest)
                answers.append(line.recv(65_536).startswith(b"HTTP/1.1 200 "))
        finally:
            for line in lines:
                line.close()
    assert answers == [True] * count
