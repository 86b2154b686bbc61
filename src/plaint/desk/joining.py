# SPDX-License-Identifier: AGPL-3.0-or-later
"""Joining: keys made on this machine, a recovery sheet that was tested, a card for who drafts the charter.

Rules of this module:

- The key file is written only after the words of the sheet were typed back right. A sheet that nobody has read is no
  sheet, and without one a broken disk ends a member's reading.
- Until then the seed lives in memory only. Ending the desk in between leaves nothing behind.
- A key file is never overwritten: who wants another one moves the old one away first.
- Rebuilding from a sheet asks for nothing else but the published fingerprint: member and body are found in the charter
  by their keys.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime

from plaint.charter.card import Card
from plaint.charter.credential import open_credential
from plaint.charter.fields import ID
from plaint.charter.keyfile import STANDARD, Cost, MemberKey, lock, unlock
from plaint.clock import Clock
from plaint.desk.connection import Connection, write_connection
from plaint.desk.home import Home, write_whole
from plaint.desk.session import Opened
from plaint.desk.sync.charters import Constitution, own_seat, pull_constitution
from plaint.desk.sync.remote import Remote, connect
from plaint.desk.vault.connection import Vault
from plaint.errors import PlaintError
from plaint.keys.seed import MemberKeys
from plaint.keys.words import WordLanguage
from plaint.line.address import Address
from plaint.origin import packed

Reach = Callable[[Address], Remote]
"""Opens a way to the server at an address."""


class JoinError(PlaintError):
    """Joining could not go on; nothing was written."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A key that is not written yet, and the passphrase that it will lie under."""

    key: MemberKey
    passphrase: str = field(repr=False)
    language: WordLanguage = "ru"

    @property
    def words(self) -> tuple[str, ...]:
        """The 24 words of the recovery sheet."""
        return self.key.keys.recovery_words(self.language)


def make_candidate(
    *, origin: str, member: str, body: str, passphrase: str, again: str, language: WordLanguage, clock: Clock
) -> Candidate:
    """Return a candidate with a fresh seed; raise `JoinError` or `PassphraseError` for what cannot be used."""
    packed(origin)  # refuses what is no origin
    if not ID.fullmatch(member) or not ID.fullmatch(body):
        raise JoinError("A name is not of its form.", hint="Small Latin letters, digits and hyphens, as you were told.")
    _same(passphrase, again)
    key = MemberKey(origin, member, body, _date(clock), MemberKeys.generate().root)
    lock(key, passphrase, cost=Cost(memory=64, passes=1, lanes=1))  # refuses a passphrase that is too short, cheaply
    return Candidate(key, passphrase, language)


def check_sheet(candidate: Candidate, typed: str) -> None:
    """Raise `WordsError` unless the typed words are those of the sheet, in their order."""
    if MemberKeys.from_recovery_words(typed).root != candidate.key.root:
        raise JoinError("These are the words of another sheet.", hint="Copy the words from the page again.")


def write_key(home: Home, candidate: Candidate, *, cost: Cost = STANDARD) -> Opened:
    """Write the key file and open the desk with it; raise `JoinError` where there is a key file already."""
    if home.key_file.exists():
        raise JoinError("There is a key file already.", hint="Move it away first if this desk shall have another key.")
    write_whole(home.key_file, lock(candidate.key, candidate.passphrase, cost=cost))
    return open_desk(home, candidate.passphrase)


def open_desk(home: Home, passphrase: str) -> Opened:
    """Open key file and vault; raise `PassphraseError` for a wrong passphrase, `VaultError` for a foreign vault."""
    key = unlock(home.key_file.read_bytes(), passphrase)
    keys = key.keys
    return Opened(key, keys, Vault(home.vault, keys.vault_key))


def card_of(key: MemberKey) -> Card:
    """Return the public card to hand to whoever drafts the charter."""
    return Card.of(key)


def join_group(
    keys: MemberKeys, address: Address, words: str, *, reach: Reach = connect
) -> tuple[Constitution, Connection]:
    """Pull the charter from `address`, check it against the published fingerprint, and find the own seat in it.

    Raises `CharterError`, `RemoteError`, or `JoinError` where no seat has these keys.
    """
    with closing(reach(address)) as remote:
        constitution = pull_constitution(remote, words=words)
    member = own_seat(constitution, keys)
    if member is None:
        raise JoinError(
            "The charter does not seat these keys yet.", hint="Hand in your card and wait for the next charter."
        )
    charter = constitution.newest.charter
    connection = Connection(
        address=address,
        origin=charter.origin,
        root=constitution.root,
        member=member.id,
        slot=member.slot,
        reading=open_credential(constitution.annex, charter, keys.identity),
        posting=keys.posting_credential,
    )
    return constitution, connection


def rebuild(  # noqa: PLR0913 - the fields of the form
    home: Home,
    *,
    typed: str,
    passphrase: str,
    again: str,
    address: Address,
    words: str,
    clock: Clock,
    reach: Reach = connect,
    cost: Cost = STANDARD,
) -> Opened:
    """Write a key file from the words of a recovery sheet and the group's charter, and open the desk with it."""
    _same(passphrase, again)
    keys = MemberKeys.from_recovery_words(typed)
    constitution, connection = join_group(keys, address, words, reach=reach)
    member = constitution.newest.charter.member(connection.member)
    key = MemberKey(connection.origin, member.id, member.body, _date(clock), keys.root)
    opened = write_key(home, Candidate(key, passphrase), cost=cost)
    write_connection(home.connection, connection)
    return opened


def _same(passphrase: str, again: str) -> None:
    if passphrase != again:
        raise JoinError("The two passphrases differ.", hint="Type the same one twice.")


def _date(clock: Clock) -> str:
    return datetime.fromtimestamp(clock.now(), UTC).date().isoformat()
