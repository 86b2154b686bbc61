# SPDX-License-Identifier: AGPL-3.0-or-later
"""A stock `age`, where one is installed: the proof that Plaint is not needed to read what Plaint wrote.

Debian 12 has 1.1, which knows no post-quantum recipients; a later Debian has one that does.
"""

import re
import shutil
import subprocess

import pytest


def stock_age() -> str:
    """Return the path of a stock `age` of version 1.3 or later; skip the test where there is none."""
    path = shutil.which("age")
    if path is None:
        pytest.skip("no stock age on the PATH")
    shown = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout
    version = re.match(r"v?(\d+)\.(\d+)", shown)
    if version is None or (int(version[1]), int(version[2])) < (1, 3):
        pytest.skip(f"age {shown.strip()} knows no post-quantum recipients; 1.3 does")
    return path
