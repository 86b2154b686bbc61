# SPDX-License-Identifier: AGPL-3.0-or-later
"""A desk on a disk that is really full: it says so, loses nothing, and goes on once there is room."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.fulldesk import BEFORE, LONG
from tests.support.shared import ROOT

OWN_DISKS = ["unshare", "--user", "--map-root-user", "--mount"]
"""A mount namespace of its own, in which a process may have a disk in memory."""


def test_a_desk_outlives_a_full_disk(tmp_path: Path) -> None:
    """Syncing, writing, unlocking say that the disk is full, never that a key is wrong; afterwards all is there."""
    try:
        subprocess.run([*OWN_DISKS, "mount", "-t", "tmpfs", "none", str(tmp_path)], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this system lets no process mount a disk in memory (unshare --user --mount)")
    argv = [*OWN_DISKS, sys.executable, "-m", "tests.support.fulldesk", str(tmp_path)]
    done = subprocess.run(argv, check=False, capture_output=True, text=True, timeout=240, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "sync, crammed": "full",
        "writing, crammed": "full",
        "writing again, crammed": "full",
        "kept": BEFORE,
        "writing": "done",
        "written": str(len(LONG)),
        "sync": "done",
        "cases": "12",
        "misdeeds": "",
        "unlocking, crammed": "full",
        "unlocking": "done",
    }
