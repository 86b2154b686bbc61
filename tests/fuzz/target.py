# SPDX-License-Identifier: AGPL-3.0-or-later
"""One parser of outside bytes, and what must hold for it whatever the bytes are.

- Only the declared error leaves it.
- What it accepts is written back to the same bytes, where there is a writer: no content has two forms.
- The other half, in JavaScript, accepts the same bytes, where there is one.
- No input takes long or much memory.
"""

import hashlib
import time
import tracemalloc
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from plaint.errors import FormatError

MEMORY = 64 * 2**20
"""The most memory, in bytes, that reading one input may take."""
SECONDS = 2.0
"""The most processor time that reading one input may take; far above what any takes, far below what hurts."""


class Script(Enum):
    """How the JavaScript half of a parser stands to the Python half."""

    SAME = "accepts the same bytes"
    WIDER = "accepts at least the same bytes: it is laxer with what it wrote itself, or kinder to people"
    ALONE = "there is no Python half"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A parser, right inputs for it, and what may leave it."""

    name: str
    parse: Callable[[bytes], Any]
    corpus: Callable[[], Sequence[bytes]]
    write: Callable[[Any], bytes] | None = None
    errors: tuple[type[Exception], ...] = (FormatError,)
    script: Script | None = None
    """Set where tests/fuzz/parsers.mjs has a parser of this name."""
    large: Callable[[], Sequence[bytes]] = tuple
    """Right inputs that are much longer than they have to be; few are drawn around them (`mutation.LARGE`)."""


class FindingError(Exception):
    """A parser did with `octets` what none may do."""

    def __init__(self, target: str, octets: bytes, why: str) -> None:
        """Keep the input, so that it can be tried again."""
        super().__init__(f"{target}: {why} ({len(octets)} bytes, {hashlib.sha256(octets).hexdigest()[:16]})")
        self.target = target
        self.octets = octets
        self.why = why


def accepts(target: Target, octets: bytes) -> bool:
    """Whether the parser takes these bytes; raise `FindingError` where it breaks a rule."""
    before = time.process_time()
    try:
        value = target.parse(octets)
    except target.errors:
        return False
    except Exception as error:
        raise FindingError(target.name, octets, f"{type(error).__name__} left the parser: {error}") from error
    finally:
        spent = time.process_time() - before
        if spent > SECONDS:
            raise FindingError(target.name, octets, f"took {spent:.1f} s of processor time")
    if target.write is not None and (written := target.write(value)) != octets:
        raise FindingError(target.name, octets, f"is accepted, and written back otherwise ({len(written)} bytes)")
    return True


def check_memory(target: Target, inputs: Iterable[bytes]) -> int:
    """Read each input and return the most bytes of memory that one took; raise `FindingError` above the bound."""
    most = 0
    tracemalloc.start()
    try:
        for octets in inputs:
            tracemalloc.reset_peak()
            before, _ = tracemalloc.get_traced_memory()
            accepts(target, octets)
            taken = tracemalloc.get_traced_memory()[1] - before
            if taken > MEMORY:
                raise FindingError(target.name, octets, f"took {taken >> 20} MiB")
            most = max(most, taken)
    finally:
        tracemalloc.stop()
    return most
