# SPDX-License-Identifier: AGPL-3.0-or-later
"""Property 21 on a disk that is really full: nothing acknowledged is lost, and nothing else looks received."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.filers import SOUND
from tests.support.shared import ROOT

OWN_DISKS = ["unshare", "--user", "--map-root-user", "--mount"]
"""A mount namespace of its own, in which a process may have a disk in memory."""


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_to_a_full_disk(tmp_path: Path) -> None:
    """64 people file while another program takes the last byte and while `kill -9` comes: every receipt is there.

    Crammed full, it says so or fails, and acknowledges nothing; once there is room it goes on; at its own reserve it
    says "full", goes on with its heads, ends cleanly when told to, crammed as it may be, and starts again.
    """
    try:
        subprocess.run([*OWN_DISKS, "mount", "-t", "tmpfs", "none", str(tmp_path)], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this system lets no process mount a disk in memory (unshare --user --mount)")
    argv = [*OWN_DISKS, sys.executable, "-m", "tests.support.fulldisk", str(tmp_path)]
    done = subprocess.run(argv, check=False, capture_output=True, text=True, timeout=240, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    print(found)
    assert {what: found[what] for what in SOUND} == SOUND
    assert found["acknowledged"] > 100
    assert found["heads"] > 1
    assert found["refused"]["full"] > 0
    assert found["told"]["crammed"] in ("full:", "later:")
    assert (found["told"]["reserve reached"], found["told"]["stopped"]) == ("full:", "0")
    assert "Traceback" not in found["told"]["printed"] + found["told"]["printed at last"]
