# SPDX-License-Identifier: AGPL-3.0-or-later
"""A stranger's bytes, read in a process of their own.

Rules of this module:

- The process gets the bytes on standard input and nothing else: no key, no file, no environment, isolated Python.
- It has a time limit, a limit to what it may answer and, where the system knows one, to memory and to what it may
  write. Whatever goes wrong in it means one thing: there is no answer.
- What comes back is still a stranger's: who asked checks it like anything from outside.
"""

import os
import subprocess
import sys
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
    # Pipes only: the bytes never lie in a file of their own.
    with subprocess.Popen(  # noqa: S603 - our own module, no shell, nothing of the bytes in the command
        [sys.executable, "-I", "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    ) as process:
        late = Timer(seconds, process.kill)
        late.start()
        try:
            answer = _talk(process, octets, most)
        finally:
            late.cancel()
            process.kill()
        return answer if process.wait() == 0 and answer is not None else None


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


def _talk(process: "subprocess.Popen[bytes]", octets: bytes, most: int) -> bytes | None:
    given, taken = process.stdin, process.stdout
    if given is None or taken is None:
        raise TypeError("the process was started without pipes")
    # A process that reads nothing must not hold us up before we have read what it says.
    giving = Thread(target=_give, args=(given, octets))
    giving.start()
    read = taken.read(most + 1)
    if len(read) <= most:
        process.wait()  # it has closed its output; the timer sees to one that does not end
    else:
        process.kill()
    giving.join()
    return read if len(read) <= most else None


def _give(pipe: IO[bytes], octets: bytes) -> None:
    with suppress(OSError), pipe:
        pipe.write(octets)


def _limit(memory: int) -> None:
    try:
        import resource  # noqa: PLC0415 - not on Windows, where time and the limits of the parser must do
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes no file
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash must not write the bytes to disk
