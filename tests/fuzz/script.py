# SPDX-License-Identifier: AGPL-3.0-or-later
"""The JavaScript half of a parser, in a Node.js process that answers one batch of inputs after the other."""

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from tests.fuzz.target import FindingError
from tests.support.node import node

PATIENCE = 20.0
"""Seconds of processor time after which an input is given up (watch.mjs); any takes far less than a hundredth of it."""
_PARSERS = Path(__file__).with_name("parsers.mjs")


class ScriptParser:
    """One parser of parsers.mjs."""

    __slots__ = ("_errors", "_process", "name")

    def __init__(self, name: str, process: subprocess.Popen[bytes], errors: IO[bytes]) -> None:
        """Speak to `process`, which runs the parser `name` and describes what is wrong in `errors`."""
        self.name = name
        self._process = process
        self._errors = errors

    @property
    def process_group(self) -> int:
        """The group of its processes, which are ours alone."""
        return self._process.pid

    def accepts(self, inputs: Sequence[bytes]) -> list[bool]:
        """Tell of each input whether the parser takes it; raise `FindingError` where anything but its error left it."""
        self.send(inputs)
        return self.verdicts(inputs)

    def send(self, inputs: Sequence[bytes]) -> None:
        """Let the parser begin with a batch, whose `verdicts` are to be read before the next one."""
        packed = b"".join(len(octets).to_bytes(4, "big") + octets for octets in inputs)
        frame = len(inputs).to_bytes(4, "big") + packed
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # it has ended, and why is read below
            self._process.stdin.write(len(frame).to_bytes(4, "big") + frame)
            self._process.stdin.flush()

    def verdicts(self, inputs: Sequence[bytes]) -> list[bool]:
        """Wait for what the parser says of the batch that was sent; raise `FindingError` as `accepts` does."""
        assert self._process.stdout is not None
        verdicts = self._process.stdout.read(len(inputs))
        if b"2" in verdicts:
            raise FindingError(f"{self.name}.js", inputs[verdicts.index(b"2")], self._said())
        if len(verdicts) != len(inputs):
            raise FindingError(f"{self.name}.js", b"".join(inputs), f"Node.js ended: {self._said()}")
        return [verdict == ord("1") for verdict in verdicts]

    def _said(self) -> str:
        self._errors.seek(0)
        return self._errors.read().decode("utf-8", "replace").strip()[-2000:]


@contextmanager
def script_parser(name: str, patience: float = PATIENCE) -> Iterator[ScriptParser]:
    """Run the JavaScript parser `name` until the block ends; `patience` is in seconds of processor time."""
    with TemporaryFile() as errors:
        process = subprocess.Popen(
            [node(), str(_PARSERS), name, str(patience)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
        )
        try:
            yield ScriptParser(name, process, errors)
        finally:
            # The whole group, which is ours: `node` of the virtual environment only starts the real one.
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
