# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a member says at the desk of `posts`: a note, a reply, and the ledger showing what was said.

note(post, anna)                        queue a note for the readers
reply(post, anna)                       queue a reply of more than one part; its message id
arrive(post, record)                    the ledger shows it
text_of(post.opened(anna))              the reply that the complainant's page would show
"""

from typing import Final

from plaint.casework.seen import bitmap
from plaint.casework.statements import Note
from plaint.desk.post import acts, confirm
from plaint.entry.cell import CellPart, MessageKind, join
from plaint.entry.message import Reply
from plaint.entry.record import Record
from plaint.receipt.derive import Thread
from tests.support.posts import READERS, Post

LONG: Final = "Мы получили ваше заявление. " * 36
ALL: Final = bitmap(READERS)


def note(post: Post, person: Thread, text: str = "Позвонить врачу.", readers: int = ALL) -> Record:
    """Queue a note."""
    statement = Note(audience="readers", text=text)
    with post.vault.write() as rows:
        (record,) = acts.say(rows, post.author, statement, case_id=person.case_id, readers=readers, when=post.when)
    return record


def reply(post: Post, person: Thread, text: str = LONG) -> bytes:
    """Queue a reply and return its message id."""
    with post.vault.write() as rows:
        return acts.reply(rows, post.author, text, case=post.case(person), language="ru", when=post.when)


def arrive(post: Post, *arrived: Record) -> None:
    """Have the ledger show these records."""
    for record in arrived:
        post.believe(post.story.add(record, member=post.member))
    with post.vault.write() as rows:
        confirm.confirm(rows)


def text_of(parts: tuple[CellPart, ...]) -> str:
    """Return the text of a reply whose parts these are."""
    joined = join(parts)
    assert joined is not None
    assert joined[0] == MessageKind.REPLY
    return Reply.decode(joined[1]).text
