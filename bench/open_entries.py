# SPDX-License-Identifier: AGPL-3.0-or-later
"""How fast a desk opens entries, beside the bare primitives over the same bytes in the same run.

    python bench/open_entries.py [--entries 10000] [--slots 16]

Aim: at least 80 % of bare HPKE + HKDF + HMAC + ChaCha20-Poly1305 + SHA-256. Two things are measured.

- One process, processor time: the sides take turns over small batches and the best of several turns counts, since
  other programs only ever make a turn slower.
- All processors: what a desk's sync uses to open many entries (plaint.desk.sync.opening), with the start of its workers
  and reading the entries from the mirror, beside as many processes that hold the entries already and do nothing but the
  primitives. A sync hashes each entry when it pulls it and not again when it opens it, so beside the aim's limit there
  stands a stricter one: the primitives without SHA-256.
  By the wall clock, on which other programs tell: the sides take turns. And by the processor time of all processes
  together, on which they hardly do, beside the bare primitives in one process.
"""

import hashlib
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from pathlib import Path
from statistics import median

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from measured import Figure, arguments, report

from plaint.age import header
from plaint.age.filekey import INFO, SUITE
from plaint.age.identity import Identity
from plaint.desk.mirror import blobs as mirror_blobs
from plaint.desk.mirror.connection import Mirror
from plaint.desk.sync.opening import opener
from plaint.desk.sync.slot import Slot
from plaint.entry.complaint import About, Complaint
from plaint.entry.container import Container
from plaint.entry.record import SealedBy
from plaint.receipt.derive import Thread
from plaint.seal.compose import Frame, compose_complaint
from plaint.unseal.entry import Reading, open_entry, read_record

ORIGIN = "plaint.example/bench"
SEED = bytes(32)
SEALED = 500
"""Different entries; where more are opened, these come again: nothing is kept from one opening to the next."""
BATCH = 20
TURNS = 12
AIM = 0.8


def sealed(count: int, slots: int) -> tuple[Identity, list[bytes]]:
    """Return the identity in the last slot and entries sealed to it."""
    identity = Identity.from_seed(SEED)
    frame = Frame(
        charter_version=1,
        charter_hash=bytes(32),
        recipients=(*[None] * (slots - 1), identity.recipient),
        sealed_by=SealedBy.TERMINAL,
    )
    told = Complaint(language="ru", about=About(unknown=True), account="я" * 3000)
    return identity, [compose_complaint(told, Thread.new(ORIGIN), frame=frame)[0].blob for _ in range(count)]


def bare(blobs: Sequence[bytes], identity: Identity, slots: int, *, hashing: bool = True) -> None:
    """Do nothing but the primitives over the same bytes, with every offset known beforehand."""
    end = header.header_length(slots)
    key = identity._key  # noqa: SLF001  # the bare primitive is wanted here
    for blob in blobs:
        file_key = SUITE.decrypt(header.slot(blob, slots, slots - 1), key, INFO)
        mac = hmac.HMAC(HKDF(hashes.SHA256(), 32, b"", b"header").derive(file_key), hashes.SHA256())
        mac.update(blob[: end - 45])
        mac.finalize()
        payload_key = HKDF(hashes.SHA256(), 32, blob[end : end + 16], b"payload").derive(file_key)
        ChaCha20Poly1305(payload_key).decrypt(bytes(11) + b"\x01", blob[end + 16 :], None)
        if hashing:
            hashlib.sha256(blob).digest()


def opened(blobs: Sequence[bytes], identity: Identity, slots: int) -> list[Container]:
    """Hash each blob and open it, as a sync does."""
    found = []
    for blob in blobs:
        hashlib.sha256(blob).digest()
        container = open_entry(blob, identity, slots=slots, slot=slots - 1)
        assert isinstance(container, Container)
        found.append(container)
    return found


def believed(containers: Sequence[Container], slots: int) -> None:
    """Decode and verify each record."""
    reading = Reading(
        origin=ORIGIN, slot=slots - 1, charter_hash=lambda _: bytes(32), member_key=lambda _version, _slot: None
    )
    for container in containers:
        read_record(container.records[0], reading)


def timed(work: Callable[[], object]) -> float:
    """Return the CPU seconds that `work` takes."""
    started = time.process_time()
    work()
    return time.process_time() - started


