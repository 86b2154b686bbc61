# SPDX-License-Identifier: AGPL-3.0-or-later
"""Desks of four bodies open an envelope together, over sealed entries and boards."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from plaint.casework.disclosure import Opened, OpeningShare
from plaint.casework.opening import Stage, Why
from plaint.casework.statements import write_statement
from plaint.desk import opening_acts, opening_duties
from plaint.desk.opening_acts import NoOpeningError, NoShareError, NotYetError, Wish, request_of
from plaint.desk.opening_ledger import cases_with_openings
from plaint.desk.post.author import UNPOSTED
from plaint.entry.envelope import Seat
from plaint.entry.fields import DocumentError
from plaint.entry.kinds import Tag
from tests.support.asking import NAME, Asking, envelope, sealed_share
from tests.support.groups import small_group
from tests.support.opening_desks import DESKS, READERS, OpeningDesks

LONG = 16
"""Desk ticks, two days, within which every step of an opening has been made."""
WISH = Wish(to=0, ground="correction", purpose="", reason="x", days=20, defer=0, defer_reason="")


@pytest.fixture(name="group")
def _group(tmp_path: Path) -> Iterator[OpeningDesks]:
    group = OpeningDesks(tmp_path)
    yield group
    group.close()


def _agreed(group: OpeningDesks) -> None:
    """Let the ombudsman ask, and two others say yes; both words are in the ledger afterwards."""
    group.ask("ombudsman-1")
    group.step(2)
    group.vote("prosecutor-1")
    group.vote("ngo-1")
    group.step(2)


def _until(group: OpeningDesks, done: Callable[[], bool]) -> None:
    for _ in range(LONG):
        if done():
            return
        group.step()
    raise AssertionError("it did not come about")


def test_the_whole_way_through_desks(group: OpeningDesks) -> None:
    """Ask, vote, tell, release, see: Anna reads of it first, then the receiver gets the name."""
    group.ask("ombudsman-1")
    group.step(2)
    assert {group.opening(name).stage for name in ("ombudsman-1", "prosecutor-1", "ngo-1")} == {Stage.VOTING}
    group.vote("prosecutor-1")
    group.step(2)
    assert group.notices() == []
    group.vote("ngo-1")
    group.step(2)
    assert group.opening("ombudsman-1").stage is Stage.AGREED
    with pytest.raises(NoOpeningError):
        group.see("ombudsman-1")
    _until(group, lambda: group.opening("ombudsman-1").stage is Stage.RELEASED)
    opening = group.opening("ombudsman-1")
    assert opening.stage is Stage.RELEASED
    assert opening.told is not None
    (notice,) = group.notices()
    assert "Имя записано с ошибкой." in notice.text
    assert "prosecutor (по-русски); ngo (по-русски)" in notice.text
    with pytest.raises(NoOpeningError):
        group.see("ngo-1")
    assert group.see("ombudsman-1") == NAME
    assert group.see("ombudsman-1") == NAME
    group.step(2)
    for name in ("ombudsman-1", "prosecutor-1", "ngo-1"):
        opening = group.opening(name)
        assert opening.stage is Stage.OPENED
        assert opening.results == (
            Opened(request=opening.hash, outcome="opened", shares=("prosecutor-1", "ngo-1"), bad=()),
        )


def test_an_excluded_desk_has_nothing_of_it(group: OpeningDesks) -> None:
    """The trustee whom the complaint leaves out has no record, no case and no request of all this."""
    _agreed(group)
    group.step(6)
    office = group.offices.desks["interior-1"]
    with office.puller.opened.vault.read() as rows:
        assert cases_with_openings(rows) == ()
        assert rows.execute("SELECT count(*) FROM record WHERE case_id = ?", (group.case_id,)).fetchone() == (0,)
    assert office.puller.excerpts() == []


def test_shares_wait_for_the_notice(group: OpeningDesks) -> None:
    """No share is queued while the notice is only queued: it has to be found on the board."""
    _agreed(group)
    assert group.opening("prosecutor-1").told is None
    for _ in range(LONG):
        if group.opening("prosecutor-1").told is not None:
            break
        for name in ("prosecutor-1", "ngo-1"):
            assert not _queued_shares(group, name)
        group.step()
    assert group.notices() != []


def _queued_shares(group: OpeningDesks, name: str) -> list[OpeningShare]:
    def look(rows: object, keeper: opening_duties.Keeper, _case: object, _openings: object) -> list[OpeningShare]:
        said = opening_duties.queued(rows, keeper.author, group.case_id)  # type: ignore[arg-type]  # a connection
        return [each for each in said if isinstance(each, OpeningShare)]

    return group.do(name, look)


def test_a_desk_counts_the_votes_that_it_waits_for(group: OpeningDesks) -> None:
    """One while the request waits for this member's word; none once the word is written, nor at the desk left out."""

    def waiting(name: str) -> int:
        with group.at(name) as (rows, _, _place):
            return opening_duties.votes_waiting(rows)

    group.ask("ombudsman-1")
    group.step(2)
    assert [waiting(name) for name in DESKS] == [1, 1, 0, 1]
    group.vote("prosecutor-1")
    group.step()
    assert [waiting(name) for name in DESKS] == [1, 0, 0, 1]


