# SPDX-License-Identifier: AGPL-3.0-or-later
"""A record's folder as a whole: read, compared with itself, its snapshots counted over."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from plaint import files
from plaint.register.checking import look
from plaint.register.findings import Finding, RegisterError, in_order
from plaint.register.folder import SNAPSHOTS, Loaded, load
from plaint.register.model import Register

MOST_SNAPSHOT_BYTES: Final = 32 * 2**20


def examine(folder: Path) -> tuple[Loaded | None, tuple[Finding, ...]]:
    """Return the record in `folder` and all findings, or None where it could not be read as a whole."""
    loaded, findings = load(folder)
    if loaded is None:
        return None, findings
    found = [*_remarks(loaded), *_snapshots(folder, loaded)]
    return loaded, in_order(found)


def read(folder: Path) -> Register:
    """Return the record in `folder`; raise `RegisterError` with every error in it. Warnings do not hinder.

    The bytes of snapshots are not read: `examine` does that.
    """
    loaded, findings = load(folder)
    if loaded is not None:
        findings = in_order(found for found in _remarks(loaded) if not found.is_warning)
    if loaded is None or findings:
        raise RegisterError(
            f"The record in {folder} has {len(findings)} {'error' if len(findings) == 1 else 'errors'}.",
            hint="Mend each line below.",
            findings=findings,
        )
    return loaded.register


def try_out(folder: Path, changed: Mapping[str, bytes | None]) -> None:
    """Raise `RegisterError` where the record would have an error after a change; a copy is looked at, not the record.

    `changed` has the new bytes of each file by its path, None for one that goes. Snapshots are not looked at.
    """
    with tempfile.TemporaryDirectory(prefix="plaint-register-") as scratch:
        copy = Path(scratch) / "record"
        if folder.is_dir():
            shutil.copytree(folder, copy, ignore=shutil.ignore_patterns(SNAPSHOTS, ".*"))
        for name, octets in changed.items():
            path = copy / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if octets is None:
                path.unlink()
            else:
                path.write_bytes(octets)
        loaded, findings = load(copy)
        errors = [*findings, *(found for found in _remarks(loaded) if not found.is_warning)] if loaded else findings
    if errors:
        raise RegisterError(
            "The record would not be right after this; nothing was written.",
            hint="Mend each line below.",
            findings=errors,
        )


def _remarks(loaded: Loaded) -> Iterator[Finding]:
    for remark in look(loaded.register):
        place, line = loaded.place(remark.record, remark.path)
        yield Finding(place, line, remark.problem, remark.remedy, remark.is_warning)


def _snapshots(folder: Path, loaded: Loaded) -> Iterator[Finding]:
    """Give each kept copy that is missing, is not what it was, or belongs to no source."""
    known = set()
    for source in loaded.register.sources.values():
        if source.snapshot is None:
            continue
        name = f"{source.snapshot.sha256}.{source.snapshot.form}"
        known.add(name)
        place, line = loaded.place(f"sources/{source.id}", ("snapshot",))
        path = folder / SNAPSHOTS / name
        if path.is_symlink() or not path.is_file():
            yield Finding(place, line, f"There is no {SNAPSHOTS}/{name}.", "Put it back, or take the snapshot out.")
        elif hashlib.sha256(files.read(path, MOST_SNAPSHOT_BYTES)).hexdigest() != source.snapshot.sha256:
            remedy = "Put back the copy that was taken; what lies there now is another file."
            yield Finding(place, line, f"{SNAPSHOTS}/{name} is not what was archived.", remedy)
    for path in sorted((folder / SNAPSHOTS).glob("*")):
        if path.name not in known and not path.name.startswith("."):
            yield Finding(
                f"{SNAPSHOTS}/{files.shown(path.name)}",
                0,
                "No source has this copy.",
                "Take it out, or name it in one.",
            )
