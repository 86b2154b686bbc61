# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening one's own slot of many entries, in several processes where that pays.

Rules of this module:

- One stanza of each entry is tried, one's own. What comes of it is a list of the same length, whatever was found.
- A worker gets the seed through a pipe and nothing else; it has no vault, no network, and ends with the run.
"""

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, Protocol

from plaint.age.errors import AgeError
from plaint.age.identity import Identity
from plaint.entry.unknown import Unknown
from plaint.errors import FormatError
from plaint.unseal.entry import open_entry

PAYS_FROM: Final = 256
"""Entries below which starting processes costs more than it saves (0.3 s a process)."""
_PORTION: Final = 32


@dataclass(frozen=True, slots=True)
class Found:
    """What one entry holds for this member's slot."""

    records: tuple[bytes, ...] = field(default=(), repr=False)
    broken: bool = False
    """It was meant for this slot, or for nobody, and is damaged."""
    newer: bool = False
    """A newer program made it."""


NOTHING: Final = Found()
"""Cover, or an entry for others: they look alike from here."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Whose stanza is tried."""

    seed: bytes = field(repr=False)
    slot: int
    slots: int


class Open(Protocol):
    """Opens entries, in the order given."""

    def __call__(self, entries: Sequence[bytes]) -> Iterator[Found]:
        """Yield what each entry holds."""


def open_all(own: Slot, entries: Sequence[bytes]) -> list[Found]:
    """Return what each entry holds for `own`."""
    identity = Identity.from_seed(own.seed)
    return [_open(identity, own, entry) for entry in entries]


def _open(identity: Identity, own: Slot, entry: bytes) -> Found:
    try:
        found = open_entry(entry, identity, slots=own.slots, slot=own.slot)
    except (AgeError, FormatError):
        return Found(broken=True)
    if found is None:
        return NOTHING
    if isinstance(found, Unknown):
        return Found(newer=True)
    return Found(found.records)


@contextmanager
def opener(own: Slot, expected: int) -> Iterator[Open]:
    """Give a function that opens entries, with workers behind it if `expected` entries make them worth their start."""
    workers = (os.cpu_count() or 1) - 1
    if expected < PAYS_FROM or not workers:

        def here(entries: Sequence[bytes]) -> Iterator[Found]:
            yield from open_all(own, entries)

        yield here
        return
    # `spawn` is the one way that all systems have, and the one that copies no memory of this process.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=workers, mp_context=context) as pool:

        def there(entries: Sequence[bytes]) -> Iterator[Found]:
            portions = [entries[at : at + _PORTION] for at in range(0, len(entries), _PORTION)]
            # The workers begin at the end, this process at the front, at once, while they are still starting.
            submitted = [pool.submit(open_all, own, portion) for portion in reversed(portions)]
            for portion, future in zip(portions, reversed(submitted), strict=True):
                yield from open_all(own, portion) if future.cancel() else future.result()

        try:
            yield there
        finally:
            # Who stops in the middle does not wait for what nobody wants any more.
            pool.shutdown(cancel_futures=True)
