# SPDX-License-Identifier: AGPL-3.0-or-later
"""The programs of a demonstration: started by us, ended by us, each by its own handle."""

import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from queue import Empty, Queue
from types import TracebackType
from typing import Final, Self

from plaint.demo.place import DemoError

END_WITHIN: Final = 10.0
"""Seconds that a program gets to end before it is killed."""
_LOOK: Final = "Look into its log in the folder."


class Child:
    """One running program, whose lines of output can be waited for."""

    def __init__(self, name: str, arguments: Sequence[str], log: Path) -> None:
        """Start `plaint` with these arguments; what it says on standard error goes to `log`."""
        self.name = name
        self._lines: Queue[str | None] = Queue()
        with log.open("ab") as errors:
            self._process = subprocess.Popen(  # noqa: S603 - our own program, its arguments from here
                [sys.executable, "-m", "plaint", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                encoding="utf-8",
                # Ctrl+C in the terminal is for the demonstration itself, which then ends its programs in order.
                start_new_session=True,
            )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def line(self, *, within: float) -> str:
        """Return the next line of its output; raise `DemoError` where none comes within these seconds, or ever."""
        try:
            line = self._lines.get(timeout=within)
        except Empty:
            raise DemoError(f"{self.name} does not answer.", hint=_LOOK) from None
        if line is None:
            raise DemoError(f"{self.name} has ended.", hint=_LOOK)
        return line

    @property
    def has_ended(self) -> bool:
        """Whether the program ended by itself."""
        return self._process.poll() is not None

    def end(self) -> None:
        """Ask the program to end, and wait; kill it where it does not."""
        if self._process.poll() is None:
            self._process.terminate()
        try:
            self._process.wait(END_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(END_WITHIN)

    def _read(self) -> None:
        if self._process.stdout is not None:
            with self._process.stdout as output:
                for line in output:
                    self._lines.put(line.rstrip("\n"))
        self._lines.put(None)


class Children:
    """All programs of a demonstration; a context manager that ends them, the last started first."""

    def __init__(self, logs: Path) -> None:
        """Keep the folder for the logs of the programs."""
        self._logs = logs
        self._running: list[Child] = []

    def start(self, name: str, *arguments: str) -> Child:
        """Start `plaint` with these arguments."""
        child = Child(name, arguments, self._logs / f"{name}.log")
        self._running.append(child)
        return child

    def need_all(self) -> None:
        """Raise `DemoError` where a program has ended."""
        for child in self._running:
            if child.has_ended:
                raise DemoError(f"{child.name} has ended.", hint=_LOOK)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for child in reversed(self._running):
            child.end()
