# SPDX-License-Identifier: AGPL-3.0-or-later
"""People who file at once, remember what was acknowledged, and look for it afterwards (property 21)."""

import http.client
import os
import threading
import time
from collections import Counter
from hashlib import sha256
from itertools import pairwise

from plaint.intake.settings import IntakeSettings
from plaint.keys import note as notes
from plaint.ledger.checkpoint import Checkpoint, open_checkpoint
from plaint.ledger.leaf import LeafKind
from plaint.ledger.proof import consistency_proof, verify_consistency
from plaint.store.reading import SqliteReading
from tests.support.intakes import RunningIntake, quick_group
from tests.support.places import packet

FILERS = 64
PACKET = bytes(packet())
KEY = quick_group().signed.charter.ledger_key


class Filers:
    """People who file one entry after another until the line breaks."""

    def __init__(self) -> None:
        """Begin with nothing acknowledged."""
        self.acknowledged: dict[str, bytes] = {}
        self.refused: Counter[str] = Counter()
        """How often each word of a refusal came."""
        self.refused_last = ""
        self.heads: list[bytes] = []

    def begin(self, port: int, count: int = FILERS) -> list[threading.Thread]:
        """Let `count` people file at once; return who they are."""
        threads = [threading.Thread(target=self.file, args=(port,)) for _ in range(count)]
        for thread in threads:
            thread.start()
        return threads

    def watch(self, intake: RunningIntake, seconds: float) -> None:
        """Keep the heads that are shown for some time."""
        begun = time.monotonic()
        while time.monotonic() - begun < seconds:
            self.heads.append(intake.ask("GET", "/checkpoint")[1])
            time.sleep(0.05)

    def file(self, port: int) -> None:
        """File until the line breaks, as one person."""
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            while True:
                sent = PACKET[:-32] + os.urandom(32)
                line.request("POST", "/e", sent)
                answer = line.getresponse()
                said = answer.read().decode()
                if answer.status == 200:
                    self.acknowledged[said.split()[1]] = sent[48:]
                    self.refused_last = ""
                else:
                    self.refused_last = said.partition(":")[0]
                    self.refused[self.refused_last] += 1
                    time.sleep(0.05)
        except (OSError, http.client.HTTPException):
            return
        finally:
            line.close()

    def verdict(self, settings: IntakeSettings) -> dict[str, int]:
        """Return how many acknowledged entries are missing or changed in the ledger, and how many stand there twice.

        Every head that was shown must continue the one before; raises where one does not.
        """
        reading = SqliteReading(settings.folder)
        try:
            found = {name: reading.find(bytes.fromhex(name)) for name in self.acknowledged}
            hashes = [leaf[8:40].hex() for leaf in reading.leaves(0, 1_000_000) if leaf[4] == LeafKind.ENTRY]
            heads = opened_heads(self.heads)
            for old, new in pairwise(heads):
                path = consistency_proof(old.size, new.size, reading.read_tile)
                verify_consistency(old.size, new.size, path, old.root, new.root)
        finally:
            reading.close()
        return {
            "missing": sum(one is None for one in found.values()),
            "changed": sum(one is not None and one.body != self.acknowledged[name] for name, one in found.items()),
            "misnamed": sum(sha256(blob).hexdigest() != name for name, blob in self.acknowledged.items()),
            "without a leaf": len(set(self.acknowledged) - set(hashes)),
            "twice": len(hashes) - len(set(hashes)),
            "heads": len(heads),
        }


SOUND = {"missing": 0, "changed": 0, "misnamed": 0, "without a leaf": 0, "twice": 0}
"""A verdict, but for the number of heads."""


def opened_heads(texts: list[bytes]) -> list[Checkpoint]:
    """Return the distinct heads in the order of their ticks."""
    heads = {text: open_checkpoint(notes.parse(text), [KEY], KEY.name) for text in texts}
    return sorted(heads.values(), key=lambda head: head.tick)
