# SPDX-License-Identifier: AGPL-3.0-or-later
"""A case on a member's desk, and what the member's browser shows and does there.

case_id = teller.begin(account="…")             file a complaint
teller.page(case_id)                            sync and read the page of the case
teller.do(case_id, "note", text="…", audience="body")
teller.outbox(case_id)                          what waits to be sent, as statements with their readers
"""

from dataclasses import dataclass

import httpx

from plaint.casework.seen import slots
from plaint.casework.statements import Statement, read_statement
from plaint.desk.post import outbox
from plaint.desk.session import Opened
from plaint.entry.kinds import Tag
from plaint.entry.unknown import Unknown
from plaint.receipt.derive import Thread
from tests.support.desks import Browser, seen, sync
from tests.support.ledgers import Ledger
from tests.support.stories import Story

READERS = (0, 1, 3)


@dataclass
class Teller:
    """Files a story's records and opens the page of a case."""

    browser: Browser
    ledger: Ledger
    story: Story

    @property
    def person(self) -> Thread:
        """The complainant of the case."""
        return self.story.complainant("anna")

    def begin(self, *, readers: tuple[int, ...] = READERS, **said: object) -> bytes:
        """File a complaint; return its case."""
        self.ledger.file(self.story.complaint(self.person, readers=readers, **said).record)
        return self.person.case_id

    def say(self, member: str, said: Statement, case_id: bytes, readers: tuple[int, ...] = READERS) -> None:
        """File what another member says in the case."""
        self.ledger.file(self.story.say(member, said, of=case_id, readers=readers).record)

    def page(self, case_id: bytes) -> str:
        """Sync and return the case's page as it is read."""
        self.ledger.tick(3600)
        sync(self.browser.desk, self.ledger.now)
        answer = self.browser.get(f"/case/{case_id.hex()}")
        assert answer.status_code == 200
        return seen(answer)

    def do(self, case_id: bytes, what: str, **form: str) -> httpx.Response:
        """Send a form of the case."""
        return self.browser.post(f"/case/{case_id.hex()}/{what}", **form)

    def opened(self) -> Opened:
        """Return what is open."""
        opened = self.browser.desk.session.use()
        assert opened is not None
        return opened

    def outbox(self, case_id: bytes) -> list[tuple[Statement | Unknown, tuple[int, ...]]]:
        """Return the statements in the outbox with the slots of their readers, in the order of writing."""
        opened = self.opened()
        with opened.vault.read() as rows:
            own = outbox.own(rows, case_id, origin=opened.key.origin, member=opened.key.member)
        found = [(seen.record.kind, seen.record.sections()[Tag.DOCUMENT], seen.record.readers) for seen in own]
        return [(read_statement(kind, document)[0], slots(readers)) for kind, document, readers in found]