def one_process(blobs: Sequence[bytes], identity: Identity, slots: int) -> list[Figure]:
    """Return what one entry costs in processor time."""
    totals = [0.0, 0.0, 0.0]
    for start in range(0, len(blobs), BATCH):
        batch = blobs[start : start + BATCH]
        containers = opened(batch, identity, slots)
        turns = [
            (
                timed(lambda: bare(batch, identity, slots)),  # noqa: B023  # called at once
                timed(lambda: opened(batch, identity, slots)),  # noqa: B023  # the same
                timed(lambda: believed(containers, slots)),  # noqa: B023  # the same
            )
            for _ in range(TURNS)
        ]
        totals = [total + min(times) for total, times in zip(totals, zip(*turns, strict=True), strict=True)]
    primitives, opening, believing = (len(blobs) / seconds for seconds in totals)
    return [
        Figure(
            what="entries opened, one process",
            value=opening,
            unit="/cpu s",
            bare=primitives,
            limit="bare primitives",
            aim="≥ 80 %",
            reached=opening / primitives >= AIM,
        ),
        Figure(what="records decoded and verified (Ed25519), one process", value=believing, unit="/cpu s"),
    ]


_held: list[bytes] = []


def _hold(blobs: Sequence[bytes]) -> None:
    """Keep the entries in a process of the bare side."""
    _held.extend(blobs)


def _bare_share(count: int, slots: int, *, hashing: bool) -> None:
    """Open `count` entries with nothing but the primitives."""
    identity = Identity.from_seed(SEED)
    for at in range(0, count, len(_held)):
        bare(_held[: count - at], identity, slots, hashing=hashing)


def processor_seconds() -> float:
    """Return the processor time of this process and of its children that have ended."""
    return sum(os.times()[:4])


def mirrored(path: Path, blobs: Sequence[bytes], count: int) -> Mirror:
    """Return a mirror that holds `count` entries."""
    mirror = Mirror(path)
    with mirror.write() as rows:
        for at in range(count):
            mirror_blobs.put(rows, at, blobs[at % len(blobs)])
    return mirror


def all_processors(mirror: Mirror, blobs: Sequence[bytes], count: int, slots: int, rounds: int) -> list[Figure]:
    """Return how many entries a second are opened with all processors."""
    workers = os.cpu_count() or 1
    ours: list[float] = []
    spent: list[float] = []
    theirs: dict[bool, list[float]] = {True: [], False: []}
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, initializer=_hold, initargs=(blobs,)) as pool:

        def bare_rate(*, hashing: bool) -> float:
            begun = time.perf_counter()
            shares = [pool.submit(_bare_share, count // workers, slots, hashing=hashing) for _ in range(workers)]
            for share in shares:
                share.result()
            return count // workers * workers / (time.perf_counter() - begun)

        bare_rate(hashing=True)  # starts them all, and is not counted
        for _ in range(rounds):
            for hashing, rates in theirs.items():
                rates.append(bare_rate(hashing=hashing))
            begun, before = time.perf_counter(), processor_seconds()
            with opener(Slot(SEED, slots - 1, slots), mirror, count) as open_entries:
                for found in open_entries(range(count)):
                    assert found.records
            ours.append(count / (time.perf_counter() - begun))
            spent.append(count / (processor_seconds() - before))
    # Ratios are taken within each round, where both met the same machine.
    ratio, strict = (median(one / other for one, other in zip(ours, theirs[each], strict=True)) for each in theirs)
    identity = Identity.from_seed(SEED)
    alone = len(blobs) / min(timed(lambda: bare(blobs, identity, slots, hashing=False)) for _ in range(3))
    return [
        Figure(
            what=f"{count} entries opened, all processors ({workers})",
            value=median(ours),
            unit="/s",
            bare=median(ours) / ratio,
            limit="bare primitives in as many processes",
            aim="≥ 80 %",
            reached=ratio >= AIM,
        ),
        Figure(
            what=f"{count} entries opened, all processors: beside the same without SHA-256",
            value=median(ours),
            unit="/s",
            bare=median(ours) / strict,
            limit="bare primitives without SHA-256 in as many processes",
        ),
        Figure(
            what=f"{count} entries opened, all processes together",
            value=median(spent),
            unit="/cpu s",
            bare=alone,
            limit="bare primitives without SHA-256 in one process",
        ),
    ]


def main() -> None:
    """Measure and print."""
    parser = arguments(__doc__)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--slots", type=int, default=16)
    chosen = parser.parse_args()
    count, different, rounds = (1_000, 40, 1) if chosen.quick else (chosen.entries, SEALED, 3)
    identity, blobs = sealed(different, chosen.slots)
    figures = one_process(blobs, identity, chosen.slots)
    with tempfile.TemporaryDirectory() as folder, closing(mirrored(Path(folder) / "mirror", blobs, count)) as mirror:
        figures += all_processors(mirror, blobs, count, chosen.slots, rounds)
    report(figures, as_json=chosen.json)


if __name__ == "__main__":
    main()
