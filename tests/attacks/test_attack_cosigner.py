# SPDX-License-Identifier: AGPL-3.0-or-later
"""A forked, truncated, stale or rewritten ledger is refused by a cosigner, and the evidence is a file (property 8)."""

from collections.abc import Callable
from pathlib import Path

import pytest

from plaint.cosign import evidence
from plaint.cosign.errors import Misdeed, RefusedError
from plaint.keys import note as notes
from plaint.keys.note import Note
from plaint.ledger.leaf import LeafKind
from tests.support.cosigners import PAPER, Watcher, countersign, countersigned_group, under
from tests.support.groups import amended, found_with, small_plan
from tests.support.ledgers import Ledger
from tests.support.stories import octets


@pytest.fixture(name="watcher")
def _watcher(tmp_path: Path) -> Watcher:
    """Give a cosigner that has countersigned an honest head of seven leaves."""
    ledger = Ledger(countersigned_group())
    for _ in range(5):
        ledger.cover()
    ledger.board()
    ledger.tick(3600)
    watcher = Watcher(tmp_path, ledger)
    watcher.turn()
    return watcher


def refuses(watcher: Watcher, kind: Misdeed) -> bytes:
    """Look; the cosigner must refuse, sign nothing, and keep one file of evidence, whose bytes are returned."""
    before = (watcher.folder / "last-countersigned").read_bytes()
    handed = len(watcher.handed)
    for _ in range(3):
        with pytest.raises(RefusedError) as caught:
            watcher.turn()
        assert caught.value.kind is kind
    assert (watcher.folder / "last-countersigned").read_bytes() == before
    assert len(watcher.handed) == handed
    (found,) = evidence.everything(watcher.folder)
    assert found.name.startswith(f"{kind}-")
    return found.read_bytes()


def test_a_fork_is_refused_with_both_signed_heads(watcher: Watcher) -> None:
    """Another root at the same size: the evidence holds both heads with the ledger's signatures, and convicts it."""
    honest = watcher.ledger.note
    other = watcher.ledger.fork()
    other.leaves.pop()
    other.append(LeafKind.ENTRY, octets("another", 65_536))
    watcher.ledger.note = other.tick()
    found = refuses(watcher, Misdeed.FORK)
    assert honest in found
    assert watcher.ledger.note in found
    for each in (honest, watcher.ledger.note):
        notes.verify(notes.parse(each), [watcher.ledger.group.signed.charter.ledger_key])


def test_a_truncated_ledger_is_refused(watcher: Watcher) -> None:
    """Fewer leaves than were countersigned, though signed."""
    honest = watcher.ledger.note
    watcher.ledger.now += 3600
    watcher.ledger.note = watcher.ledger.sign(4)
    assert honest in refuses(watcher, Misdeed.ROLLBACK)


def test_an_older_head_of_the_same_tree_is_refused(watcher: Watcher) -> None:
    """A server that puts an older head back, of an earlier tick, is going back on what it showed."""
    stale = watcher.ledger.note
    watcher.ledger.tick(3600)
    watcher.turn()
    watcher.ledger.note = stale
    assert stale in refuses(watcher, Misdeed.ROLLBACK)


@pytest.mark.parametrize("place", [0, 1, 3, 6])
def test_a_rewritten_past_is_refused(watcher: Watcher, place: int) -> None:
    """A longer ledger in which one earlier leaf is another does not continue what was countersigned."""
    honest = watcher.ledger.note
    added = watcher.ledger.cover()
    watcher.ledger.leaves[place] = watcher.ledger.leaves[added]
    watcher.ledger.tick(3600)
    found = refuses(watcher, Misdeed.REWRITTEN)
    assert honest in found
    assert b"\nproof\n" in found


def test_reordered_leaves_are_refused(watcher: Watcher) -> None:
    """Two leaves that changed places are a rewritten past."""
    leaves = watcher.ledger.leaves
    leaves[1], leaves[2] = leaves[2], leaves[1]
    watcher.ledger.cover()
    watcher.ledger.tick(3600)
    refuses(watcher, Misdeed.REWRITTEN)


