# SPDX-License-Identifier: AGPL-3.0-or-later
"""A release, a report and a statement on a disk that is really full: a clear message, nothing changed, a second try."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.process.test_intake_full import OWN_DISKS
from tests.support.shared import ROOT


@pytest.mark.slow
def test_a_full_disk_changes_nothing(tmp_path: Path) -> None:
    """Without room each command fails in one line, leaves every file as it was, and succeeds once there is room."""
    try:
        subprocess.run([*OWN_DISKS, "mount", "-t", "tmpfs", "none", str(tmp_path)], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this system lets no process mount a disk in memory (unshare --user --mount)")
    argv = [*OWN_DISKS, sys.executable, "-m", "tests.support.fullreport", str(tmp_path)]
    done = subprocess.run(argv, check=False, capture_output=True, text=True, timeout=240, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    print(found)
    assert set(found) == {"release", "make", "add"}
    for one in found.values():
        assert (one["code"], one["same"], one["again"]) == (1, True, 0), one
        assert "No space left on device" in one["said"]
        assert "Traceback" not in one["said"] + one["told"]
        assert one["said"].strip().endswith("try again.")
