# SPDX-License-Identifier: AGPL-3.0-or-later
"""A member's desk that syncs with a test ledger, without pages.

desk = Puller(tmp_path, ledger, "ngo-1")
desk.sync()                     pull, open, fold
desk.excerpts()                 the first words of its cases
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from plaint.charter.fingerprint import words
from plaint.clock import HeldClock
from plaint.desk.home import Home
from plaint.desk.joining import join_group
from plaint.desk.mirror import evidence
from plaint.desk.mirror.connection import Mirror
from plaint.desk.session import Opened
from plaint.desk.sync.run import Pulled, Source, pull, sync
from plaint.desk.vault import cases
from plaint.desk.vault.connection import Vault
from plaint.line.address import Address
from tests.support.desks import SERVER, FakeServer
from tests.support.ledgers import Ledger


@dataclass
class Puller:
    """A desk as far as syncing goes."""

    folder: Path
    ledger: Ledger
    member: str
    server: FakeServer = field(default_factory=FakeServer)

    def __post_init__(self) -> None:
        """Join the group of the ledger."""
        self.ledger.serve(self.server)
        group = self.ledger.versions[0]
        home = Home(self.folder / f"стол {self.member}")
        home.make()
        key = group.keys[self.member]
        self.opened = Opened(key, key.keys, Vault(home.vault, key.keys.vault_key))
        typed = " ".join(words(group.signed.digest))
        _, connection = join_group(key.keys, Address(SERVER), typed, reach=self.server.reach)
        self.clock = HeldClock(self.ledger.now)
        self.source = Source(home, Mirror(home.mirror), connection, self.clock)

    def pull(self) -> Pulled:
        """Pull only."""
        self.clock.seconds = max(self.clock.seconds, self.ledger.now)
        return pull(self.source, self.server.reach(Address(SERVER)))

    def sync(self) -> int:
        """Pull, open and fold; return how many cases have news."""
        self.clock.seconds = max(self.clock.seconds, self.ledger.now)
        synced = sync(self.source, self.server.reach(Address(SERVER)), self.opened)
        self.source = synced.source
        return synced.news

    def excerpts(self, view: str = "all") -> list[str]:
        """Return the first words of the cases of a list."""
        with self.opened.vault.read() as rows:
            return [row.shown["excerpt"] for row in cases.page(rows, view, me=self.member).rows]

    def misdeeds(self) -> list[str]:
        """Return the kinds of evidence that this desk has kept."""
        with self.source.mirror.read() as rows:
            return [each.kind for each in evidence.everything(rows)]

    def close(self) -> None:
        """Close vault and mirror."""
        self.opened.vault.close()
        self.source.mirror.close()


MakeDesk: TypeAlias = Callable[[str], Puller]


@contextmanager
def pullers(folder: Path, ledger: Ledger) -> Iterator[MakeDesk]:
    """Give what makes a member's desk in `folder`; all that were made are closed at the end."""
    made: list[Puller] = []

    def make(member: str) -> Puller:
        made.append(Puller(folder, ledger, member))
        return made[-1]

    yield make
    for desk in made:
        desk.close()