def test_tiles_of_another_tree_do_not_help(watcher: Watcher) -> None:
    """A server that signs one tree and serves the tiles of the honest one is refused all the same."""
    watcher.ledger.cover()
    watcher.ledger.now += 3600
    watcher.ledger.note = watcher.ledger.sign(len(watcher.ledger.leaves), root=octets("root", 32))
    refuses(watcher, Misdeed.REWRITTEN)


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda ledger: ledger.sign(len(ledger.leaves), tick=ledger.now // 3600 - 1), Misdeed.FORK),
        (lambda ledger: ledger.sign(len(ledger.leaves), board=0), Misdeed.FORK),
    ],
    ids=["tick", "board"],
)
def test_time_and_board_do_not_run_back(watcher: Watcher, change: Callable[[Ledger], bytes], kind: Misdeed) -> None:
    """More leaves at an earlier tick, or under an earlier board, were signed beside the ledger."""
    watcher.ledger.cover()
    watcher.ledger.note = change(watcher.ledger)
    refuses(watcher, kind)


@pytest.mark.parametrize("line", [0, 1])
def test_both_of_the_ledgers_signatures_are_needed(watcher: Watcher, line: int) -> None:
    """A head without the post-quantum signature, or without the other, is not countersigned."""
    watcher.ledger.cover()
    whole = notes.parse(watcher.ledger.tick(3600))
    watcher.ledger.note = bytes(Note(whole.text, (whole.signatures[line],)))
    refuses(watcher, Misdeed.UNSIGNED)


def test_a_wrong_signature_is_refused(watcher: Watcher) -> None:
    """A head whose text was changed under its signatures is refused, whatever lines stand beside them."""
    watcher.ledger.cover()
    note = watcher.ledger.tick(3600)
    forged = note.replace(b"\nboard 1\n", b"\nboard 2\n", 1)
    assert forged != note
    watcher.ledger.note = under(forged, countersign(forged, PAPER, time=watcher.ledger.now))
    refuses(watcher, Misdeed.UNSIGNED)


def test_a_charter_that_goes_back_is_refused(tmp_path: Path) -> None:
    """A server that showed version 2 and shows version 1 again keeps an older group of readers alive."""
    first = countersigned_group()
    second = amended(first, lambda tree: tree | {"reply_days": 20})
    ledger = Ledger(first)
    ledger.amend(second)
    ledger.tick(3600)
    watcher = Watcher(tmp_path, ledger)
    watcher.turn()
    watcher.server.answers["/charter"] = bytes(first.signed)
    refuses(watcher, Misdeed.CHARTER)


@pytest.mark.parametrize("signers", [[], ["ombudsman-1"], ["ombudsman-1", "ngo-1"]], ids=["none", "one", "half"])
def test_a_charter_without_a_majority_is_refused(tmp_path: Path, signers: list[str]) -> None:
    """Half of the bodies cannot give the ledger another key or name other cosigners."""
    first = countersigned_group()
    watcher = Watcher(tmp_path, Ledger(first))
    watcher.turn()
    whole = amended(first, lambda tree: tree | {"cosigners": {"quorum": 0, "keys": []}})
    charter = whole.signed
    lines = tuple(line for line in charter.note.signatures if line.name.rpartition("/")[2] in signers)
    text = bytes(Note(charter.note.text, lines or first.signed.note.signatures[:1]))
    watcher.server.answers |= {"/charter": text, "/charter/2": text, "/annex/2": str(whole.annex).encode()}
    refuses(watcher, Misdeed.CHARTER)


def test_another_groups_ledger_is_refused(watcher: Watcher) -> None:
    """A genuine head of another ledger at the same address is not signed."""
    other = Ledger(found_with(small_plan() | {"origin": "plaint.example/south"}, seed="another group"))
    watcher.ledger.note = other.note
    refuses(watcher, Misdeed.UNSIGNED)


def test_the_honest_head_is_signed_again_later(watcher: Watcher) -> None:
    """A refusal bars nothing honest: the next head that continues is signed, and the evidence stays."""
    honest = watcher.ledger.note
    watcher.ledger.note = watcher.ledger.sign(4, tick=watcher.ledger.now // 3600 + 1)
    refuses(watcher, Misdeed.ROLLBACK)
    watcher.ledger.note = honest
    watcher.ledger.cover()
    watcher.ledger.tick(3600)
    assert watcher.turn().said == ""
    assert watcher.signed_size() == 8
    assert len(watcher.evidence()) == 1


def test_evidence_without_end_is_bounded(watcher: Watcher, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that signs ever other forks fills no disk; the first files of evidence stay."""
    monkeypatch.setattr(evidence, "MOST", 5)
    for number in range(12):
        watcher.ledger.note = watcher.ledger.sign(7, root=octets(f"root {number}", 32))
        with pytest.raises(RefusedError):
            watcher.turn()
    assert len(watcher.evidence()) == 5
