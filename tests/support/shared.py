# SPDX-License-Identifier: AGPL-3.0-or-later
"""Find the folder of vectors and tables that lies beside the repository and is not copied into it.

It holds what others published (merkle proof vectors, capture tables) under their own terms. A clone without it still
tests everything else: what needs the folder is skipped, and says so.
"""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
"""The root of the repository."""


def folder() -> Path:
    """Return where the shared folder is looked for: `PLAINT_SHARED`, or `../shared` beside the repository."""
    return Path(os.environ.get("PLAINT_SHARED") or ROOT.parent / "shared")


def find(name: str) -> Path:
    """Return the path of `name` inside the shared folder, or skip the test that asks where it is not there."""
    path = folder() / name
    if not path.exists():
        pytest.skip(f"{name} is not here: put the shared folder beside the repository or set PLAINT_SHARED")
    return path


def names(name: str, pattern: str) -> list[str]:
    """Return the sorted paths under `name` that match `pattern`, relative to the shared folder.

    For `pytest.mark.parametrize`, which runs before any test could be skipped: without the folder the list holds the
    one name `name`, so that one test stands there and is skipped by `find`.
    """
    top = folder()
    return sorted(str(path.relative_to(top)) for path in (top / name).glob(pattern)) or [name]
