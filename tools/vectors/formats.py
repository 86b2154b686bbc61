#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Write the shared vectors of the formats into tests/vectors.

What is determined by its inputs is made from fixed seeds and comes out the same in every run. What is randomised
(entries and an envelope) is sealed once and kept with the keys that open it; `--fresh` seals it anew.
"""

import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from plaint.entry import strictjson  # noqa: E402  # the path to tests/ comes first
from tests.support import vector_documents, vector_records, vector_sealed  # noqa: E402  # the same
from tests.support.vector_parts import Vectors  # noqa: E402  # the same

DETERMINED: dict[str, Callable[[], Vectors]] = {
    "receipt": vector_documents.receipt,
    "strictjson": vector_documents.strict_json,
    "body": vector_documents.body,
    "documents": vector_documents.documents,
    "record": vector_records.record,
    "container": vector_records.containers,
    "slices": vector_records.part,
    "attachments": vector_records.attachment,
    "cells": vector_sealed.cells,
    "packet": vector_sealed.packets,
}
RANDOMISED: dict[str, Callable[[], Vectors]] = {
    "entry": vector_sealed.entries,
    "envelope": vector_sealed.envelopes,
}


def main() -> None:
    """Write each file and say so."""
    for name, make in {**DETERMINED, **RANDOMISED}.items():
        path = ROOT / "tests" / "vectors" / f"{name}.json"
        if name in DETERMINED or "--fresh" in sys.argv or not path.exists():
            path.write_text(strictjson.dumps(make()), encoding="utf-8", newline="\n")
            print(path.relative_to(ROOT), path.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
