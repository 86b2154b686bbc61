# SPDX-License-Identifier: AGPL-3.0-or-later
"""Running the small Node.js scripts beside this file with the packages of `js/node_modules`."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SUPPORT = ROOT / "tests" / "support"


def node() -> str:
    """Return the path of Node.js, that of the virtual environment first; skip the test where there is none."""
    beside = Path(sys.executable).parent / "node"
    found = str(beside) if beside.exists() else shutil.which("node")
    if found is None or not (ROOT / "js" / "node_modules").exists():
        pytest.skip("Node.js or js/node_modules is missing; `make setup` installs both")
    return found


def run_script(name: str, stdin: str = "") -> str:
    """Run `tests/support/<name>` with `stdin` and return what it prints."""
    return subprocess.run(
        [node(), str(SUPPORT / name)], input=stdin, capture_output=True, text=True, check=True, timeout=120
    ).stdout


def core_file() -> Path:
    """Return the bundle of the whole surface, `js/build/core.js`, made anew where a source is newer."""
    made = subprocess.run(
        [node(), str(ROOT / "js" / "build.mjs"), "--core"], capture_output=True, text=True, check=True, timeout=120
    )
    return Path(made.stdout.strip())