def test_what_ended_is_looked_at_no_more(group: OpeningDesks) -> None:
    """Boards are not searched for a request that was taken back, until something new comes in the case."""
    group.ask("ombudsman-1")
    group.step(2)
    group.do("ombudsman-1", lambda rows, keeper, case, openings: opening_acts.withdraw(
        rows, keeper, case, openings[-1], ""))  # fmt: skip
    group.step(3)
    with group.at("ngo-1") as (rows, keeper, place):
        assert opening_duties.is_at_rest(rows, group.case_id)
        opening_duties.tend(rows, keeper, place)
    group.offices.file(group.offices.story.follow_up(group.anna, readers=READERS, text="ещё").record)
    group.offices.desks["ngo-1"].puller.sync()
    with group.at("ngo-1") as (rows, _, _place):
        assert not opening_duties.is_at_rest(rows, group.case_id)


def test_a_notice_is_told_once(group: OpeningDesks) -> None:
    """One desk tells; the others find it on the board and stay silent."""
    _agreed(group)
    group.step(16)
    assert len(group.notices()) == 1


def test_another_desk_tells_where_the_first_stays_closed(group: OpeningDesks) -> None:
    """Telling needs nobody in particular: with two of three desks closed, the third does it after its wait."""
    _agreed(group)
    group.offices.closed |= {"ombudsman-1", "prosecutor-1"}
    group.step(14)
    assert len(group.notices()) == 1


def test_a_deferral_ends_by_itself(group: OpeningDesks) -> None:
    """On a court's order shares go first; when its days are over a desk tells, without anybody's doing."""
    group.ask("ombudsman-1", ground="court", defer=2, defer_reason="order of 3 May")
    group.step(2)
    group.vote("prosecutor-1")
    group.vote("ngo-1")
    group.step(5)
    assert group.opening("ombudsman-1").stage is Stage.RELEASED
    assert group.notices() == []
    assert group.see("ombudsman-1") == NAME
    group.days(3)
    group.step(14)
    (notice,) = group.notices()
    assert "возможно, уже видели" in notice.text


def test_a_desk_without_a_fresh_head_releases_nothing(group: OpeningDesks) -> None:
    """A trustee's desk that was cut off does not act on what it saw a day ago; with a fresh head it does."""
    _agreed(group)
    group.offices.closed.add("ngo-1")
    _until(group, lambda: group.opening("prosecutor-1").told is not None)
    group.offices.desks["ngo-1"].puller.sync()
    with group.at("ngo-1") as (rows, keeper, place):
        opening_duties.tend(rows, replace(keeper, now=keeper.now + 86_400), place)
    assert _queued_shares(group, "ngo-1") == []
    with group.at("ngo-1") as (rows, keeper, place):
        opening_duties.tend(rows, keeper, place)
    assert len(_queued_shares(group, "ngo-1")) == 1


def test_a_withdrawn_consent_stops_desks(group: OpeningDesks) -> None:
    """Anna reads the notice, takes back what she allowed, and no desk sends anything any more."""
    group.ask("ombudsman-1", ground="consent", purpose="contact")
    group.step(2)
    group.vote("prosecutor-1")
    group.vote("ngo-1")
    group.step(2)
    word = group.offices.story.follow_up(group.anna, readers=READERS, withdraw=("contact",))
    group.offices.file(word.record)
    group.step(12)
    opening = group.opening("ombudsman-1")
    assert (opening.void, opening.shares) == (Why.CONSENT, ())
    with pytest.raises(NoOpeningError):
        group.vote("prosecutor-1")


