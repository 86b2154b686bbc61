# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pulling every version of the charter with its annex, and checking both chains of signatures."""

from dataclasses import dataclass
from typing import Final

from plaint.charter import fingerprint
from plaint.charter.annex import Annex, verify_annex
from plaint.charter.chain import verify_first, verify_next
from plaint.charter.model import Member
from plaint.charter.signed import SignedCharter
from plaint.desk.sync.remote import Remote
from plaint.errors import FormatError
from plaint.keys.note import MAX_NOTE
from plaint.keys.seed import MemberKeys

MOST_VERSIONS: Final = 10_000
_MOST_ANNEX: Final = 524_288


@dataclass(frozen=True, slots=True)
class Constitution:
    """Every version of a group's charter with its annex, oldest first, each verified by the one before."""

    versions: tuple[tuple[SignedCharter, Annex], ...]

    @property
    def root(self) -> bytes:
        """The hash of version 1, which the published fingerprint stands for."""
        return self.versions[0][0].digest

    @property
    def newest(self) -> SignedCharter:
        """The newest version."""
        return self.versions[-1][0]

    @property
    def annex(self) -> Annex:
        """The annex of the newest version."""
        return self.versions[-1][1]

    def extended(self, signed: SignedCharter, annex: Annex) -> "Constitution":
        """Return the constitution with the next version; raise `CharterError` where it does not follow."""
        verify_next(self.newest, signed)
        verify_annex(signed, annex, self.versions[-1])
        return Constitution((*self.versions, (signed, annex)))


def begin(signed: SignedCharter, annex: Annex, *, root: bytes | None = None) -> Constitution:
    """Return the constitution that begins with this version 1; raise `CharterError`."""
    verify_first(signed, root=root)
    verify_annex(signed, annex)
    return Constitution(((signed, annex),))


def pull_constitution(remote: Remote, *, words: str = "", root: bytes | None = None) -> Constitution:
    """Pull all versions from the server and verify them from the fingerprint on.

    `words` is the published fingerprint as a person typed it, or `root` the hash that this desk knows already. Raises
    `CharterError` where the server's charter is not that group's, `RemoteError` where it cannot be pulled.
    """
    newest = SignedCharter.from_bytes(remote.get("/charter", most=MAX_NOTE)).charter.version
    first = SignedCharter.from_bytes(remote.get("/charter/1", most=MAX_NOTE))
    if root is None:
        fingerprint.need_words(first.digest, words)
    return pull_later(remote, begin(first, _annex(remote, 1), root=root), newest)


def pull_later(remote: Remote, constitution: Constitution, newest: int) -> Constitution:
    """Return the constitution with the versions up to `newest`; raise `CharterError` where one does not follow."""
    for version in range(constitution.newest.charter.version + 1, min(newest, MOST_VERSIONS) + 1):
        signed = SignedCharter.from_bytes(remote.get(f"/charter/{version}", most=MAX_NOTE))
        constitution = constitution.extended(signed, _annex(remote, version))
    return constitution


def own_seat(constitution: Constitution, keys: MemberKeys) -> Member | None:
    """Return the member of the newest version whose keys these are, or None if nobody is seated with them."""
    for member in constitution.newest.charter.seated:
        if member.ed25519 == keys.ed25519.public and member.recipient == keys.identity.recipient.raw:
            return member
    return None


def _annex(remote: Remote, version: int) -> Annex:
    try:
        return Annex.from_text(remote.get(f"/annex/{version}", most=_MOST_ANNEX).decode("utf-8"))
    except UnicodeDecodeError:
        raise FormatError("The annex is not UTF-8.", hint="Fetch it again.") from None
