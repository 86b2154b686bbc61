# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a server did that it must not do, kept as files that convince others.

Two signed heads that contradict each other convict whoever signed them, offline and for ever. Nothing here is deleted,
and the same once more is not news. A number of files is the bound: a server could sign nonsense without end.
"""

from hashlib import sha256
from pathlib import Path
from typing import Final

from plaint import files
from plaint.cosign.errors import RefusedError

FOLDER: Final = "evidence"
MOST: Final = 200
"""Files: some megabytes. The first of them convict."""


def keep(folder: Path, refused: RefusedError) -> Path | None:
    """Write the evidence of `refused` below `folder`; return its file, or None where it is there already or full."""
    place = folder / FOLDER
    place.mkdir(mode=0o700, exist_ok=True)
    octets = b"".join(
        (b"held\n", refused.held, b"\nshown\n", refused.shown, b"\nproof\n" if refused.proof else b"", refused.proof)
    )
    path = place / f"{refused.kind}-{sha256(octets).hexdigest()[:16]}.txt"
    if path.exists() or len(everything(folder)) >= MOST:
        return None
    files.write_new(path, octets)
    return path


def everything(folder: Path) -> tuple[Path, ...]:
    """Return the files of evidence below `folder`, by name."""
    place = folder / FOLDER
    return tuple(sorted(place.iterdir())) if place.is_dir() else ()
