# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cover: entries of nothing to nobody, posted at random times by the complainants' own path.

Rules of this module:

- Times are a Poisson process: the gaps are exponential and drawn from the system's generator, so no gap says when the
  next one comes, and a restart changes nothing. What a visit lasts shifts each post by itself and leaves that true.
- Which entries were cover is written nowhere, said nowhere, and not known here once a post is done. Of those few that
  are to be erased early, hash and token stay in memory until then; a restart forgets them.
- Each visit has its own way to the server, apart from the cosigner's.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Event, Lock, Thread
from typing import Final
from urllib.parse import urlsplit

from plaint.charter.model import Charter
from plaint.cosign.browser import ANSWER, WRITE, Visit
from plaint.cosign.errors import LineError
from plaint.cosign.line import Line
from plaint.cosign.places import find_leaf
from plaint.entry.attachments import CHUNK_CONTENT
from plaint.errors import PlaintError
from plaint.ledger.leaf import LeafKind
from plaint.ledger.packet import Packet
from plaint.ledger.tombstone import BY_AUTHOR, Tombstone
from plaint.seal.chunks import OutgoingFile
from plaint.seal.packet import build, random_token
from plaint.seal.slots import seal_cover

DAY: Final = 86_400
WRITING: Final = 900.0
"""Mean seconds that a person writes, beyond a minute."""
REREADING: Final = 60.0
"""Mean seconds from one look at the board to the next step."""
KEEPING: Final = 3 * DAY
"""Mean seconds after which somebody takes a complaint back. In a demonstration all three are seconds."""
DEMO_PACE: Final = 1000.0
MOST_CHUNKS: Final = 25
"""Of one burst: the 25 MiB that a complaint may bring along (docs/protocol.md, section 7)."""
CHUNKS: Final = 3.0
"""Mean chunks of a burst beyond the first: a few photographs."""
PAUSES: Final = (2.0, 5.0, 15.0, 30.0, 60.0)
"""Seconds before each further attempt, the page's own (js/src/page/carry.js)."""
MOST_VISITS: Final = 32
TROUBLE: Final = 5
"""Visits that failed in a row before it is worth a word."""
_TAKEN: Final = frozenset({200, 201})
_TRANSIENT: Final = frozenset({0, 408, 429})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """How much cover there is."""

    per_day: int
    burst_every: int
    """One in so many visits brings chunks; 0: none."""
    erase_every: int
    """One in so many entries is erased early; 0: none."""


