# SPDX-License-Identifier: AGPL-3.0-or-later
"""A process that reads a stranger's bytes is held to its limits, and whatever goes wrong in it is no answer."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from plaint import apart

MIB = 2**20
Ask = Callable[..., bytes | None]
WORKER = """
import sys
from plaint import apart

def work(octets):
{body}

raise SystemExit(apart.answer(work, most=1000, memory=512 * 2**20))
"""


@pytest.fixture
def worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Return a function that asks a worker with this body, or one that was taken over and keeps to no limits."""

    def ask(
        body: str, octets: bytes = b"x", *, seconds: float = 20, most: int = MIB, taken_over: bool = False
    ) -> bytes | None:
        script = tmp_path / "worker.py"
        script.write_text(body if taken_over else WORKER.format(body=f"    {body}"), "utf-8")
        real = subprocess.Popen

        def run(command: list[str], **options: Any) -> object:
            assert command == [sys.executable, "-I", "-m", "some.module"]
            return real([sys.executable, "-I", str(script)], **options)

        monkeypatch.setattr(subprocess, "Popen", run)
        try:
            return apart.ask("some.module", octets, seconds=seconds, most=most)
        finally:
            monkeypatch.undo()

    return ask


def test_an_answer_comes_back_whole(worker: Ask) -> None:
    """What the worker makes of the bytes is the answer."""
    assert worker("return octets * 2", b"ab") == b"abab"


@pytest.mark.parametrize(
    "body",
    [
        "raise ValueError(octets)",
        "sys.exit(3)",
        "import os; os.abort()",
        "return b'x' * 2 * 2**20",
        "return bytes(2**30)",
        "open('/tmp/written', 'wb').write(b'x' * 100)",
        "return 'text'",
        "return work(octets)",
    ],
)
def test_whatever_goes_wrong_is_no_answer(worker: Ask, body: str) -> None:
    """An error, an exit, a crash, an answer that is too long, too much memory, a file to write: all the same."""
    assert worker(body) is None


def test_one_that_does_not_end_is_ended(worker: Ask) -> None:
    """A worker that loops is ended after its time, whether it has answered or not."""
    before = time.monotonic()
    assert worker("while True: pass", seconds=1) is None
    assert worker("sys.stdout.buffer.write(octets); sys.stdout.close(); import time; time.sleep(60)", seconds=1) is None
    assert time.monotonic() - before < 20


def test_too_many_bytes_are_not_read(worker: Ask) -> None:
    """A worker refuses what is longer than it may read, and one that reads nothing holds nobody up."""
    assert worker("return octets", b"x" * 1001) is None
    assert worker("return octets", b"x" * 4 * MIB) is None


def test_one_that_reads_no_more_spoils_no_other(worker: Ask) -> None:
    """Bytes that a worker did not take reach no later one, though its pipe may have the number of theirs."""
    for _ in range(12):
        assert worker("return octets", b"x" * 4 * MIB) is None
        assert worker("return octets", b"ab") == b"ab"


def test_it_knows_nothing(worker: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of our environment reaches the worker."""
    monkeypatch.setenv("PLAINT_SECRET", "canary")
    answer = worker("import os; return repr(dict(os.environ)).encode()")
    assert answer is not None
    assert b"canary" not in answer


LEAVES_BEHIND = """
import os, sys, time

if os.fork() == 0:
    {escape}
    with open({pid!r}, "w") as file:
        file.write(str(os.getpid()))
    time.sleep(60)
while not os.path.exists({pid!r}):
    time.sleep(0.01)
{then}
"""
on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="forks, and looks for the process in /proc")


def is_alive(pid: int) -> bool:
    """Whether a process with this number runs; one that has ended and that nobody has collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@on_linux
@pytest.mark.parametrize("then", ["print('done')", "os._exit(0)", "time.sleep(60)"])
def test_what_a_parser_left_behind_is_ended(tmp_path: Path, worker: Ask, then: str) -> None:
    """A worker that was taken over and forks holds nobody up by the pipe, and what it started ends with it."""
    child = tmp_path / "child"
    before = time.monotonic()
    assert worker(LEAVES_BEHIND.format(escape="", pid=str(child), then=then), seconds=3, taken_over=True) is None
    assert time.monotonic() - before < 20
    time.sleep(0.2)
    assert not is_alive(int(child.read_text("ascii")))


@on_linux
@pytest.mark.parametrize("octets", [b"x", b"x" * 4 * MIB])
def test_one_that_gets_away_holds_nobody_up(tmp_path: Path, worker: Ask, octets: bytes) -> None:
    """A child in a session of its own keeps both pipes open; whoever asked goes on all the same, without an answer."""
    child = tmp_path / "child"
    before = time.monotonic()
    body = LEAVES_BEHIND.format(escape="os.setsid()", pid=str(child), then="print('done')")
    try:
        assert worker(body, octets, seconds=3, taken_over=True) is None
        assert time.monotonic() - before < 20
    finally:
        os.kill(int(child.read_text("ascii")), signal.SIGKILL)


@on_linux
def test_a_child_that_keeps_no_pipe_is_ended(tmp_path: Path, worker: Ask) -> None:
    """A child that lets go of the pipe, behind an answer that is whole, ends with the answer."""
    child = tmp_path / "child"
    body = LEAVES_BEHIND.format(escape="os.close(1)", pid=str(child), then="sys.stdout.write('done')")
    assert worker(body, taken_over=True) == b"done"
    time.sleep(0.2)
    assert not is_alive(int(child.read_text("ascii")))


def test_a_parser_may_start_no_process(worker: Ask) -> None:
    """The worker itself gives up starting anything; only root is not held to that."""
    assert worker("import resource; return repr(resource.getrlimit(resource.RLIMIT_NPROC)).encode()") == b"(0, 0)"
