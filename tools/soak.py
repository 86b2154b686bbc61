# SPDX-License-Identifier: AGPL-3.0-or-later
"""A long run of one intake and one desk: filing, killing, starting again, syncing, until the time is over.

    python tools/soak.py [--minutes 10] [--seed 1]          `make soak MINUTES=10`

Round after round: an intake of its own process, people who file, a desk that pulls all the while, and an end at a
random moment, by `kill -9` or by SIGTERM. After each start, once two ticks have passed, the desk pulls again, and then:

- every entry that was ever acknowledged is in the ledger and in the desk's mirror, once, byte for byte;
- the desk has no evidence against the server: no head contradicted an earlier one;
- an intake that was told to end said nothing and ended with 0; its memory and its open files have not grown.

Ends with 0 if all of it held. It runs on loopback only, in a folder that is removed.
"""

import argparse
import http.client
import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from hashlib import sha256
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from plaint.charter.fingerprint import words
from plaint.clock import SystemClock
from plaint.desk.home import Home
from plaint.desk.joining import join_group
from plaint.desk.mirror import evidence
from plaint.desk.mirror.connection import Mirror
from plaint.desk.sync.remote import RemoteError, connect
from plaint.desk.sync.run import Source, pull
from plaint.line.address import Address
from tests.support.intakes import RunningIntake, prepared, quick_group, start_intake
from tests.support.places import packet

FILERS = 8
PAUSE = 0.2
"""Seconds between two entries of one person: forty entries a second in all, 150 MiB a minute."""
LONGEST_ROUND = 12.0
TWO_TICKS = 2.5
MOST_MEMORY = 300
"""MiB; an idle intake takes some 60."""
MOST_FILES = 200


class BrokenError(Exception):
    """Something that must hold did not."""


class People:
    """Who file, and remember what they were told."""

    def __init__(self) -> None:
        """Begin with nothing acknowledged."""
        self.acknowledged: dict[bytes, bytes] = {}
        self._packet = bytes(packet())
        self._stop = threading.Event()

    def file_for(self, intake: RunningIntake, seconds: float) -> None:
        """Let all file for some seconds, or until the line breaks."""
        self._stop.clear()
        threads = [threading.Thread(target=self._file, args=(intake.port,)) for _ in range(FILERS)]
        for thread in threads:
            thread.start()
        time.sleep(seconds)
        self._stop.set()
        for thread in threads:
            thread.join()

    def _file(self, port: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            while not self._stop.wait(PAUSE * random.random() * 2):  # noqa: S311 - no secret
                sent = self._packet[:-32] + os.urandom(32)
                line.request("POST", "/e", sent)
                answer = line.getresponse()
                said = answer.read()
                if answer.status == http.HTTPStatus.OK:
                    self.acknowledged[bytes.fromhex(said.split()[1].decode())] = sha256(sent[48:]).digest()
        except (OSError, http.client.HTTPException):
            return
        finally:
            line.close()


class Desk:
    """A member's desk, as far as pulling goes; it needs no key for that."""

    def __init__(self, folder: Path, intake: RunningIntake) -> None:
        """Join the group over the network."""
        group = quick_group()
        home = Home(folder)
        home.make()
        key = next(iter(group.keys.values()))
        address = Address(f"http://127.0.0.1:{intake.port}")
        _, connection = join_group(key.keys, address, " ".join(words(group.signed.digest)))
        self._address = address
        self._source = Source(home, Mirror(home.mirror), connection, SystemClock())

    def pull(self) -> bool:
        """Bring the mirror up to the server's head; return whether the server was there all along."""
        remote = connect(self._address)
        try:
            pull(self._source, remote)
        except RemoteError:
            return False
        finally:
            remote.close()
        return True

    def check(self, acknowledged: dict[bytes, bytes]) -> int:
        """Raise BrokenError unless all of it is here once; return how many leaves there are."""
        with self._source.mirror.read() as rows:
            held = [bytes(row[0]) for row in rows.execute("SELECT hash FROM leaf WHERE kind = 1")]
            bodies = rows.execute("SELECT blob.octets FROM blob JOIN leaf USING (idx) WHERE kind = 1")
            hashes = {sha256(row[0]).digest() for row in bodies}
            size = int(rows.execute("SELECT count(*) FROM leaf").fetchone()[0])
            misdeeds = [each.kind for each in evidence.everything(rows)]
        times = Counter(held)
        missing = [each for each in acknowledged if times[each] != 1 or each not in hashes]
        if missing:
            raise BrokenError(
                f"{len(missing)} of {len(acknowledged)} acknowledged entries are not there once and whole"
            )
        if any(said != real for said, real in acknowledged.items()):
            raise BrokenError("an acknowledgement named another entry")
        if misdeeds:
            raise BrokenError(f"the desk has evidence against the server: {', '.join(misdeeds)}")
        return size


def resources(pid: int) -> tuple[int, int]:
    """Return the resident memory of a process in MiB, and how many files it has open."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20, len(list(Path(f"/proc/{pid}/fd").iterdir()))


def one_round(intake: RunningIntake, people: People, desk: Desk, chance: random.Random) -> str:
    """File and pull for a while, then end the intake; return how."""
    over = threading.Event()

    faults: list[Exception] = []

    def keep_pulling() -> None:
        try:
            while not over.wait(0.5):
                desk.pull()
        except Exception as error:  # noqa: BLE001 - told by the thread that waits
            faults.append(error)

    puller = threading.Thread(target=keep_pulling)
    puller.start()
    kill = chance.random() < 0.7
    filing = threading.Thread(target=people.file_for, args=(intake, chance.uniform(0.5, LONGEST_ROUND)))
    filing.start()
    time.sleep(chance.uniform(0.5, LONGEST_ROUND))
    memory, files = resources(intake.program.pid)
    if kill:
        intake.program.kill()
    code = 0 if kill else intake.program.stop(seconds=60)
    filing.join()
    over.set()
    puller.join()
    if faults:
        raise BrokenError(f"the desk could not pull: {faults[0]}")
    if code or intake.program.printed():
        raise BrokenError(f"ended with {code}, and said: {intake.program.printed()[-500:]}")
    if memory > MOST_MEMORY or files > MOST_FILES:
        raise BrokenError(f"{memory} MiB of memory, {files} open files")
    return f"{'killed' if kill else 'ended '} at {memory} MiB, {files} files"


def soak(folder: Path, minutes: float, seed: int) -> None:
    """Run rounds until the time is over; raise BrokenError where something does not hold."""
    chance = random.Random(seed)  # noqa: S311 - a run can be had again
    settings = prepared(folder)
    people = People()
    intake = start_intake(folder, settings)
    desk = Desk(folder / "desk", intake)
    end = time.monotonic() + minutes * 60
    number = 0
    while True:
        number += 1
        how = one_round(intake, people, desk, chance)
        intake = start_intake(folder, settings)
        time.sleep(TWO_TICKS)
        if not desk.pull():
            raise BrokenError("the intake does not answer after its start")
        size = desk.check(people.acknowledged)
        print(f"round {number}: {how}; {len(people.acknowledged)} acknowledged, {size} leaves", flush=True)
        if time.monotonic() > end:
            break
    if intake.program.stop(seconds=60):
        raise BrokenError("the last end was not clean")


def main() -> int:
    """Run; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        try:
            soak(Path(name), chosen.minutes, chosen.seed)
        except BrokenError as error:
            print(f"BROKEN: {error}")
            return 1
    print("all of it held")
    return 0


if __name__ == "__main__":
    sys.exit(main())
