# SPDX-License-Identifier: AGPL-3.0-or-later
"""The edge: a site into its folder, and a folder compared with its manifest.

Rules of this module:

- A site is written whole beside its place, is on the disk, and then changes places with the old one in a single rename
  (`renameat2` with RENAME_EXCHANGE). Whoever reads sees the old site or the new one. Where a system has no such rename,
  two follow each other; what a kill leaves between them is put back by the next run.
- Only a published site is replaced: a folder with anything in it that its manifest does not name is left as it is.
- What was published is not taken back: a site is replaced only by one whose log of what was ever published goes on
  where its own ends. A site of before there was a log in it has nothing to compare.
- Two runs into one folder: the second is refused.
"""

import ctypes
import errno
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import zip_longest
from pathlib import Path
from typing import Final

from plaint.errors import FormatError
from plaint.files import read, shown, write_new
from plaint.register import published
from plaint.site import manifest
from plaint.site.data import LOG
from plaint.site.manifest import ManifestError

_OWN: Final = frozenset({manifest.NAME, manifest.NOTE})
_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2
_LONGEST_NOTE: Final = 65_536


def publish(folder: Path, files: Mapping[str, bytes], *, note: bytes | None = None) -> None:
    """Put a site in the place of `folder`: new, empty, or a site that this one continues; else raise `ManifestError`.

    `files` have no manifest yet; `note` is the signature under the one that `manifest.write` makes of them.
    """
    listing = manifest.write(files)
    manifest.parse(listing)
    folder = folder.absolute()
    new, old = (folder.with_name(f".{folder.name}.{end}") for end in ("new", "old"))
    with _alone(folder.parent):
        if old.exists() and not folder.exists():
            old.rename(folder)
        need_place(folder)
        need_continued(folder, files)
        for left in (new, old):
            _remove(left)
        new.mkdir()
        # The manifest comes first: by it the next run knows what a killed one left, and that it may be thrown away.
        write_new(new / manifest.NAME, listing)
        if note is not None:
            write_new(new / manifest.NOTE, note)
        _write(new, files)
        _exchange(new, old, folder)
        _sync(folder.parent)
        for left in (new, old):
            _remove(left)


def need_place(folder: Path) -> None:
    """Raise `ManifestError` unless a site may be put where `folder` is."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise ManifestError(f"{folder} is no folder; nothing was written.", hint="Name another place.")
    if folder.is_dir() and any(folder.iterdir()):
        _need_site(folder)
    elif not folder.parent.is_dir():
        raise ManifestError(f"There is no folder {folder.parent}; nothing was written.", hint="Make it first.")


def need_continued(folder: Path, files: Mapping[str, bytes]) -> None:
    """Raise `ManifestError` where a site stands in `folder` whose log of what was published `files` do not continue."""
    path = folder / LOG
    if not path.is_file():
        return
    before, now = read(path, published.MOST_BYTES), files.get(LOG, b"")
    if not now.startswith(before):
        kept = zip_longest(before.splitlines(), now.splitlines())
        first = next(old for old, new in kept if old != new) or b""
        raise ManifestError(
            f"{folder} was published from a record whose log has a line that this one lacks: "
            f"{shown(first.decode('ascii', 'replace'))}; nothing was written.",
            hint=f"Publish the record whose {published.NAME} goes on from {path}, or name a new folder.",
        )


def listing_of(folder: Path) -> tuple[bytes, dict[str, str]]:
    """Return the manifest of the site in `folder`, and the digest of each path in it; raise where there is none."""
    path = folder / manifest.NAME
    if not path.is_file():
        raise ManifestError(f"{folder} is no published site: it has no {manifest.NAME}.", hint="Name another folder.")
    octets = read(path, manifest.LONGEST)
    return octets, manifest.parse(octets)


def note_of(folder: Path) -> bytes | None:
    """Return the note beside the manifest, or None where the site is unsigned."""
    path = folder / manifest.NOTE
    return read(path, _LONGEST_NOTE) if path.is_file() else None


def differences(folder: Path) -> list[str]:
    """Return each path in `folder` that is not as its manifest says: missing, other, or not named there."""
    _, named = listing_of(folder)
    present = set(_inside(folder))
    found = [f"{path}: missing" for path in named if path not in present]
    for path, wanted in named.items():
        if path in present and _digest(folder / path) != wanted:
            found.append(f"{path}: other bytes than were published")
    found += [f"{shown(path)}: not in the manifest" for path in present - set(named) - _OWN]
    return sorted(found)


def _need_site(folder: Path) -> None:
    try:
        _, named = listing_of(folder)
    except (FormatError, ManifestError):
        named = {}
    strange = sorted(set(_inside(folder)) - set(named) - _OWN)
    if strange or not named:
        example = f" such as {shown(strange[0])}" if strange else ""
        raise ManifestError(
            f"{folder} holds files that are no part of a published site{example}; nothing was written.",
            hint="Move them away, or name a new folder.",
        )


def _digest(path: Path) -> str | None:
    """Return the digest of a file, None where there is something else: a pipe would never end."""
    return manifest.digest(path.read_bytes()) if path.is_file() and not path.is_symlink() else None


def _inside(folder: Path) -> Iterator[str]:
    """Give the path of everything in a folder that is no folder; a link counts as what it is."""
    for path in folder.rglob("*"):
        if path.is_symlink() or not path.is_dir():
            yield path.relative_to(folder).as_posix()


def _remove(folder: Path) -> None:
    if folder.is_symlink() or folder.exists():
        # A manifest without anything it names is what a run left that was killed while it wrote it.
        if folder.is_symlink() or set(_inside(folder)) - _OWN:
            _need_site(folder)
        shutil.rmtree(folder)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    made: set[Path] = {folder}
    written: list[Path] = []
    for path, octets in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        made.add(place.parent)
        place.write_bytes(octets)
        written.append(place)
    if not _sync_all(folder):
        for one in (*written, *made):
            _sync(one)


def _exchange(new: Path, old: Path, folder: Path) -> None:
    if folder.is_dir() and any(folder.iterdir()):
        if _swap(new, folder):
            return
        folder.rename(old)
    elif folder.is_dir():
        folder.rmdir()
    new.rename(folder)


def _swap(one: Path, other: Path) -> bool:
    """Let two folders change names in one step; return False where this system cannot."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if os.name == "posix" else None
    if rename is None:
        return False
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.ENOSYS, errno.EINVAL):
        return False
    raise OSError(number, os.strerror(number), str(other))


@contextmanager
def _alone(parent: Path) -> Iterator[None]:
    """Hold the folder that the site lies in, for this process; the kernel lets go with its end."""
    if os.name != "posix" or not parent.is_dir():
        yield
        return
    import fcntl  # noqa: PLC0415 - POSIX only

    descriptor = os.open(parent, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ManifestError(f"Something else is publishing into {parent}.", hint="Wait, then try again.") from None
        yield
    finally:
        os.close(descriptor)


def _sync_all(folder: Path) -> bool:
    """Bring everything of the file system that holds `folder` to the disk; return False where this system cannot.

    One wait for some hundred small files instead of one for each.
    """
    syncfs = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None) if os.name == "posix" else None
    if syncfs is None:
        return False
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        return bool(syncfs(descriptor) == 0)
    finally:
        os.close(descriptor)


def _sync(path: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(path, os.O_RDONLY)
    with suppress(OSError):  # some file systems do not sync folders
        os.fsync(descriptor)
    os.close(descriptor)
