# SPDX-License-Identifier: AGPL-3.0-or-later
"""The group whose ledger is watched: every version of its charter, from the fingerprint on.

The charter is what says which keys sign the ledger, who its cosigners are, and what a packet looks like. All of it is
public, and each version is verified by the one before; versions are kept, so that a server cannot go back on one.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from plaint import files
from plaint.charter import fingerprint
from plaint.charter.annex import Annex, cosigner_keys, verify_annex
from plaint.charter.chain import verify_first, verify_next
from plaint.charter.errors import CharterError
from plaint.charter.model import Charter
from plaint.charter.signed import SignedCharter
from plaint.cosign.errors import CosignError, Misdeed, RefusedError
from plaint.cosign.line import Line
from plaint.errors import FormatError
from plaint.keys.note import MAX_NOTE
from plaint.keys.vkey import NoteKeyType, VerifierKey

FOLDER: Final = "charters"
MOST_VERSIONS: Final = 10_000
MOST_ANNEX: Final = 524_288


@dataclass(frozen=True, slots=True)
class Version:
    """One verified version with its annex."""

    signed: SignedCharter
    annex: Annex


@dataclass(frozen=True, slots=True)
class Group:
    """The verified versions of one group's charter, oldest first."""

    versions: tuple[Version, ...]

    @property
    def root(self) -> bytes:
        """The hash of version 1."""
        return self.versions[0].signed.digest

    @property
    def charter(self) -> Charter:
        """The newest charter."""
        return self.versions[-1].signed.charter

    @property
    def ledger_keys(self) -> tuple[VerifierKey, VerifierKey]:
        """The two keys that sign the ledger's heads."""
        key = self.charter.ledger_key
        pq = self.versions[-1].annex.ledger_pq
        return key, VerifierKey(key.name, NoteKeyType.ML_DSA_44_COSIGNATURE, pq)

    def names(self, keys: tuple[VerifierKey, ...]) -> bool:
        """Tell whether the newest charter lists all of these keys as a cosigner's."""
        return set(keys) <= set(cosigner_keys(self.charter, self.versions[-1].annex))


def need_group(line: Line, folder: Path, words: str) -> Group:
    """Return the group of the fingerprint `words`: what is kept in `folder`, and what the server has beyond it.

    Raises `CosignError` where the words are another group's, `RefusedError` where the server's charter does not follow.
    """
    place = folder / FOLDER
    place.mkdir(mode=0o700, exist_ok=True)
    kept = _kept(place, words)
    newest = _fetch_charter(line, "/charter")
    if kept is None:
        kept = _begun(line, place, words)
    return _grown(line, place, kept, newest)


def _kept(place: Path, words: str) -> Group | None:
    versions: list[Version] = []
    while (path := place / f"{len(versions) + 1}.charter").exists():
        note = files.read(path, MAX_NOTE)
        annex = files.read_text(path.with_suffix(".annex"), MOST_ANNEX)
        versions.append(_verified(SignedCharter.from_bytes(note), Annex.from_text(annex), versions, words))
    return Group(tuple(versions)) if versions else None


def _begun(line: Line, place: Path, words: str) -> Group:
    signed, annex = _fetch_charter(line, "/charter/1"), _fetch_annex(line, 1)
    try:
        first = _verified(signed, annex, [], words)
    except (CharterError, FormatError) as error:
        raise CosignError(
            "The charter at this address is not that of the fingerprint.",
            hint="Compare the twelve words and the address with what the group has printed.",
        ) from error
    _keep(place, first)
    return Group((first,))


def _grown(line: Line, place: Path, group: Group, newest: SignedCharter) -> Group:
    """Return the group with the versions up to `newest`; each that is verified is kept."""
    held = group.versions[-1].signed
    while held.charter.version < min(newest.charter.version, MOST_VERSIONS):
        number = held.charter.version + 1
        signed, annex = _fetch_charter(line, f"/charter/{number}"), _fetch_annex(line, number)
        try:
            version = _verified(signed, annex, list(group.versions), "")
        except CharterError:
            raise RefusedError(Misdeed.CHARTER, held=bytes(held), shown=bytes(signed)) from None
        _keep(place, version)
        group, held = Group((*group.versions, version)), signed
    if newest.digest != held.digest:
        raise RefusedError(Misdeed.CHARTER, held=bytes(held), shown=bytes(newest))
    return group


def _verified(signed: SignedCharter, annex: Annex, before: list[Version], words: str) -> Version:
    if before:
        last = before[-1]
        verify_next(last.signed, signed)
        verify_annex(signed, annex, (last.signed, last.annex))
    else:
        fingerprint.need_words(signed.digest, words)
        verify_first(signed)
        verify_annex(signed, annex)
    return Version(signed, annex)


def _keep(place: Path, version: Version) -> None:
    """Write a version; the annex first, so that a charter's file is never without it."""
    number = version.signed.charter.version
    annex = place / f"{number}.annex"
    annex.unlink(missing_ok=True)  # of a try that broke off before its charter was written
    files.write_new(annex, str(version.annex).encode())
    files.write_new(place / f"{number}.charter", bytes(version.signed))


def _fetch_charter(line: Line, path: str) -> SignedCharter:
    octets = line.get(path, most=MAX_NOTE)
    try:
        return SignedCharter.from_bytes(octets)
    except CharterError:
        raise RefusedError(Misdeed.CHARTER, shown=octets) from None


def _fetch_annex(line: Line, version: int) -> Annex:
    octets = line.get(f"/annex/{version}", most=MOST_ANNEX)
    try:
        return Annex.from_text(octets.decode())
    except (CharterError, FormatError, UnicodeDecodeError):
        raise RefusedError(Misdeed.CHARTER, shown=octets) from None
