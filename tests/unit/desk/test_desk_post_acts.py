# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a member decides in a case, as it reaches readers and complainant: who gets it, and under which key."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from plaint.casework.seen import bitmap
from plaint.casework.statements import Note, Objection, Recusal, StatusChange, Widening, read_statement
from plaint.desk.post import acts, outbox
from plaint.desk.post.acts import ActError
from plaint.desk.post.renew import renew
from plaint.entry.kinds import Tag
from plaint.keys.signature import SigningKey
from plaint.unseal.cells import open_cells
from tests.support.groups import ORIGIN, amended
from tests.support.posts import READERS, Post
from tests.support.saying import ALL, arrive, note, reply


@pytest.fixture(name="post")
def _post(tmp_path: Path) -> Iterator[Post]:
    post = Post(tmp_path)
    yield post
    post.close()


def test_a_member_who_left_gets_nothing_that_was_not_sent(post: Post) -> None:
    """After a charter retires a reader, what waited is sealed anew without that reader, chained and readable."""
    anna = post.complaint("anna", readers=(0, 1, 4))
    note(post, anna, readers=bitmap((0, 1, 4)))
    note(post, anna, "Второе.", readers=bitmap((0, 1, 4)))
    post.prepare()

    def retire(tree: dict) -> dict:  # type: ignore[type-arg]
        for member in tree["members"]:
            member["retired"] = member["retired"] or member["slot"] == 4
        return tree

    post.group = amended(post.group, retire)
    post.run(1)
    assert post.posted() == [[]]
    post.prepare()
    post.run(2)
    first, second = post.posted("ombudsman-1", "prosecutor-1")[1]
    assert {first.readers, second.readers} == {bitmap((0, 1))}
    assert (first.charter_version, first.seq, second.seq) == (2, 0, 1)
    assert second.previous == first.hash(ORIGIN)
    assert post.posted("ombudsman-2") == [[], [], []]


def test_what_waits_is_signed_with_the_key_in_force(post: Post) -> None:
    """After this member's key was changed, what waited is signed anew with the new one, and once."""
    anna = post.complaint("anna")
    note(post, anna)
    fresh = SigningKey.from_seed(bytes(32))
    author = replace(post.author, key=fresh)
    with post.vault.write() as rows:
        nothing = outbox.UnderWay(frozenset(), frozenset())
        assert renew(rows, author, nothing) == frozenset()
        ((waiting, _),) = outbox.waiting(rows)
        assert renew(rows, author, nothing) == frozenset()
        assert outbox.waiting(rows)[0][0] == waiting
    waiting.record.verify(ORIGIN)
    assert waiting.record.author_key == fresh.public


def test_who_stepped_out_gets_nothing_that_was_not_sent(post: Post) -> None:
    """After a recusal is in the ledger, what waited goes to the others only."""
    anna = post.complaint("anna")
    note(post, anna)
    left = post.story.say("prosecutor-1", Recusal(slot=1, reason=""), of=anna.case_id, readers=READERS)
    post.believe(left)
    post.prepare()
    post.run(1)
    assert post.posted("prosecutor-1") == [[]]
    assert post.posted("ngo-1", "ombudsman-1")[0][0].readers == bitmap((0, 3))


def test_who_stepped_out_says_no_more(post: Post) -> None:
    """After this member's own recusal neither notes nor replies of before go out, and the recusal itself does."""
    anna = post.complaint("anna")
    with post.vault.write() as rows:
        acts.step_out(rows, post.author, "Знаю его.", case=post.case(anna), when=post.when)
    post.prepare()
    post.run(1)
    (recusal,) = post.posted()[0]
    note(post, anna)
    reply(post, anna)
    arrive(post, recusal)
    post.prepare()
    post.run(3)
    assert post.posted()[1:] == [[], [], []]
    assert post.opened(anna) == ()


def test_a_widening_takes_along_what_was_said(post: Post) -> None:
    """A new reader gets the earlier records, and a later note reaches that reader too."""
    anna = post.complaint("anna")
    widening = Widening(added=("interior-1",), reason="Нужен следователь.")
    with post.vault.write() as rows:
        acts.widen(rows, post.author, widening, case=post.case(anna), added=bitmap((2,)), when=post.when)
    later = note(post, anna, readers=ALL | bitmap((2,)))
    post.prepare()
    post.run(1)
    name = next(member.id for member in post.group.signed.charter.seated if member.slot == 2)
    widened, told = post.posted(name)[0]
    assert told == later
    assert post.story.seen[0].record.encode() in widened.body