@dataclass(slots=True, kw_only=True)
class Cover:
    """Posts cover for one group until it is told to stop."""

    rates: Rates
    server: str
    reach: Callable[[], Line]
    stop: Event
    charter: Callable[[], Charter | None]
    """The group's charter once it is known."""
    random: secrets.SystemRandom = field(default_factory=secrets.SystemRandom)
    _open: int = 0
    _failed: int = 0
    _lock: Lock = field(default_factory=Lock)

    @property
    def in_trouble(self) -> bool:
        """Whether several visits in a row came to nothing."""
        return self._failed >= TROUBLE

    def run(self) -> None:
        """Begin a visit at each moment of the process until told to stop."""
        if not self.rates.per_day:
            return
        while not self.stop.wait(self.gap()):
            charter = self.charter()
            if charter is not None:
                self._begin(self.post, charter)

    def gap(self) -> float:
        """Return the seconds until the next visit: exponential, with the mean that the settings say."""
        return self.random.expovariate(self.rates.per_day / DAY)

    def post(self, charter: Charter) -> None:
        """Make one visit that files a complaint of nothing, perhaps with files, perhaps to be erased later."""
        pace = DEMO_PACE if charter.demo else 1.0
        with self.reach() as line:
            visit = self._arrive(line)
            visit.go_on(WRITE)
            if self.stop.wait((60 + self.random.expovariate(1 / WRITING)) / pace):
                return
            for chunk in self.chunks(charter):
                self._carry(visit, "PUT", f"/c/{sha256(chunk.blob).hexdigest()}", bytes(chunk))
            token = random_token()
            packet = entry(charter, token)
            self._carry(visit, "POST", "/e", bytes(packet))
        if self._one_in(self.rates.erase_every):
            wait = 2 * charter.ledger_tick + self.random.expovariate(1 / KEEPING) / pace
            self._begin(self.erase, charter, sha256(packet.blob).digest(), token, wait)

    def erase(self, charter: Charter, blob_hash: bytes, token: bytes, wait: float) -> None:
        """After `wait` seconds, come back as somebody with the words would, and ask for this entry to be erased."""
        if self.stop.wait(wait):
            return
        with self.reach() as line:
            index = find_leaf(line, blob_hash)
        if index is None:
            return
        pace = DEMO_PACE if charter.demo else 1.0
        with self.reach() as line:
            visit = self._arrive(line)
            visit.go_on(ANSWER)
            self.stop.wait(self.random.expovariate(1 / REREADING) / pace)
            visit.fetch(f"/board/{self.random.choice((7, 7, 7, 14, 60))}")
            if not self.stop.wait(self.random.expovariate(1 / REREADING) / pace):
                self._carry(visit, "POST", "/t", bytes(Tombstone(BY_AUTHOR, index, token)))

    def chunks(self, charter: Charter) -> list[Packet]:
        """Return the chunks of a burst; most visits have none."""
        if not self._one_in(self.rates.burst_every):
            return []
        count = min(MOST_CHUNKS, 1 + int(self.random.expovariate(1 / CHUNKS)))
        return burst(charter, count)

    def _one_in(self, count: int) -> bool:
        return count > 0 and self.random.randrange(count) == 0

    def _arrive(self, line: Line) -> Visit:
        parts = urlsplit(self.server)
        visit = Visit(line, parts.netloc, parts.scheme)
        visit.arrive()
        return visit

    def _carry(self, visit: Visit, method: str, path: str, octets: bytes) -> None:
        """Hand in as the page does: a chunk that is there is not sent, and the same bytes go again after a failure."""
        for pause in (*PAUSES, None):
            status = _attempt(visit, method, path, octets)
            if status in _TAKEN:
                return
            if pause is None or not (status in _TRANSIENT or status >= 500) or self.stop.wait(pause):
                raise LineError("Cover was not taken.", hint="The next one is tried as ever.", status=status)

    def _begin(self, task: Callable[..., None], *given: object) -> None:
        """Run `task` in a thread of its own: a slow circuit must not shift the next visit."""
        with self._lock:
            if self._open >= MOST_VISITS:
                return
            self._open += 1
        Thread(target=self._run, args=(task, *given), name="visit", daemon=True).start()

    def _run(self, task: Callable[..., None], *given: object) -> None:
        try:
            task(*given)
        except PlaintError:
            # Not said here: a line now would say that there was cover now.
            self._failed += 1
        else:
            self._failed = 0
        finally:
            with self._lock:
                self._open -= 1


def entry(charter: Charter, token: bytes) -> Packet:
    """Return the packet of an entry of no records to nobody."""
    return build(LeafKind.ENTRY, seal_cover(charter.slots), token=token, work_bits=charter.work_bits)


def burst(charter: Charter, count: int) -> list[Packet]:
    """Return the packets of the chunks of a file that nobody has the key of."""
    file = OutgoingFile(content=bytes(count * CHUNK_CONTENT), name="-", media_type="", original=False)
    bits = charter.work_bits
    return [build(LeafKind.CHUNK, blob, token=random_token(), work_bits=bits) for blob in file.blobs()]


def _attempt(visit: Visit, method: str, path: str, octets: bytes) -> int:
    try:
        if method == "PUT" and visit.send("HEAD", path, None) == 200:
            return 200
        return visit.send(method, path, octets)
    except LineError:
        return 0
