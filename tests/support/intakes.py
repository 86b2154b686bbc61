# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real intake in a process of its own, on a loopback port, and the plainest client of it.

with running_intake(tmp_path) as intake:
assert intake.file(bytes(packet())).startswith(b"held ")
"""

import http.client
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from plaint.charter.founding import Founded
from plaint.intake.settings import IntakeSettings
from tests.support import process
from tests.support.groups import found_with, small_plan
from tests.support.places import made_place, settings_file

PLAINT = Path(sys.executable).with_name("plaint")


def quick_group() -> Founded:
    """Return a demonstration's group, whose ticks are one and two seconds."""
    return found_with(small_plan() | {"demo": True, "ticks": {"ledger": 1, "desk": 2}})


def circuit(number: int) -> bytes:
    """Return the line with which Tor begins a connection of this circuit (HiddenServiceExportCircuitID haproxy)."""
    return f"PROXY TCP6 fc00:dead:beef:4dad::0:{number:x} ::1 65535 80\r\n".encode()


@dataclass(frozen=True, slots=True)
class RunningIntake:
    """An intake that answers."""

    program: process.Program
    settings: IntakeSettings
    port: int

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        source: str = "127.0.0.1",
    ) -> tuple[int, bytes, list[tuple[str, str]]]:
        """Send one request over a connection of its own, from `source`; return status, body and headers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30, source_address=(source, 0))
        try:
            if self.settings.circuits:
                connection.connect()
                connection.sock.sendall(circuit(1))
            connection.request(method, path, body, dict(headers or {}))
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.getheaders()
        finally:
            connection.close()

    def file(self, packet: bytes) -> bytes:
        """Hand in an entry; return the answer's body."""
        return self.ask("POST", "/e", packet)[1]

    def settled(self) -> bytes:
        """Wait for two further heads and return the second: what was acknowledged before has its leaf in it.

        The first may be of a pass that was under way already, or that a crash had cut off.
        """
        heads = [self.ask("GET", "/checkpoint")[1]]
        deadline = time.monotonic() + 60
        while len(heads) < 3:
            assert time.monotonic() < deadline, "the ledger stands still"
            time.sleep(0.05)
            head = self.ask("GET", "/checkpoint")[1]
            if head != heads[-1]:
                heads.append(head)
        return heads[-1]


def prepared(folder: Path, *versions: Founded, **changed: object) -> IntakeSettings:
    """Make an intake of a demonstration below `folder`, to be run on a free port; return its settings."""
    port = process.free_port()
    settings = made_place(folder, *(versions or (quick_group(),)), host=f"127.0.0.1:{port}", listen=f"127.0.0.1:{port}")
    return replace(settings, **changed)  # type: ignore[arg-type]


@contextmanager
def running_intake(folder: Path, settings: IntakeSettings | None = None) -> Iterator[RunningIntake]:
    """Run an intake below `folder` until the block ends: a new one, or that of `settings`."""
    intake = start_intake(folder, settings)
    try:
        yield intake
    finally:
        intake.program.stop()


def start_intake(folder: Path, settings: IntakeSettings | None = None) -> RunningIntake:
    """Start an intake and wait until it shows a head; the caller ends it."""
    made = settings or prepared(folder)
    argv = [str(PLAINT), "intake", "run", "--settings", str(settings_file(made, folder))]
    log = folder / f"intake-{len(list(folder.glob('intake-*.log')))}.log"
    intake = RunningIntake(process.start(argv, log), made, int(made.listen.rpartition(":")[2]))
    intake.program.wait_for("a head", lambda: _shows_a_head(intake), seconds=30)
    return intake


def _shows_a_head(intake: RunningIntake) -> bool | None:
    try:
        return True if intake.ask("GET", "/checkpoint")[0] == 200 else None
    except (OSError, http.client.HTTPException):
        return None