def test_an_objection_is_about_an_entry_of_the_case(post: Post) -> None:
    """It is queued for the readers; about an entry that holds nothing of the case none is written."""
    anna = post.complaint("anna")
    index = post.case(anna).events[0].seen.index
    with post.vault.write() as rows:
        with pytest.raises(ActError, match="nothing of this case"):
            acts.object_to_erasure(
                rows, post.author, Objection(index=index + 1, reason="нет"), case=post.case(anna), when=post.when
            )
        acts.object_to_erasure(
            rows, post.author, Objection(index=index, reason="принудили"), case=post.case(anna), when=post.when
        )
    post.prepare()
    post.run(1)
    ((record,),) = post.posted()
    said, _ = read_statement(record.kind, record.sections()[Tag.DOCUMENT])
    assert said == Objection(index=index, reason="принудили")
    assert record.readers == post.case(anna).readers


def test_a_long_record_is_cut_and_comes_whole(post: Post) -> None:
    """A widening that is too long for one entry travels in parts that are chained, one entry each."""
    anna = post.complaint("anna", account="я" * 9_000)
    for number in range(3):
        post.believe(
            post.story.say(
                "prosecutor-1",
                Note(audience="readers", text=f"{number}" + "ю" * 9_000),
                of=anna.case_id,
                readers=READERS,
            )
        )
    widening = Widening(added=("interior-1",), reason="Всё.")
    with post.vault.write() as rows:
        acts.widen(rows, post.author, widening, case=post.case(anna), added=bitmap((2,)), when=post.when)
    post.prepare()
    post.run(3)
    parts = [record for chosen in post.posted() for record in chosen]
    assert [part.kind for part in parts] == [3, 3]
    assert [part.seq for part in parts] == [0, 1]


def test_a_case_whose_thread_is_gone_stops_nothing(post: Post) -> None:
    """Where a complaint was erased, replies to it wait, and everything else goes out."""
    anna, boris = post.complaint("anna"), post.complaint("boris")
    reply(post, anna, "Анне.")
    answer = reply(post, boris, "Борису.")
    with post.vault.write() as rows:
        rows.execute("DELETE FROM record WHERE case_id = ?", (anna.case_id,))
    post.prepare()
    post.run(2)
    assert {part.message_id for part in post.opened(boris)} == {answer}
    assert post.opened(anna) == ()
    post.prepare()
    with post.vault.read() as rows:
        assert [each.thread for each in outbox.outgoing(rows)] == [anna.case_id]


def test_a_case_without_a_complainant_cannot_be_answered(post: Post) -> None:
    """Where there is no thread the act is refused before anything is written."""
    anna = post.complaint("anna")
    case = replace(post.case(anna), thread=None)
    with pytest.raises(acts.ActError, match="note"), post.vault.write() as rows:
        acts.reply(rows, post.author, "…", case=case, language="ru", when=post.when)


def test_a_new_key_is_told_before_it_is_used(post: Post) -> None:
    """A rekey goes under the old key, its record a tick later, and all that follows under the new key."""
    anna = post.complaint("anna")
    late = reply(post, anna, "После.")
    left = post.story.say("prosecutor-1", Recusal(slot=1, reason=""), of=anna.case_id, readers=READERS)
    post.believe(left)
    with post.vault.write() as rows:
        message_id = acts.rekey(rows, post.author, "Читает меньше людей.", case=post.case(anna), when=post.when)
    post.prepare()
    post.run(4)
    parts = [part for part in post.opened(anna) if part.message_id == message_id]
    assert {part.part for part in parts} == {0, 1}
    assert {part.message_id for part in post.opened(anna)} == {message_id}
    kinds = [[record.kind for record in chosen] for chosen in post.posted()]
    assert [23] in kinds[1:]
    assert 23 not in kinds[0]
    (record,) = next(chosen for chosen in post.posted() if [each.kind for each in chosen] == [23])
    key = record.sections()[2][:32]
    new = open_cells(post.intake.board(0), key, origin=ORIGIN)
    assert late in {part.message_id for part in new}
    first_new = min(at for at, cell in enumerate(post.intake.board(0)) if open_cells([cell], key, origin=ORIGIN))
    assert first_new >= 2


def test_status_and_assignment_need_nothing_but_their_words(post: Post) -> None:
    """Any statement can be queued, and several for the same readers share an entry."""
    anna = post.complaint("anna")
    with post.vault.write() as rows:
        for status in ("work", "complainant"):
            said = StatusChange(status=status, ground="", reason="")
            acts.say(rows, post.author, said, case_id=anna.case_id, readers=ALL, when=post.when)
    post.prepare()
    post.run(1)
    assert [record.kind for record in post.posted()[0]] == [20, 20]
