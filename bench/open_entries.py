# SPDX-License-Identifier: AGPL-3.0-or-later
"""How fast a desk opens entries, beside the bare primitives over the same bytes in the same run.

    python bench/open_entries.py [entries] [slots]

Reach: at least 80 % of bare HPKE + HKDF + HMAC + ChaCha20-Poly1305 + SHA-256. Times are CPU time of one process. The
sides take turns over small batches and the best of several turns counts: other programs only ever make a turn slower.
"""

import hashlib
import sys
import time
from collections.abc import Callable, Sequence

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from plaint.age import header
from plaint.age.filekey import INFO, SUITE
from plaint.age.identity import Identity
from plaint.entry.complaint import About, Complaint
from plaint.entry.container import Container
from plaint.entry.record import SealedBy
from plaint.receipt.derive import Thread
from plaint.seal.compose import Frame, compose_complaint
from plaint.unseal.entry import Reading, open_entry, read_record

ORIGIN = "plaint.example/bench"
BATCH = 20
TURNS = 12


def sealed(count: int, slots: int) -> tuple[Identity, list[bytes]]:
    """Return the identity in the last slot and entries sealed to it."""
    identity = Identity.from_seed(bytes(32))
    frame = Frame(
        charter_version=1,
        charter_hash=bytes(32),
        recipients=(*[None] * (slots - 1), identity.recipient),
        sealed_by=SealedBy.TERMINAL,
    )
    told = Complaint(language="ru", about=About(unknown=True), account="я" * 3000)
    return identity, [compose_complaint(told, Thread.new(ORIGIN), frame=frame)[0].blob for _ in range(count)]


def bare(blobs: Sequence[bytes], identity: Identity, slots: int) -> None:
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


def main() -> None:
    """Print the times for one entry and the share of the bare primitives."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    slots = int(sys.argv[2]) if len(sys.argv) > 2 else 16
    identity, blobs = sealed(count, slots)
    totals = [0.0, 0.0, 0.0]
    for start in range(0, count, BATCH):
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
    for name, seconds in zip(("bare primitives", "open_entry", "read_record (Ed25519)"), totals, strict=True):
        print(f"{name:24} {seconds / count * 1e6:8.1f} µs an entry")
    print(f"{'share of the bare':24} {totals[0] / totals[1]:8.1%}")


if __name__ == "__main__":
    main()
