# SPDX-License-Identifier: AGPL-3.0-or-later
"""A person at a real terminal: `plaint` on a pseudo-terminal, typed to and read from.

with keyboard("seal", str(folder), "--out", str(out)) as person:
    person.wait_for("Fingerprint")
    person.type(words)
"""

import fcntl
import os
import pty
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from select import select
from typing import Final

WITHIN: Final = 60.0
"""Seconds for one answer of the program; sealing takes well under one, a busy machine more."""


@dataclass
class Keyboard:
    """One end of a pseudo-terminal."""

    handle: int
    shown: str = ""
    """All that the program has shown so far."""
    seen: int = field(default=0)
    """How much of it has been waited for."""

    def wait_for(self, text: str) -> str:
        """Read until `text` stands in what has not been waited for yet; return what came before it."""
        end = time.monotonic() + WITHIN
        while (at := self.shown.find(text, self.seen)) < 0:
            assert time.monotonic() < end, f"{text!r} did not come; the last was {self.shown[-400:]!r}"
            assert self._read(), f"the program ended before {text!r}; the last was {self.shown[-400:]!r}"
        before, self.seen = self.shown[self.seen : at], at + len(text)
        return before

    def type(self, *lines: str) -> None:
        """Type lines, each with Enter."""
        os.write(self.handle, "".join(f"{line}\n" for line in lines).encode())

    def break_off(self) -> None:
        """Press Ctrl+C, and as a person does, once more where nothing comes of it; read until the program ends.

        CPython notes a signal between two of its instructions. One that comes when it has begun to wait for a line, and
        before the system does, is noted with that line: seen once in a few hundred times.
        """
        for _ in range(6):
            os.write(self.handle, b"\x03")
            patience = time.monotonic() + 5
            while (left := patience - time.monotonic()) > 0:
                if select([self.handle], [], [], left)[0] and not self._read():
                    return
        raise AssertionError(f"the program goes on; the last was {self.shown[-400:]!r}")

    def rest(self) -> None:
        """Read until the program ends."""
        while self._read():
            pass

    def _read(self) -> bool:
        if not select([self.handle], [], [], WITHIN)[0]:
            return False
        try:
            octets = os.read(self.handle, 65_536)
        except OSError:  # what Linux says once the other end is closed
            return False
        self.shown += octets.decode(errors="replace")
        return bool(octets)


def _take_terminal() -> None:
    """Let the terminal on standard input send Ctrl+C to this new session, and let it be heard.

    What a shell has started in the background ignores Ctrl+C, and so does all that it starts.
    """
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def keyboard(*arguments: str, ends: int = 0) -> Iterator[Keyboard]:
    """Run `plaint` with these arguments on a terminal until the block ends; then it must end by itself, with `ends`."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "plaint", *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=_take_terminal,  # noqa: PLW1509 - one thread at that moment
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    os.close(theirs)
    person = Keyboard(ours)
    try:
        yield person
        person.rest()
        assert process.wait(WITHIN) == ends, person.shown[-400:]
    finally:
        process.kill()
        process.wait()
        os.close(ours)