def test_a_bad_share_is_named_to_all(group: OpeningDesks) -> None:
    """The receiver's desk says whose share is not the sealed one, before the receiver sees anything."""
    _agreed(group)
    group.offices.closed |= {"prosecutor-1", "ngo-1"}
    _until(group, lambda: group.opening("ombudsman-1").told is not None)
    for name, slot in (("prosecutor-1", 1), ("ngo-1", 3)):
        kind, document = write_statement(OpeningShare(group.opening("ombudsman-1").hash))
        box = sealed_share(slot, group.sealed, 0, spoilt=slot == 1)
        body = {int(Tag.DOCUMENT): document, int(Tag.SLICE): box}
        share = group.offices.story.member_record(name, kind, body, of=group.case_id, readers=READERS)
        group.offices.file(share.record)
    group.step()
    assert group.opening("ombudsman-1").stage is Stage.RELEASED
    for _ in range(2):
        with pytest.raises(NotYetError):
            group.see("ombudsman-1")
    group.step(2)
    opening = group.opening("ombudsman-1")
    assert [result.bad for result in opening.results] == [("prosecutor-1",)]
    assert opening.bad == {1}


def test_nobody_promises_a_share_that_does_not_open(tmp_path: Path) -> None:
    """A trustee whose box was sealed to another key cannot say yes, and hears why."""
    good = envelope(trustees=READERS)
    seats = tuple(Seat(each.slot, each.commit, good.seat(3).box if each.slot == 1 else each.box) for each in good.seats)
    group = OpeningDesks(tmp_path, replace(good, seats=seats))
    group.ask("ombudsman-1")
    group.step(2)
    with pytest.raises(NoShareError):
        group.vote("prosecutor-1")
    group.vote("prosecutor-1", yes=False)
    group.close()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"to": 2}, "to"),
        ({"to": 14}, "to"),
        ({"ground": "curiosity"}, "ground"),
        ({"ground": "consent", "purpose": "press"}, "purpose"),
        ({"ground": "handover", "purpose": "contact"}, "purpose"),
        ({"purpose": "contact"}, "purpose"),
        ({"reason": ""}, "reason"),
        ({"reason": "x" * 1_001}, "reason"),
        ({"days": 0}, "days"),
        ({"days": 31}, "days"),
        ({"defer": 1, "defer_reason": "x"}, "defer"),
        ({"ground": "danger", "defer": 4, "defer_reason": "x"}, "defer"),
        ({"ground": "court", "defer": 21, "defer_reason": "x"}, "defer"),
        ({"ground": "court", "defer": 2}, "defer_reason"),
        ({"defer_reason": "x"}, "defer_reason"),
    ],
)
def test_a_request_that_cannot_count_is_not_written(change: dict[str, object], field: str) -> None:
    """The field that will not do is named before anything is queued."""
    anna = Asking(readers=READERS, sealed=envelope(trustees=READERS))
    wish = replace(WISH, **change)  # type: ignore[arg-type]  # fields of a wish
    with pytest.raises(DocumentError) as refused:
        request_of(anna.case(), small_group().signed.charter, wish, slot=0)
    assert refused.value.field == field


def test_what_waits_in_the_outbox_is_no_vote(group: OpeningDesks) -> None:
    """A desk counts its own member's word only once the ledger shows it."""
    group.ask("ombudsman-1")
    group.step(2)
    group.vote("prosecutor-1")
    assert dict(group.opening("prosecutor-1").votes) == {}
    assert group.offices.ledger.now < UNPOSTED


def test_nothing_of_the_name_is_written(group: OpeningDesks) -> None:
    """After the name was seen, no file of any desk holds it, sealed vaults and spools included."""
    _agreed(group)
    _until(group, lambda: group.opening("ombudsman-1").stage is Stage.RELEASED)
    assert group.see("ombudsman-1") == NAME
    group.step(2)
    files = [path for path in group.folder.rglob("*") if path.is_file()]
    assert len(files) > 8
    for form in (NAME.name.encode(), NAME.name.encode("utf-16-le"), NAME.contact.encode()):
        assert not [path for path in files if form in path.read_bytes()]
    with group.at("ombudsman-1") as (rows, _, _place):
        for (name,) in rows.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in rows.execute(f'SELECT * FROM "{name}"').fetchall():  # noqa: S608 - a table of the vault
                assert NAME.name not in str(row)
                assert not any(NAME.name.encode() in each for each in row if isinstance(each, bytes))
