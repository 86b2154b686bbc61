# SPDX-License-Identifier: AGPL-3.0-or-later
"""Property 23 over the wire: a flood by one circuit does not shut people out."""

import contextlib
import os
import socket
import threading
import time
from pathlib import Path
from typing import Self

import pytest

from tests.support.intakes import RunningIntake, circuit, prepared, running_intake
from tests.support.places import packet

PACKET = bytes(packet())
JUNK = 10_000
FLOODERS = 40
PEOPLE = 20
BOUND = 30.0
"""Seconds within which each person's entry has to be held, on a loaded machine with two cores."""


def request(intake: RunningIntake, body: bytes) -> bytes:
    """Return the bytes of a filing."""
    head = f"POST /e HTTP/1.1\r\nHost: 127.0.0.1:{intake.port}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


class Flood:
    """One circuit that sends junk over many connections, as fast as it is let."""

    def __init__(self, intake: RunningIntake) -> None:
        """Prepare to flood."""
        self._intake = intake
        self._left = threading.Semaphore(JUNK)
        self.sent = 0
        self._threads = [
            threading.Thread(target=self._run, args=(genuine,)) for genuine in (True, False) * (FLOODERS // 2)
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        while self._left.acquire(blocking=False):
            pass
        for thread in self._threads:
            thread.join()

    def _run(self, genuine: bool) -> None:  # noqa: FBT001 - a thread's argument
        """Send what passes every check and takes up the disk, or what fails the first."""
        with (
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", self._intake.port), timeout=60) as line,
        ):
            line.sendall(circuit(666))
            while self._left.acquire(blocking=False):
                body = PACKET[:-32] + os.urandom(32) if genuine else bytes(len(PACKET))
                line.sendall(request(self._intake, body))
                if not line.recv(65_536):
                    return
                self.sent += 1


@pytest.mark.slow
def test_twenty_people_get_through_ten_thousand_junk_entries(tmp_path: Path) -> None:
    """One circuit sends what it can over forty connections; twenty people are all held in time."""
    waits: list[float] = []
    answers: list[bytes] = []

    def file_one(number: int) -> None:
        begun = time.monotonic()
        with socket.create_connection(("127.0.0.1", intake.port), timeout=BOUND) as line:
            line.sendall(circuit(number) + request(intake, PACKET[:-32] + os.urandom(32)))
            answers.append(line.recv(65_536))
        waits.append(time.monotonic() - begun)

    with with_circuits(tmp_path) as intake, Flood(intake) as flood:
        time.sleep(1)
        people = [threading.Thread(target=file_one, args=(number,)) for number in range(PEOPLE)]
        for person in people:
            person.start()
            time.sleep(0.1)
        for person in people:
            person.join()
        during = flood.sent
    print(f"{during} junk entries so far, people waited {max(waits):.1f} s at most")
    assert len(answers) == PEOPLE
    assert all(answer.startswith(b"HTTP/1.1 200 ") for answer in answers)
    assert during > 100
    assert max(waits) < BOUND


def with_circuits(folder: Path) -> contextlib.AbstractContextManager[RunningIntake]:
    """Run an intake behind a Tor that tells circuits apart."""
    return running_intake(folder, prepared(folder, circuits=True))


def test_a_connection_without_its_circuit_is_closed(tmp_path: Path) -> None:
    """Where Tor is said to tell circuits, what comes past it is not answered."""
    with with_circuits(tmp_path) as intake:
        for begin in (b"", b"PROXY TCP4 198.51.100.7 198.51.100.8 1 2\r\n", b"PROXY " + b"x" * 200):
            with socket.create_connection(("127.0.0.1", intake.port), timeout=10) as line:
                line.sendall(begin + b"GET /terms HTTP/1.1\r\nHost: x\r\n\r\n")
                with contextlib.suppress(ConnectionResetError):
                    assert line.recv(1000) == b""


def test_a_circuit_that_is_told_alone_stops_nobody(tmp_path: Path) -> None:
    """The line may come in a piece of its own, as Tor may write it: the request after it, and others', are answered."""
    ask = b"GET /terms HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n"
    with with_circuits(tmp_path) as intake:
        lines = [socket.create_connection(("127.0.0.1", intake.port), timeout=10) for _ in range(3)]
        for number, line in enumerate(lines):
            line.sendall(circuit(number))
        time.sleep(0.5)  # each of the three is read before anything follows
        for line in lines[1:]:
            line.sendall(ask % intake.port)
            assert line.recv(1000).startswith(b"HTTP/1.1 200 ")
        for line in lines:
            line.close()
