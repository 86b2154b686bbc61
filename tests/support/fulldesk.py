# SPDX-License-Identifier: AGPL-3.0-or-later
"""A desk on a disk that another program fills to the last byte, and that is emptied again; run in a mount namespace.

    unshare --user --map-root-user --mount python -m tests.support.fulldesk FOLDER

Prints one JSON object: how each step ended, crammed and after it.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from plaint.desk.full import FullDiskError
from plaint.desk.vault import drafts
from plaint.desk.vault.connection import Vault
from tests.support.fulldisk import crammed
from tests.support.groups import small_group
from tests.support.ledgers import Ledger
from tests.support.stories import Story
from tests.support.syncing import Puller

SIZE_MIB: Final = 6
CASE: Final = b"a" * 16
BEFORE: Final = "начатое"
LONG: Final = "я" * 9_000
READERS: Final = (0, 1, 3)


def ended(act: Callable[[], object]) -> str:
    """Return how an act ended: `done`, `full`, or the kind of any other error."""
    try:
        act()
    except FullDiskError:
        return "full"
    except Exception as error:  # noqa: BLE001 - named in the answer, and the test looks at it
        return type(error).__name__
    return "done"


def main(folder: Path) -> None:
    """Sync, write and unlock on a disk of `SIZE_MIB` at `folder`/disk, crammed and not."""
    disk = folder / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE_MIB}m", "none", str(disk)], check=True)
    ledger, story = Ledger(small_group()), Story()
    desk = Puller(disk, ledger, "ngo-1")
    vault, home, key = desk.opened.vault, desk.source.home, desk.opened.keys.vault_key

    def write(text: str) -> None:
        with vault.write() as rows:
            drafts.put(rows, CASE, "reply", text)

    def written() -> str:
        with vault.read() as rows:
            return drafts.get(rows, CASE, "reply")

    desk.sync()
    write(BEFORE)
    for number in range(12):
        said = f"жалоба {number} " + "х" * 5_000
        ledger.file(story.complaint(story.complainant(str(number)), readers=READERS, account=said).record)
    ledger.tick(3600)
    told = {}
    with crammed(disk):
        told["sync, crammed"] = ended(desk.sync)
        told["writing, crammed"] = ended(lambda: write(LONG))
        told["writing again, crammed"] = ended(lambda: write(LONG))
        told["kept"] = written()
    told["writing"], told["written"] = ended(lambda: write(LONG)), str(len(written()))
    told["sync"], told["cases"] = ended(desk.sync), str(len(desk.excerpts()))
    told["misdeeds"] = " ".join(desk.misdeeds())
    vault.close()
    with crammed(disk):
        told["unlocking, crammed"] = ended(lambda: Vault(home.vault, key).close())
    told["unlocking"] = ended(lambda: Vault(home.vault, key).close())
    print(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
