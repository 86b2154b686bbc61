# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a member's decision to the ledger and the board: once, to the readers, in order, whatever happens in between."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from plaint.age.header import check_shape
from plaint.desk.post import confirm, outbox
from plaint.desk.post.author import UNPOSTED
from plaint.desk.post.prepare import MOST, estimates, horizon, is_due
from plaint.desk.post.spool import Lane, Spool
from plaint.desk.vault import records
from tests.support.groups import ORIGIN
from tests.support.posts import DESK_TICK, READERS, Post
from tests.support.saying import LONG, arrive, note, reply, text_of
from tests.support.stories import DAY

LANES = (Lane.ENTRIES, Lane.CELLS)


@pytest.fixture(name="post")
def _post(tmp_path: Path) -> Iterator[Post]:
    post = Post(tmp_path)
    yield post
    post.close()


def test_a_note_reaches_its_readers_in_one_entry(post: Post) -> None:
    """A note goes out once, to its readers only, and is chained to what they all saw."""
    anna = post.complaint("anna")
    record = note(post, anna)
    post.prepare()
    post.run(3)
    assert post.posted() == [[record], [], []]
    assert post.posted("interior-1") == [[], [], []]
    assert record.heads == (post.story.seen[0].hash,)
    assert (record.seq, record.device) == (0, b"desk-one")


def test_records_continue_a_chain_before_the_ledger_shows_them(post: Post) -> None:
    """The second note follows the first although neither is posted yet."""
    anna = post.complaint("anna")
    first, second = note(post, anna), note(post, anna, "Второе.")
    assert (second.seq, second.previous) == (1, first.hash(ORIGIN))
    with post.vault.read() as rows:
        own = outbox.own(rows, anna.case_id, origin=ORIGIN, member=post.member)
    assert [seen.record for seen in own] == [first, second]
    assert all(seen.index >= UNPOSTED for seen in own)


def test_a_reply_opens_with_the_receipt(post: Post) -> None:
    """A reply of 1,000 letters is on the board within two ticks, signed, and its record tells the other readers."""
    anna = post.complaint("anna")
    message_id = reply(post, anna)
    post.prepare()
    post.run(2)
    parts = post.opened(anna)
    assert text_of(parts) == LONG
    for part in parts:
        part.verify(post.author.key.public, origin=ORIGIN, case_id=anna.case_id)
    assert [record.kind for record in post.posted()[0]] == [17]
    assert {part.message_id for part in parts} == {message_id}


def test_every_tick_looks_the_same(post: Post) -> None:
    """With and without anything to say there is one entry of one shape a tick, and as many cells."""
    anna = post.complaint("anna")
    reply(post, anna)
    post.prepare()
    post.run(6)
    assert len(post.intake.arrivals) == 6
    for blob in post.intake.entries.values():
        check_shape(blob, 8)
    assert [len(cells) for cells in post.intake.cells.values()] == [2048] * 6
    assert len({length for method, length in post.intake.asked if method == "POST"}) == 1


def test_the_stock_is_as_large_with_nothing_to_say(post: Post) -> None:
    """The spool holds a week of entries and cells, however much waits."""
    post.prepare()
    empty = [post.spool.left(lane) for lane in LANES]
    anna = post.complaint("anna")
    reply(post, anna)
    note(post, anna)
    post.prepare()
    assert [post.spool.left(lane) for lane in LANES] == empty == [56, 112]
    assert horizon(600) == MOST


def test_preparing_again_replaces_the_whole_stock(post: Post) -> None:
    """No entry and no cell of the old stock is in the new one, so two copies of the disk tell nothing."""
    anna = post.complaint("anna")
    reply(post, anna)
    post.prepare()
    before = post.spool.stock(Lane.ENTRIES, 56), post.spool.stock(Lane.CELLS, 112)
    post.prepare()
    after = post.spool.stock(Lane.ENTRIES, 56), post.spool.stock(Lane.CELLS, 112)
    for old, new in zip(before, after, strict=True):
        assert old is not None
        assert new is not None
        assert not set(old.pieces) & set(new.pieces)


def test_nothing_in_the_spool_can_be_read(post: Post) -> None:
    """Neither words nor ids nor keys of what waits are in the file beside the vault."""
    anna = post.complaint("anna")
    message_id = reply(post, anna)
    record = note(post, anna)
    post.prepare()
    octets = b"".join(path.read_bytes() for path in post.folder.iterdir() if path.name.startswith("posting.db"))
    for secret in (LONG.encode()[:60], message_id, record.record_id, anna.case_id, anna.key, record.signature):
        assert secret not in octets


