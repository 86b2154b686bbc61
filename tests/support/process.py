# SPDX-License-Identifier: AGPL-3.0-or-later
"""Start another program for a test and be sure that it ends.

Rules of this module:

- A program never shares our terminal or pipes: standard input is closed, everything it prints goes to one file. A pipe
  that nobody reads would stop the program; a pipe that a grandchild keeps open would stop us.
- It is ended by the id that we were given when we started it, with its own process group, never by name.
- What still runs when Python leaves is ended then.
"""

import atexit
import contextlib
import os
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


class NotReadyError(Exception):
    """A program ended, or did not become ready in time; the message ends with what it printed last."""


@dataclass(frozen=True, slots=True)
class Program:
    """A running program that we started."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def pid(self) -> int:
        """Return the process id, which is also the id of its process group."""
        return self.process.pid

    def printed(self) -> str:
        """Return everything that the program has printed so far, both streams in one."""
        return self.log.read_text("utf-8", errors="replace")

    def wait_for(self, what: str, probe: Callable[[], T | None], *, seconds: float) -> T:
        """Call `probe` until it returns something other than None; raise `NotReadyError` if the program ends first."""
        deadline = time.monotonic() + seconds
        while True:
            found = probe()
            if found is not None:
                return found
            if self.process.poll() is not None:
                raise NotReadyError(f"ended with {self.process.returncode} before {what}\n{self.printed()[-2000:]}")
            if time.monotonic() > deadline:
                raise NotReadyError(f"no {what} after {seconds} s\n{self.printed()[-2000:]}")
            time.sleep(0.02)

    def stop(self, *, seconds: float = 10) -> int:
        """Ask the program to end, insist after `seconds`, and return its exit code."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(seconds)
        # Children that outlived their parent. The group is ours: start() made it, and its number is not reused while a
        # member of it lives.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        atexit.unregister(self.stop)
        return self.process.returncode

    def kill(self) -> None:
        """End the program at once, as a power cut would, and wait until it is gone."""
        os.killpg(self.pid, signal.SIGKILL)
        self.process.wait(10)
        atexit.unregister(self.stop)


def start(argv: Sequence[str], log: Path, *, env: Mapping[str, str] | None = None, cwd: Path | None = None) -> Program:
    """Start `argv` in a process group of its own with its output in `log`; `env` is added to our environment."""
    with log.open("wb") as sink:
        process = subprocess.Popen(
            list(argv),
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            env=None if env is None else {**os.environ, **env},
            cwd=cwd,
            start_new_session=True,
        )
    program = Program(process, log)
    atexit.register(program.stop)
    return program


def free_port() -> int:
    """Return a loopback TCP port that nobody held a moment ago.

    It is none of those that Linux gives to connections (32768 and up): there some client of a busy machine would take
    it before the program that it is meant for listens.
    """
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
