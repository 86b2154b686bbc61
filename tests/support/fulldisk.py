# SPDX-License-Identifier: AGPL-3.0-or-later
"""An intake on a disk that runs full, several times, under 64 filers, and is killed; run in a mount namespace.

    unshare --user --map-root-user --mount python -m tests.support.fulldisk FOLDER

Prints one JSON object: what was acknowledged, how often which refusal came, and the verdict.
"""

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from plaint.intake.settings import LEAST_RESERVE
from plaint.store.reserve import MIB, free_bytes
from tests.support.filers import Filers
from tests.support.intakes import RunningIntake, prepared, start_intake
from tests.support.places import packet

SIZE_MIB = 112
"""The reserve of 64 MiB, the write-ahead log of 16, and some hundred entries."""
ROUNDS = 3


@contextmanager
def crammed(disk: Path) -> Iterator[None]:
    """Take every byte that is left on the disk, reserve and all, as another program might; then give them back."""
    ballast = disk / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(65_536))
    try:
        yield
    finally:
        ballast.unlink()


def tell(intake: RunningIntake) -> str:
    """Return the first word that a filing is answered with."""
    return intake.file(bytes(packet())).split()[0].decode()


def main(folder: Path) -> None:
    """Run all rounds on a disk of `SIZE_MIB` at `folder`/disk; logs and settings lie beside it."""
    disk = folder / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE_MIB}m", "none", str(disk)], check=True)
    seeded, filers, settings = random.Random(21), Filers(), prepared(disk)
    told: dict[str, str] = {}
    for _ in range(ROUNDS):
        intake = start_intake(folder, settings)
        people = filers.begin(intake.port)
        filers.watch(intake, seeded.uniform(0.2, 0.6))
        with crammed(disk):
            filers.watch(intake, seeded.uniform(0.5, 1.0))
            told["crammed"] = tell(intake)
            if seeded.random() < 0.5:
                intake.program.kill()
        if intake.program.process.poll() is None:
            filers.watch(intake, seeded.uniform(0.1, 1.5))
            intake.program.kill()
        for person in people:
            person.join()
    intake = start_intake(folder, settings)
    (disk / "other").write_bytes(bytes(max(0, free_bytes(disk) - (LEAST_RESERVE + 4) * MIB)))
    filers.refused_last = ""
    people = filers.begin(intake.port, 8)
    until = time.monotonic() + 60
    while filers.refused_last != "full" and time.monotonic() < until:
        time.sleep(0.1)
    told["reserve reached"] = tell(intake)
    filers.heads.append(intake.settled())
    with crammed(disk):
        told["stopped"] = str(intake.program.stop())
    told["printed"] = intake.program.printed()
    for person in people:
        person.join()
    intake = start_intake(folder, settings)
    filers.heads.append(intake.settled())
    intake.program.stop()
    told["printed at last"] = intake.program.printed()
    verdict = filers.verdict(settings)
    print(json.dumps({"acknowledged": len(filers.acknowledged), "refused": filers.refused, "told": told, **verdict}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
