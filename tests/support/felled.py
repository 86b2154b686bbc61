# SPDX-License-Identifier: AGPL-3.0-or-later
"""Commands of `plaint` that are killed: before the n-th step on the disk, after so many seconds, or within a write.

A process that has imported everything forks one child for each command, so that a hundred of them take a minute. Linux
and macOS; run as `python -m tests.support.felled FOLDER`, it takes requests as lines of JSON.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

STEPS: Final = frozenset({"open", "os.chmod", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir"})
"""Events of the interpreter before which a command is killed, where they write below the folder or make it durable."""


class Feller:
    """The process that forks; used as a context."""

    def __init__(self, folder: Path) -> None:
        """Count steps below `folder`."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.felled", str(folder.resolve())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._process:
            self._process.kill()

    def run(self, words: Sequence[object], *, step: int = 0, after: float = 0.0, size: int = 0) -> tuple[int, str]:
        """Run `plaint WORDS` and return its exit code and what it said on standard error; below zero: it was killed.

        With a `size` the kernel kills it in the middle of the write that makes a file longer than so many bytes.
        """
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps([[str(one) for one in words], step, after, size]), file=self._process.stdin, flush=True)
        code, said = json.loads(self._process.stdout.readline())
        return int(code), str(said)


def main(folder: str) -> None:
    """Answer requests until the input ends."""
    import highspy  # noqa: F401, PLC0415 - imported once, for all children
    import numpy  # noqa: F401, ICN001, PLC0415 - likewise
    import typst  # noqa: F401, PLC0415 - likewise

    import plaint.cli.register  # noqa: PLC0415 - likewise
    import plaint.cli.report  # noqa: PLC0415 - likewise
    import plaint.report.manuscripts  # noqa: F401, PLC0415 - likewise

    for line in sys.stdin:
        words, step, after, size = json.loads(line)
        read, write = os.pipe()
        child = os.fork()
        if not child:
            os.close(read)
            _be_killed(folder, words, step, size, write)
        os.close(write)
        if after:
            time.sleep(after)
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        with os.fdopen(read, "rb") as said:
            told = said.read().decode()
        _, status = os.waitpid(child, 0)
        print(json.dumps([os.waitstatus_to_exitcode(status), told]), flush=True)


def _be_killed(folder: str, words: list[str], step: int, size: int, write: int) -> None:
    """Run the command in this process, which ends."""
    from plaint.cli import main as plaint  # noqa: PLC0415 - imported already

    os.dup2(write, 2)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    if size:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    seen = 0

    def hook(event: str, args: tuple[Any, ...]) -> None:
        nonlocal seen
        if event in STEPS and _writes(event, args, folder):
            seen += 1
            if seen == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    code = 70
    try:
        plaint(words, prog_name="plaint")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    finally:
        sys.stderr.flush()
        os._exit(code)


def _writes(event: str, args: tuple[Any, ...], folder: str) -> bool:
    path = args[0]
    if not isinstance(path, str | os.PathLike) or not str(path).startswith(folder):
        return False
    # A folder is opened for reading only to make what happened in it durable.
    return event != "open" or bool(args[2] & (os.O_WRONLY | os.O_RDWR)) or os.path.isdir(path)  # noqa: PTH112


if __name__ == "__main__":
    main(sys.argv[1])
