# SPDX-License-Identifier: AGPL-3.0-or-later
"""A stranger's bytes, read in a process of their own.

Rules of this module:

- The process gets the bytes on standard input and nothing else: no key, no file, no environment, isolated Python.
- It has a time limit, a limit to what it may answer and, where the system knows one, to memory and to what it may
  write. Whatever goes wrong in it means one thing: there is no answer.
- It is a session of its own, which is ended as a whole: a parser that was taken over leaves nobody behind, and even one
  that gets away from its session cannot make whoever asked wait longer.
- What comes back is still a stranger's: who asked checks it like anything from outside.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Thread, Timer
from typing import IO, Final

_KEPT_VARIABLES: Final = ("SYSTEMROOT", "WINDIR")
"""Windows cannot start Python without these two; neither tells anything of anybody."""


def ask(module: str, octets: bytes, *, seconds: float, most: int) -> bytes | None:
    """Return what `python -I -m module` answers to `octets`, or None where it does not within its limits.

    `seconds` bounds its time, `most` the bytes of its answer. Costs one start of Python (about 0.2 s).
    """
    environment = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    # Pipes only: the bytes never lie in a file of their own. Without buffers, so that a pipe can be let go of while
    # something that the parser left behind still holds its other end.
    process = subprocess.Popen(  # noqa: S603 - our own module, no shell, nothing of the bytes in the command
        [sys.executable, "-I", "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        env=environment,
        start_new_session=True,
    )
    # Not as a context: that would close pipes in which a thread of ours may still be, and what it writes next could go
    # to whatever has their number by then. Each thread closes its own.
    until = time.monotonic() + seconds
    try:
        told = _talk(process, octets, seconds=seconds, most=most)
        if told is not None:
            _await(process, until - time.monotonic())
    finally:
        _end(process)
        code = process.wait()
    return told if code == 0 else None


def answer(work: Callable[[bytes], bytes], *, most: int, memory: int) -> int:
    """Answer on standard output what `work` makes of standard input, `most` bytes at most; return the exit code.

    `memory` is the address space, in bytes, that the process may take.
    """
    octets = sys.stdin.buffer.read(most + 1)
    if len(octets) > most:
        return 1
    try:
        _limit(memory)
        made = work(octets)
    except Exception:  # noqa: BLE001 - a parser may raise anything; all of it means: no answer
        return 1
    sys.stdout.buffer.write(made)
    return 0


def _talk(process: "subprocess.Popen[bytes]", octets: bytes, *, seconds: float, most: int) -> bytes | None:
    given, taken = process.stdin, process.stdout
    if given is None or taken is None:
        raise TypeError("the process was started without pipes")
    # Threads, which may be left: a process that reads nothing must not hold us up before we have read what it says, and
    # one that got away from its session must not by keeping the pipe open.
    read = bytearray()
    taking = Thread(target=_take, args=(taken, read, most), daemon=True)
    for thread in (Thread(target=_give, args=(given, octets), daemon=True), taking):
        thread.start()
    taking.join(seconds)
    return None if taking.is_alive() or len(read) > most else bytes(read)


def _give(pipe: IO[bytes], octets: bytes) -> None:
    left = memoryview(octets)
    with suppress(OSError), pipe:
        while left:
            left = left[pipe.write(left) :]


def _take(pipe: IO[bytes], read: bytearray, most: int) -> None:
    with suppress(OSError), pipe:
        while len(read) <= most and (piece := pipe.read(most + 1 - len(read))):
            read += piece


def _await(process: "subprocess.Popen[bytes]", seconds: float) -> None:
    """Wait for the end of a process that has closed its output, and end it after so many seconds.

    Where the system can, its number stays its own until `_end` has used it once more.
    """
    late = Timer(max(0.0, seconds), _end, args=(process,))
    late.start()
    try:
        if sys.platform == "linux":
            os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        else:
            process.wait()
    finally:
        late.cancel()
        late.join()


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the process and whatever it has started in its session."""
    if sys.platform == "win32":
        process.kill()
        return
    # Not `kill`, which would collect the process, so that its number could soon be a stranger's.
    with suppress(ProcessLookupError, PermissionError):  # macOS says the second of a group that has ended
        os.killpg(process.pid, signal.SIGKILL)


def _limit(memory: int) -> None:
    try:
        import resource  # noqa: PLC0415 - not on Windows, where time and the limits of the parser must do
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes no file
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash must not write the bytes to disk
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))  # it starts nothing; root alone is not held to it
