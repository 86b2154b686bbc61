# SPDX-License-Identifier: AGPL-3.0-or-later
"""Releasing, making and recording on a disk that is full; run in a mount namespace.

    unshare --user --map-root-user --mount python -m tests.support.fullreport FOLDER

Prints one JSON object: for each command what it said on the full disk and what it left there, and whether a second try
succeeded once there was room.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.cli.test_cli_report import TWO, Office
from tests.support.felled import Feller
from tests.support.fulldisk import crammed
from tests.support.registers import example

SIZE_MIB = 24


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder but the ballast and locks, which say nothing."""
    named = {str(one.relative_to(folder)): one for one in folder.rglob("*") if one.is_file()}
    return {name: one.read_bytes() for name, one in named.items() if one.name not in {"ballast", "lock"}}


def tried(feller: Feller, disk: Path, words: Sequence[object]) -> dict[str, object]:
    """Run a command on the full disk, then with room, and return what was seen."""
    before = contents(disk)
    with crammed(disk):
        code, said = feller.run(words)
    same = contents(disk) == before
    again, told = feller.run(words)
    return {"code": code, "said": said, "same": same, "again": again, "told": told}


def main(folder: Path) -> None:
    """Run all commands on a disk of `SIZE_MIB` at `folder`/disk."""
    disk = folder / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE_MIB}m", "none", str(disk)], check=True)
    office = Office(disk)
    office.found()
    office.preview()
    for member in TWO:
        office.approve(member)
    shutil.rmtree(disk / "draft")
    record = example(disk)
    statement = [
        *("register", "add", "statement", "e51-denial", "--in", record, "--kind", "denial", "--said", "2017-05-06"),
        *("--scope", "spring-2017", "--source", "tass-2017-05-05", "--actor", "head-of-chechnya-kadyrov"),
        *("--text-ru", "Отрицал.", "--text-en", "Denied it."),
    ]
    with Feller(disk) as feller:
        found = {
            "release": tried(feller, disk, ["report", "release", office.path, *office.approvals(*TWO)]),
            "make": tried(feller, disk, ["report", "make", office.path, "--into", disk / "out"]),
            "add": tried(feller, disk, statement),
        }
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
