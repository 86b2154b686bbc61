# SPDX-License-Identifier: AGPL-3.0-or-later
"""Programs that a test starts end with it, whatever they do."""

import re
import sys
import time
from pathlib import Path

import pytest

from tests.support import process

_CHILD = "import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])"


def _gone(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state == "Z"


def _sleeping(folder: Path, before: str = "pass") -> process.Program:
    code = f"{before}; print('ready', flush=True); import time; time.sleep(60)"
    program = process.start([sys.executable, "-c", code], folder / "log")
    program.wait_for("ready", lambda: "ready" in program.printed() or None, seconds=20)
    return program


def test_stop_asks_first(tmp_path: Path) -> None:
    """A program that listens ends by SIGTERM."""
    assert _sleeping(tmp_path).stop() == -15


def test_stop_insists(tmp_path: Path) -> None:
    """A program that does not listen to SIGTERM is killed after the grace."""
    program = _sleeping(tmp_path, "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)")
    assert program.stop(seconds=0.2) == -9


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_children_do_not_outlive_their_parent(tmp_path: Path, how: str) -> None:
    """What the program has started ends with it."""
    program = _sleeping(tmp_path, _CHILD + "; print('child', p.pid)")
    found = re.search(r"child (\d+)", program.printed())
    assert found
    assert not _gone(int(found.group(1)))
    getattr(program, how)()
    deadline = time.monotonic() + 10  # the kernel takes a moment to reap what lost its parent
    while not _gone(int(found.group(1))) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert _gone(int(found.group(1)))
    assert _gone(program.pid)


def test_a_program_that_ends_early_is_quoted(tmp_path: Path) -> None:
    """Who waits for a program that ended learns its exit code and its last words at once."""
    program = process.start([sys.executable, "-c", "import sys; sys.exit('no such luck')"], tmp_path / "log")
    with pytest.raises(process.NotReadyError, match=r"ended with 1(.|\n)*no such luck"):
        program.wait_for("ready", lambda: None, seconds=20)


def test_waiting_is_bounded(tmp_path: Path) -> None:
    """A program that never becomes ready is given up after the time that was allowed."""
    program = _sleeping(tmp_path)
    try:
        with pytest.raises(process.NotReadyError, match=r"no miracle after 0\.1 s"):
            program.wait_for("miracle", lambda: None, seconds=0.1)
    finally:
        program.stop()


def test_it_has_no_terminal_of_ours(tmp_path: Path) -> None:
    """Standard input is at its end, and output is a file."""
    code = "import sys; print(repr(sys.stdin.read()), sys.stdout.isatty())"
    program = process.start([sys.executable, "-c", code], tmp_path / "log", env={"PLAINT_X": "1"})
    program.process.wait(20)
    assert program.printed() == "'' False\n"
    program.stop()