def test_what_was_written_later_goes_out_in_the_next_stock(post: Post) -> None:
    """Preparing after two ticks neither repeats what was posted nor loses what was not."""
    anna, boris = post.complaint("anna"), post.complaint("boris")
    first = note(post, anna)
    reply(post, anna)
    post.prepare()
    post.run(1)
    second = note(post, boris)
    answer = reply(post, boris, "Коротко.")
    post.prepare()
    post.run(6)
    sent = [record for chosen in post.posted() for record in chosen]
    assert sent[:1] == [first]
    assert len({record.record_id for record in sent}) == len(sent) == 4
    assert second in sent
    assert text_of(post.opened(anna)) == LONG
    assert {part.message_id for part in post.opened(boris)} == {answer}


def test_a_kill_between_vault_and_spool_loses_nothing(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the vault knows of a stock that the spool never got, the old stock counts, and nothing goes out twice."""
    anna = post.complaint("anna")
    first = note(post, anna)
    post.prepare()
    second = note(post, anna, "Второе.")

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Spool, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        post.prepare()
    monkeypatch.undo()
    post.run(1)
    post.prepare()
    post.run(3)
    assert [record for chosen in post.posted() for record in chosen] == [first, second]


def test_a_kill_inside_the_vault_leaves_the_old_stock(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that ends while it seals has changed nothing."""
    anna = post.complaint("anna")
    first = note(post, anna)
    post.prepare()
    generation = post.spool.generation()

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("plaint.desk.post.prepare.seal_entry", killed)
    with pytest.raises(KeyboardInterrupt):
        post.prepare()
    monkeypatch.undo()
    assert post.spool.generation() == generation
    post.run(2)
    assert [record for chosen in post.posted() for record in chosen] == [first]


def test_what_is_under_way_is_not_planned_again(post: Post) -> None:
    """An entry and cells whose answer was lost go out as they are, beside the new stock, and once."""
    anna = post.complaint("anna")
    record = note(post, anna)
    message_id = reply(post, anna, "Коротко.")
    post.prepare()
    post.intake.fail_next("lost answer", "lost answer")
    for lane in LANES:
        assert not post.poster.post(lane, post.tick)
    post.prepare()
    post.run(3)
    assert sum(chosen.count(record) for chosen in post.posted()) == 1
    assert next(iter(post.opened(anna))).message_id == message_id
    post.prepare()
    with post.vault.read() as rows:
        assert outbox.waiting(rows) == ()
        assert outbox.outgoing(rows) == ()


def test_unread_replies_are_repeated_with_fresh_nonces(post: Post) -> None:
    """Idle cells repeat a reply, each time as other bytes, and the page can join what came several times."""
    anna = post.complaint("anna")
    reply(post, anna, "Коротко.")
    post.prepare()
    post.run(2)
    post.prepare()
    post.run(4)
    parts = post.opened(anna)
    assert len(parts) >= 8
    assert len(set(parts)) == 1
    assert len(set(post.intake.board())) == len(post.intake.board())
    assert text_of(parts) == "Коротко."


def test_repeating_ends_when_the_person_writes(post: Post) -> None:
    """A word of the complainant after the board ends the repeating; one before it does not."""
    anna = post.complaint("anna")
    reply(post, anna, "Коротко.")
    post.prepare()
    post.run(1)
    post.prepare()
    board = len(post.story.seen)
    with post.vault.write() as rows:
        confirm.note_boards(rows, lambda _: board)
        confirm.mark_answered(rows)
        assert len(outbox.repeats(rows, DAY)) == 1
    post.story.seen.append(replace(post.story.seen[0], index=board))
    post.believe(post.story.follow_up(anna, readers=READERS, text="Спасибо."))
    with post.vault.write() as rows:
        confirm.mark_answered(rows)
        assert outbox.repeats(rows, DAY) == ()
        confirm.forget(rows, DAY)
        assert rows.execute("SELECT count(*) FROM message").fetchone() == (0,)
        assert rows.execute("SELECT count(*) FROM part").fetchone() == (0,)


def test_repeating_ends_after_sixty_days(post: Post) -> None:
    """After 60 days nobody looks so far back, and the message is forgotten."""
    anna = post.complaint("anna")
    reply(post, anna, "Коротко.")
    post.prepare()
    post.run(1)
    post.prepare()
    day = post.when.day
    with post.vault.write() as rows:
        assert len(outbox.repeats(rows, day + 60)) == 1
        assert outbox.repeats(rows, day + 61) == ()
        confirm.forget(rows, day + 61)
        assert rows.execute("SELECT count(*) FROM message").fetchone() == (0,)


def test_a_message_that_never_went_out_is_not_forgotten(post: Post) -> None:
    """Days pass only for what was on the board."""
    anna = post.complaint("anna")
    reply(post, anna, "Коротко.")
    with post.vault.write() as rows:
        confirm.forget(rows, post.when.day + 500)
        assert len(outbox.outgoing(rows)) == 1


def test_a_record_leaves_the_outbox_when_the_ledger_shows_it(post: Post) -> None:
    """Taken by intake is not enough; shown by the ledger is."""
    anna = post.complaint("anna")
    record = note(post, anna)
    post.prepare()
    post.run(1)
    post.prepare()
    with post.vault.read() as rows:
        assert len(outbox.own(rows, anna.case_id, origin=ORIGIN, member=post.member)) == 1
        assert outbox.waiting(rows) == ()
    arrive(post, record)
    with post.vault.read() as rows:
        assert outbox.own(rows, anna.case_id, origin=ORIGIN, member=post.member) == ()


def test_what_the_ledger_never_shows_is_sent_again(post: Post) -> None:
    """A server that took an entry and dropped it gets it again, after two ledger ticks and not before."""
    anna = post.complaint("anna")
    record = note(post, anna)
    post.prepare()
    post.run(1)
    post.prepare()
    head = post.tick * DESK_TICK // 3600
    with post.vault.write() as rows:
        assert confirm.send_again(rows, head_tick=head + 1, terms=post.terms) == 0
        assert confirm.send_again(rows, head_tick=head + 2, terms=post.terms) == 1
        assert outbox.is_marked(rows)
    post.prepare()
    post.run(1)
    assert [chosen for chosen in post.posted() if chosen] == [[record], [record]]


def test_the_estimate_is_when_it_will_have_gone_out(post: Post) -> None:
    """The time that is shown for a queued reply is the one at which the board with its last cell appears."""
    anna, boris = post.complaint("anna"), post.complaint("boris")
    first, second = reply(post, anna), reply(post, boris)
    shown = estimates(post.vault, post.spool, terms=post.terms, now=post.now)
    assert shown[first] == (post.tick + 2) * DESK_TICK + 3600
    assert shown[second] == (post.tick + 3) * DESK_TICK + 3600
    post.prepare()
    assert estimates(post.vault, post.spool, terms=post.terms, now=post.now) == shown
    post.run(2)
    assert text_of(post.opened(anna)) == LONG
    assert first not in estimates(post.vault, post.spool, terms=post.terms, now=post.now)
    post.run(1)
    assert text_of(post.opened(boris)) == LONG
    assert estimates(post.vault, post.spool, terms=post.terms, now=post.now) == {}


def test_making_the_stock_anew_is_asked_for_when_it_has_to_be(post: Post) -> None:
    """A stock is due at first, after something was written, when it runs low and under another charter."""
    anna = post.complaint("anna")
    assert is_due(post.vault, post.spool, post.terms)
    post.prepare()
    assert not is_due(post.vault, post.spool, post.terms)
    note(post, anna)
    assert is_due(post.vault, post.spool, post.terms)
    post.prepare()
    assert is_due(post.vault, post.spool, replace(post.terms, charter=b"n" * 32))
    post.run(15)
    assert is_due(post.vault, post.spool, post.terms)


def test_a_full_disk_at_intake_is_waited_out(post: Post) -> None:
    """A server that takes nothing for a while gets everything afterwards, in order."""
    anna = post.complaint("anna")
    record = note(post, anna)
    post.prepare()
    post.intake.fail_next(*["down"] * 4)
    for _ in range(2):
        for lane in LANES:
            post.poster.post(lane, post.tick)
        post.now += DESK_TICK
    post.run(2)
    assert post.posted()[0] == [record]


def test_the_outbox_survives_a_restart(tmp_path: Path) -> None:
    """What was queued and not prepared is there after the vault was closed and opened."""
    post = Post(tmp_path)
    anna = post.complaint("anna")
    record = note(post, anna)
    post.close()
    again = Post(tmp_path)
    again.prepare()
    again.run(1)
    assert again.posted() == [[record]]
    with again.vault.read() as rows:
        found = records.of_case(rows, anna.case_id)
    assert len(found) == 1
    again.close()
