# SPDX-License-Identifier: AGPL-3.0-or-later
"""The files that belong to the repository: what git tracks, and what is new and not ignored."""

import functools
import subprocess
from pathlib import Path

import pytest

from tests.support.shared import ROOT


@functools.cache
def files() -> tuple[Path, ...]:
    """Return every file of the repository, relative to its root, in order; skip the test outside of a clone."""
    # safe.directory: in CI the clone may belong to somebody else than whoever runs the tests.
    listing = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listing.returncode != 0:
        pytest.skip("this is no git clone, so nothing says which files belong to it")
    names = {Path(name) for name in listing.stdout.decode("utf-8").split("\0") if name}
    return tuple(sorted(name for name in names if (ROOT / name).is_file()))


def sources(*suffixes: str, under: str = "") -> list[Path]:
    """Return the files whose names end with one of `suffixes`, only those below the folder `under`."""
    return [path for path in files() if path.suffix in suffixes and str(path).startswith(under)]


def read(path: Path) -> str:
    """Return the text of a file of the repository."""
    return (ROOT / path).read_text("utf-8")
