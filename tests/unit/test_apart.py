# SPDX-License-Identifier: AGPL-3.0-or-later
"""A process that reads a stranger's bytes is held to its limits, and whatever goes wrong in it is no answer."""

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
    """Return a function that asks a worker with this body."""

    def ask(body: str, octets: bytes = b"x", *, seconds: float = 20, most: int = MIB) -> bytes | None:
        script = tmp_path / "worker.py"
        script.write_text(WORKER.format(body=f"    {body}"), "utf-8")
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


def test_it_knows_nothing(worker: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of our environment reaches the worker."""
    monkeypatch.setenv("PLAINT_SECRET", "canary")
    answer = worker("import os; return repr(dict(os.environ)).encode()")
    assert answer is not None
    assert b"canary" not in answer
