#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Write the shared vectors of the charter into tests/vectors, the same bytes in every run."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from plaint.entry import strictjson  # noqa: E402  # the path to tests/ comes first
from tests.support.charter_cases import charter_vectors  # noqa: E402  # the same
from tests.support.conflict_vectors import conflict_vectors  # noqa: E402  # the same

VECTORS = {"charter": charter_vectors, "conflict": conflict_vectors}


def main() -> None:
    """Write each file and say so."""
    for name, make in VECTORS.items():
        path = ROOT / "tests" / "vectors" / f"{name}.json"
        path.write_text(strictjson.dumps(make()), encoding="utf-8", newline="\n")
        print(path.relative_to(ROOT), path.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
