# SPDX-License-Identifier: AGPL-3.0-or-later
"""The board is whole or it is refused."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plaint.errors import FormatError, PlaintError
from plaint.ledger.board import LARGEST, NO_PREVIOUS, BoardBlob, board_length, check_chain, read_board
from plaint.ledger.checkpoint import Checkpoint, sign_checkpoint
from plaint.ledger.errors import ProofError
from plaint.ledger.leaf import Leaf, LeafKind
from plaint.ledger.proof import inclusion_proof
from plaint.ledger.window import Ticks, Window, check_window, read_window
from tests.support.trees import MemoryTree
from tests.unit.ledger.test_ledger_checkpoint import ED25519, ORIGIN

TICKS = Ticks(ledger=3600, desk=10_800)
DESK_TICK = 138_000
NOW_TICK = (DESK_TICK + 1) * 3


def chain(length: int, first: int = 1) -> tuple[BoardBlob, ...]:
    """Return `length` blobs of two slots, the newest of the desk tick before `NOW_TICK`."""
    blobs: list[BoardBlob] = []
    for place in range(length):
        number = first + place
        previous = blobs[-1].hash if blobs else (NO_PREVIOUS if number == 1 else b"p" * 32)
        desk_tick = DESK_TICK - length + 1 + place
        blobs.append(
            BoardBlob(number=number, desk_tick=desk_tick, previous=previous, cells=bytes([place % 256]) * 2048)
        )
    return tuple(blobs)


def window(blobs: tuple[BoardBlob, ...], *, tick: int = NOW_TICK, board: int | None = None) -> Window:
    """Return a window of `blobs` under a signed head of a ledger with some leaves more."""
    leaves = [bytes(Leaf(LeafKind.ENTRY, bytes([number]) * 32, b"e" * 32)) for number in range(5)]
    leaves[2:2] = [bytes(Leaf(LeafKind.BOARD, blobs[-1].hash))] if blobs else []
    tree = MemoryTree(leaves)
    number = board if board is not None else (blobs[-1].number if blobs else 0)
    head = Checkpoint(origin=ORIGIN, size=len(leaves), root=tree.frontier.root(), tick=tick, board=number)
    return Window(
        note=bytes(sign_checkpoint(head, [ED25519], ledger_tick=TICKS.ledger)),
        index=2 if blobs else 0,
        path=inclusion_proof(2, len(leaves), tree.read_tile) if blobs else (),
        blobs=tuple(bytes(blob) for blob in blobs),
    )


def check(shown: Window, *, days: int = 7, now: int = NOW_TICK * 3600 + 100) -> tuple[BoardBlob, ...]:
    """Check a window as a page does."""
    return check_window(read_window(bytes(shown)), ED25519.verifier, origin=ORIGIN, days=days, ticks=TICKS, now=now)[1]


@given(st.integers(1, LARGEST), st.integers(0, LARGEST), st.integers(1, 9), st.binary(min_size=1024, max_size=1024))
def test_a_blob_reads_back(number: int, desk_tick: int, count: int, cell: bytes) -> None:
    """Number, tick, chain and cells."""
    previous = NO_PREVIOUS if number == 1 else b"p" * 32
    blob = BoardBlob(number=number, desk_tick=desk_tick, previous=previous, cells=cell * count)
    assert read_board(bytes(blob)) == blob
    assert len(bytes(blob)) == board_length(count, 1)


def test_the_cells_of_a_desk_lie_in_the_order_of_slots() -> None:
    """Slot, then cell."""
    blob = BoardBlob(number=1, desk_tick=1, previous=NO_PREVIOUS, cells=b"".join(bytes([n]) * 1024 for n in range(8)))
    assert blob.cells_of(1, 2) == b"\x02" * 1024 + b"\x03" * 1024


FIRST = bytes(chain(1)[0])


@pytest.mark.parametrize(
    "octets",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(FIRST[:-1], id="a byte short"),
        pytest.param(FIRST + b"\x00", id="a byte over"),
        pytest.param(FIRST + bytes(1024), id="a cell more than counted"),
        pytest.param(FIRST[:56], id="no cell"),
        pytest.param(b"\x02" + FIRST[1:], id="version"),
        pytest.param(FIRST[:1] + b"\x01" + FIRST[2:], id="reserved"),
        pytest.param(FIRST[:52] + b"\x00\x00\x00\x03" + FIRST[56:], id="count"),
        pytest.param(FIRST[:4] + bytes(8) + FIRST[12:], id="number 0"),
        pytest.param(FIRST[:20] + b"p" + FIRST[21:], id="a first one that continues another"),
    ],
)
def test_any_other_form_of_a_blob_is_refused(octets: bytes) -> None:
    """A blob has one length and one form."""
    with pytest.raises(FormatError):
        read_board(octets)


def test_a_whole_window_is_taken() -> None:
    """56 ticks of three hours are seven days."""
    blobs = chain(56, first=900)
    assert check(window(blobs)) == blobs
    assert len(bytes(window(blobs))) < 460 * 1024


def test_a_young_board_may_begin_with_its_first_blob() -> None:
    """Number 1 is old enough for every window; before it there is nothing."""
    assert len(check(window(chain(3)), days=60)) == 3
    assert check(window(())) == ()


@pytest.mark.parametrize(
    ("blobs", "why"),
    [
        (chain(55, first=900), "oldest"),
        (chain(56, first=900)[:30] + chain(56, first=900)[31:], "not whole"),
        (chain(56, first=900)[1:] + chain(56, first=900)[:1], "not whole|newest"),
    ],
)
def test_a_window_with_a_gap_is_refused(blobs: tuple[BoardBlob, ...], why: str) -> None:
    """The oldest missing, one from the middle missing, or in another order."""
    with pytest.raises(ProofError, match=why):
        check(window(blobs))


def test_a_withheld_newest_blob_is_noticed() -> None:
    """The head names a newer one."""
    with pytest.raises(ProofError, match="newest"):
        check(window(chain(56, first=900), board=956))
    with pytest.raises(ProofError, match="empty"):
        check(window((), board=1))


@pytest.mark.parametrize("away", [2 * 10_800 + 3 * 3600 + 3600, -(2 * 10_800 + 3 * 3600 + 3600)])
def test_a_window_of_another_day_is_refused(away: int) -> None:
    """A frozen head, or one of the future."""
    with pytest.raises(ProofError, match="not of today"):
        check(window(chain(56, first=900)), now=NOW_TICK * 3600 + away)


def test_a_board_that_stopped_is_noticed() -> None:
    """Fresh heads over a board that no longer grows."""
    late = NOW_TICK + 9
    with pytest.raises(ProofError, match="stopped"):
        check(window(chain(70, first=900), tick=late), now=late * 3600)


def test_a_changed_cell_is_noticed() -> None:
    """One bit in any blob breaks the chain or the path."""
    shown = window(chain(56, first=900))
    for place in (0, 30, 55):
        blob = bytearray(shown.blobs[place])
        blob[1000] ^= 1
        blobs = (*shown.blobs[:place], bytes(blob), *shown.blobs[place + 1 :])
        with pytest.raises(ProofError):
            check(replace(shown, blobs=blobs))


def test_the_path_has_to_be_of_this_index() -> None:
    """A window that names another index is refused."""
    shown = window(chain(56, first=900))
    with pytest.raises(ProofError):
        check(replace(shown, index=3))
    with pytest.raises(ProofError):
        check(replace(shown, path=shown.path[:-1]))


def test_a_chain_needs_rising_ticks() -> None:
    """Two blobs of one desk tick are no chain."""
    first, second = chain(2)
    with pytest.raises(ProofError):
        check_chain((first, replace(second, desk_tick=first.desk_tick)))


@settings(max_examples=300)
@given(st.data())
def test_only_declared_errors_leave(data: st.DataObject) -> None:
    """A window changed anywhere is whole still, or refused with one of our errors."""
    octets = bytearray(bytes(window(chain(2))))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(octets) - 1))
        octets[at] = data.draw(st.integers(0, 255))
    octets = octets[: data.draw(st.sampled_from([len(octets), len(octets), len(octets) // 2, 10]))]
    try:
        shown = read_window(bytes(octets))
        check(shown)
    except PlaintError:
        return
    assert bytes(shown) == bytes(octets)
