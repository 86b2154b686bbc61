# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a desk makes of cosigners: it says whether the quorum is there, convicts a server by it, and always reads on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from plaint.cosign.key import CosignerKey
from plaint.desk.mirror import evidence, tree
from plaint.desk.mirror.evidence import Misdeed
from plaint.desk.sync.cosigned import Standing, standing
from plaint.desk.sync.heads import RefusedError, keys_of
from plaint.keys import note as notes
from plaint.keys.note import Note
from plaint.ledger.leaf import LeafKind
from tests.support.cosigners import COURT, PAPER, cosigner_key, countersign, countersigned_group, under
from tests.support.groups import small_group
from tests.support.ledgers import Ledger
from tests.support.stories import octets
from tests.support.syncing import Puller

GROUP = countersigned_group(quorum=2)


@pytest.fixture(name="ledger")
def _ledger() -> Ledger:
    ledger = Ledger(GROUP)
    for _ in range(3):
        ledger.cover()
    ledger.tick(3600)
    return ledger


@pytest.fixture(name="desk")
def _desk(tmp_path: Path, ledger: Ledger) -> Iterator[Puller]:
    desk = Puller(tmp_path, ledger, "ngo-1")
    yield desk
    desk.close()


def cosigned(ledger: Ledger, *keys: CosignerKey) -> bytes:
    """Return the present head with the lines of these cosigners under it."""
    return under(ledger.note, *(countersign(ledger.note, key, time=ledger.now) for key in keys))


def stands(desk: Puller) -> Standing:
    """Return how the desk says that the ledger stands with its cosigners."""
    group = desk.ledger.versions[-1]
    keys = keys_of(group.signed, group.annex)
    with desk.source.mirror.read() as rows:
        return standing(rows, keys, ledger_tick=3600, now=desk.clock.now())


def test_a_quorum_is_said_with_names_size_and_time(desk: Puller, ledger: Ledger) -> None:
    """Two of two have signed the head of four leaves."""
    desk.server.answers["/cosigned"] = cosigned(ledger, PAPER, COURT)
    desk.sync()
    found = stands(desk)
    assert (found.named, found.quorum, found.size, found.at, found.old) == (2, 2, 4, ledger.now, False)
    assert found.signed == (COURT.name, PAPER.name)


def test_a_missing_quorum_locks_nobody_out(desk: Puller, ledger: Ledger) -> None:
    """With no cosignature, or too few, the ledger is read as ever and the desk says that the quorum is missing."""
    for shown in (None, cosigned(ledger, PAPER), cosigned(ledger, PAPER, cosigner_key("x.example/y")), b"noise"):
        if shown is not None:
            desk.server.answers["/cosigned"] = shown
        ledger.cover()
        ledger.tick(3600)
        desk.sync()
        assert stands(desk).at is None
        with desk.source.mirror.read() as rows:
            head = tree.head(rows)
        assert head is not None
        assert head.checkpoint.size == len(ledger.leaves)
    assert desk.misdeeds() == []


def test_one_of_two_keys_does_not_count(desk: Puller, ledger: Ledger) -> None:
    """A cosigner that the charter lists with ML-DSA-44 is not believed on Ed25519 alone."""
    half = countersign(ledger.note, COURT, time=ledger.now)
    desk.server.answers["/cosigned"] = under(
        ledger.note, countersign(ledger.note, PAPER, time=ledger.now), Note(half.text, half.signatures[:1])
    )
    desk.sync()
    assert stands(desk).at is None


def test_an_old_quorum_is_said(desk: Puller, ledger: Ledger) -> None:
    """Where cosigners stopped, the last head that they signed is kept, and called old after two ticks and 3 hours."""
    desk.server.answers["/cosigned"] = cosigned(ledger, PAPER, COURT)
    desk.sync()
    signed_at = ledger.now
    for hours, old in ((5, False), (1, True)):
        ledger.cover()
        ledger.tick(3600 * hours)
        desk.sync()
        assert (stands(desk).at, stands(desk).old) == (signed_at, old)


def test_an_older_cosigned_head_does_not_replace_a_newer(desk: Puller, ledger: Ledger) -> None:
    """A server that puts an older one back changes nothing."""
    first = cosigned(ledger, PAPER, COURT)
    ledger.cover()
    ledger.tick(3600)
    desk.server.answers["/cosigned"] = cosigned(ledger, PAPER, COURT)
    desk.sync()
    desk.server.answers["/cosigned"] = first
    desk.sync()
    assert stands(desk).size == 5


def test_cosigners_who_were_shown_another_ledger_convict_the_server(desk: Puller, ledger: Ledger) -> None:
    """A head that cosigners signed and that is not of our tree is a fork; both signed heads are kept."""
    other = ledger.fork()
    other.leaves.pop()
    other.append(LeafKind.ENTRY, octets("another", 65_536))
    other.tick()
    ledger.cover()
    ledger.tick(3600)
    desk.server.answers["/cosigned"] = cosigned(other, PAPER, COURT)
    with pytest.raises(RefusedError) as caught:
        desk.sync()
    assert caught.value.kind is Misdeed.FORK
    with desk.source.mirror.read() as rows:
        (found,) = evidence.everything(rows)
    assert found.held == ledger.note
    for each in (found.held, found.shown):
        notes.verify(notes.parse(each), [GROUP.signed.charter.ledger_key])


def test_cosigners_who_are_shown_more_convict_the_server(desk: Puller, ledger: Ledger) -> None:
    """A server that freezes the ledger for one desk, while cosigners sign on, is found out at once."""
    desk.sync()
    frozen = ledger.note
    ledger.cover()
    ledger.tick(3600)
    desk.server.answers["/cosigned"] = cosigned(ledger, PAPER, COURT)
    ledger.note = frozen
    with pytest.raises(RefusedError) as caught:
        desk.sync()
    assert caught.value.kind is Misdeed.ROLLBACK
    assert desk.misdeeds() == [Misdeed.ROLLBACK]


def test_a_group_without_cosigners_does_not_ask(tmp_path: Path) -> None:
    """Nobody is named, nothing is asked for, and the page says that nobody watches."""
    desk = Puller(tmp_path, Ledger(small_group()), "ngo-1")
    desk.sync()
    assert "/cosigned" not in {request.url.path for request in desk.server.asked}
    assert (stands(desk).named, stands(desk).at) == (0, None)
    desk.close()


def test_it_is_asked_for_before_the_head(desk: Puller) -> None:
    """In this order a tick between the two requests cannot look like a fault."""
    desk.sync()
    paths = [request.url.path for request in desk.server.asked]
    assert paths.index("/cosigned") < paths.index("/checkpoint")
