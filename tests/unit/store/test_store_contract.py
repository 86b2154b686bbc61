# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every kind of store has to do, whatever it is made of."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plaint.ledger.leaf import Leaf, LeafKind
from plaint.store.protocol import Blob, Head, Kept
from tests.support.stores import Both, blob, sqlite_store
from tests.support.trees import MemoryTree

Open = Callable[[Path], AbstractContextManager[Both]]

per_store = pytest.mark.parametrize("opened", [sqlite_store], ids=["sqlite"])


def run_pass(store: Both, tick: int, *, step: int = 512) -> list[int]:
    """Run one whole pass with an unsigned head; return how many leaves each step appended."""
    steps = []
    store.writing.begin_pass(tick)
    while count := store.writing.append_some(tick, step):
        steps.append(count)
    store.writing.finish_pass(Head(tick=tick, size=store.reading.size(), note=b"head %d" % tick))
    return steps


@per_store
def test_what_is_held_is_found_byte_for_byte(opened: Open, tmp_path: Path) -> None:
    """Before its leaf is in, after it, and after the store was opened again."""
    with opened(tmp_path) as store:
        assert store.writing.hold([blob("one"), blob("two")], 5) == [Kept.NEW, Kept.NEW]
        found = store.reading.find(blob("one").leaf.blob_hash)
        assert found is not None
        assert (found.leaf, found.body, found.erased) == (bytes(blob("one").leaf), b"one", False)
        run_pass(store, 6)
    with opened(tmp_path) as store:
        assert {each.body for each in store.reading.bodies(0, 64)} == {b"one", b"two"}
        assert store.reading.find(b"?" * 32) is None


@per_store
def test_the_same_again_is_the_same(opened: Open, tmp_path: Path) -> None:
    """Whether it is held, appended, or comes twice in one commit; it gets one leaf."""
    with opened(tmp_path) as store:
        assert store.writing.hold([blob("one"), blob("one")], 5) == [Kept.NEW, Kept.SAME]
        assert store.writing.hold([blob("one")], 5) == [Kept.SAME]
        run_pass(store, 6)
        assert store.writing.hold([blob("one")], 7) == [Kept.SAME]
        run_pass(store, 8)
        assert store.reading.size() == 1


@per_store
def test_another_leaf_for_a_held_blob_is_refused(opened: Open, tmp_path: Path) -> None:
    """Nobody puts another erase commitment over a blob that is held; what is beside it is taken."""
    first = blob("one")
    other = Blob(Leaf(LeafKind.ENTRY, first.leaf.blob_hash, b"f" * 32), first.body)
    with opened(tmp_path) as store:
        store.writing.hold([first], 5)
        assert store.writing.hold([other, blob("two")], 5) == [Kept.DIFFERS, Kept.NEW]
        found = store.reading.find(first.leaf.blob_hash)
        assert found is not None
        assert found.leaf == bytes(first.leaf)


@per_store
def test_a_batch_is_cut_before_it_is_sorted(opened: Open, tmp_path: Path) -> None:
    """What comes while a pass runs waits for the next, also where its hash would come first."""
    with opened(tmp_path) as store:
        store.writing.hold([blob(f"early {number}") for number in range(20)], 5)
        store.writing.begin_pass(6)
        assert store.writing.append_some(6, 8) == 8
        store.writing.hold([blob(f"late {number}") for number in range(20)], 5)
        assert [store.writing.append_some(6, 8) for _ in range(3)] == [8, 4, 0]
        store.writing.finish_pass(Head(tick=6, size=20, note=b""))
        run_pass(store, 7)
        bodies = [each.body or b"" for each in store.reading.bodies(0, 64)]
    assert [body.split()[0] for body in bodies] == [b"early"] * 20 + [b"late"] * 20


@per_store
def test_leaves_of_a_pass_stand_in_the_order_of_their_hashes(opened: Open, tmp_path: Path) -> None:
    """Kinds mixed; the order in which they came is nowhere."""
    kinds = [LeafKind.ENTRY, LeafKind.CHUNK, LeafKind.BOARD]
    with opened(tmp_path) as store:
        for number in range(30):
            store.writing.hold([blob(str(number), kinds[number % 3])], 5)
        run_pass(store, 6)
        hashes = [leaf[8:40] for leaf in store.reading.leaves(0, 64)]
    assert len(hashes) == 30
    assert hashes == sorted(hashes)


@per_store
def test_steps_are_bounded(opened: Open, tmp_path: Path) -> None:
    """No transaction appends more than it was told to."""
    with opened(tmp_path) as store:
        store.writing.hold([blob(str(number)) for number in range(10)], 5)
        assert run_pass(store, 6, step=4) == [4, 4, 2]


@per_store
def test_a_pass_that_was_cut_off_goes_on(opened: Open, tmp_path: Path) -> None:
    """Opened again in the middle of a pass, the store knows of it, and the leaves come out as if nothing had been."""
    with opened(tmp_path) as store:
        store.writing.hold([blob(str(number)) for number in range(10)], 5)
        assert store.reading.open_pass() is None
        store.writing.begin_pass(6)
        store.writing.append_some(6, 4)
    with opened(tmp_path) as store:
        assert (store.reading.open_pass(), store.reading.last_pass()) == (6, 6)
        # Handed in within the tick before: the pass that has begun gains nothing more, opened again or not.
        assert store.writing.hold([blob("late")], 5) == [Kept.NEW]
        assert store.writing.append_some(6, 512) == 6
        assert store.writing.append_some(6, 512) == 0
        store.writing.finish_pass(Head(tick=6, size=10, note=b"note"))
        hashes = [leaf[8:40] for leaf in store.reading.leaves(0, 64)]
        assert store.reading.open_pass() is None
        assert store.reading.head() == Head(tick=6, size=10, note=b"note")
    assert hashes == sorted(blob(str(number)).leaf.blob_hash for number in range(10))


@per_store
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(st.integers(0, 400), min_size=1, max_size=3))
def test_tiles_are_those_of_the_tree(
    opened: Open, tmp_path_factory: pytest.TempPathFactory, batches: list[int]
) -> None:
    """Whatever the batches, the stored hashes are those of a tree grown leaf by leaf, and earlier sizes are kept."""
    tree = MemoryTree()
    sizes = {}
    with opened(tmp_path_factory.mktemp("ledger")) as store:
        for tick, count in enumerate(batches, start=1):
            store.writing.hold([blob(f"{tick} {number}") for number in range(count)], tick - 1)
            run_pass(store, tick, step=150)
            tree.add(*store.reading.leaves(tree.frontier.size, 1000))
            sizes[tick] = tree.frontier.size
        for level, hashes in tree.tiles.items():
            for index in range(0, len(hashes) // 32, 256):
                width = min(256, len(hashes) // 32 - index)
                want = tree.read_tile(level, index // 256, width)
                assert store.reading.read_tile(level, index // 256, width) == want
        with pytest.raises(KeyError):
            store.reading.read_tile(0, tree.frontier.size // 256, tree.frontier.size % 256 + 1)
        assert [store.reading.size_before(tick + 1) for tick in sizes] == list(sizes.values())
        assert store.reading.size_before(1) == 0


@per_store
def test_cells_wait_for_their_board(opened: Open, tmp_path: Path) -> None:
    """The first word counts; once the board is held, the cells are in it and nowhere else."""
    with opened(tmp_path) as store:
        assert store.writing.put_cells(70, 2, b"cells") is Kept.NEW
        assert store.writing.put_cells(70, 2, b"cells") is Kept.SAME
        assert store.writing.put_cells(70, 2, b"other") is Kept.DIFFERS
        store.writing.put_cells(71, 0, b"next")
        assert store.reading.cells(70) == {2: b"cells"}
        assert store.reading.waiting_ticks() == [70, 71]
        store.writing.hold_board(blob("board", LeafKind.BOARD), number=1, desk_tick=70, tick=5)
        assert store.reading.waiting_ticks() == [71]
        (board,) = store.reading.newest_boards(2**40)
        assert (board.number, board.desk_tick, board.body, board.position) == (1, 70, b"board", None)
        run_pass(store, 6)
        assert store.reading.newest_boards(2**40)[0].position == 0


@per_store
def test_boards_are_given_from_a_tick_on(opened: Open, tmp_path: Path) -> None:
    """From the newest one that is not later than asked for; all of them where none is that old."""
    with opened(tmp_path) as store:
        for number in range(1, 6):
            board = blob(str(number), LeafKind.BOARD)
            store.writing.hold_board(board, number=number, desk_tick=number * 10, tick=1)
        assert [each.number for each in store.reading.newest_boards(30)] == [3, 4, 5]
        assert [each.number for each in store.reading.newest_boards(39)] == [3, 4, 5]
        assert [each.number for each in store.reading.newest_boards(9)] == [1, 2, 3, 4, 5]
        run_pass(store, 2)
        expired = {leaf[8:40] for leaf in store.reading.expired_boards(5, 39)}
        assert expired == {blob(str(number), LeafKind.BOARD).leaf.blob_hash for number in (1, 2)}
        assert store.reading.expired_boards(0, 39) == []
        assert store.reading.expired_boards(5, 9) == []


@per_store
def test_boards_date_what_stands_before_them(opened: Open, tmp_path: Path) -> None:
    """The newest board that is old enough says how many leaves are; one that has no place yet says nothing."""
    with opened(tmp_path) as store:
        for number, tick in ((1, 2), (2, 4)):
            store.writing.hold([blob(f"entry {number}")], tick - 1)
            run_pass(store, tick)
            store.writing.hold_board(blob(str(number), LeafKind.BOARD), number=number, desk_tick=number * 10, tick=tick)
            run_pass(store, tick + 1)
        store.writing.hold_board(blob("3", LeafKind.BOARD), number=3, desk_tick=30, tick=6)
        assert [store.reading.size_dated(tick) for tick in (9, 10, 19, 20, 30)] == [0, 1, 1, 3, 3]


@per_store
def test_charters_and_freshness_are_kept(opened: Open, tmp_path: Path) -> None:
    """Each version once; of a member's notes the last one."""
    with opened(tmp_path) as store:
        store.writing.hold_charter(blob("first", LeafKind.CHARTER), version=1, tick=1)
        assert store.reading.charters() == {1: b"first"}
        store.writing.put_freshness("ngo-1", 100, b"a")
        store.writing.put_freshness("court-1", 100, b"b")
        store.writing.put_freshness("ngo-1", 200, b"c")
        store.writing.put_freshness("ngo-1", 150, b"d")
        assert store.reading.freshness() == [b"b", b"d"]


@per_store
def test_erasing_takes_the_body_and_leaves_the_leaf(opened: Open, tmp_path: Path) -> None:
    """The tree is what it was; what was erased is not taken again, and says so."""
    with opened(tmp_path) as store:
        store.writing.hold([blob("keep"), blob("erase")], 1)
        run_pass(store, 2)
        before = store.reading.read_tile(0, 0, 2)
        store.writing.erase([blob("erase").leaf.blob_hash])
        store.writing.erase([blob("erase").leaf.blob_hash])
        assert store.reading.read_tile(0, 0, 2) == before
        found = store.reading.find(blob("erase").leaf.blob_hash)
        assert found is not None
        assert (found.body, found.erased) == (None, True)
        assert store.reading.unerased(0, 5) == [bytes(blob("keep").leaf)]
        assert store.writing.hold([blob("erase")], 3) == [Kept.GONE]
        assert store.reading.find(blob("erase").leaf.blob_hash) == found


@per_store
def test_a_charter_comes_in_no_batch_before_what_was_held_before_it(opened: Open, tmp_path: Path) -> None:
    """What was taken by the version before stands in the new one's batch at the latest, also within one tick."""
    target, stone, charter = blob("target"), blob("stone", LeafKind.TOMBSTONE), blob("charter", LeafKind.CHARTER)
    with opened(tmp_path) as store:
        store.writing.hold([target], 1)
        run_pass(store, 2)
        store.writing.hold_tombstone(stone, target=target.leaf.blob_hash, tick=3)
        store.writing.hold_charter(charter, version=1, tick=2)
        run_pass(store, 3)
        assert store.reading.size() == 1
        run_pass(store, 4)
        assert store.reading.size() == 3


@per_store
def test_a_tombstone_is_due_after_its_own_leaf(opened: Open, tmp_path: Path) -> None:
    """It names a blob; it is due once its leaf stands before the given size, until the blob is erased."""
    target, stone = blob("target"), blob("stone", LeafKind.TOMBSTONE)
    with opened(tmp_path) as store:
        store.writing.hold([target], 1)
        run_pass(store, 2)
        assert store.writing.hold_tombstone(stone, target=target.leaf.blob_hash, tick=2) is Kept.NEW
        assert store.writing.hold_tombstone(stone, target=target.leaf.blob_hash, tick=2) is Kept.SAME
        assert store.reading.due_tombstones(100) == []
        run_pass(store, 3)
        assert store.reading.due_tombstones(1) == []
        assert store.reading.due_tombstones(2) == [bytes(target.leaf)]
        store.writing.erase([target.leaf.blob_hash])
        assert store.reading.due_tombstones(2) == []


@per_store
def test_tombstones_are_found_by_what_they_aim_at(opened: Open, tmp_path: Path) -> None:
    """Held or appended, each with its body; those of another blob are not among them."""
    target, other = blob("target"), blob("other")
    with opened(tmp_path) as store:
        store.writing.hold([target, other], 1)
        for text, at in (("a", target), ("b", target), ("c", other)):
            store.writing.hold_tombstone(blob(text, LeafKind.TOMBSTONE), target=at.leaf.blob_hash, tick=2)
            if text == "a":
                run_pass(store, 3)
        assert sorted(store.reading.tombstones_of(target.leaf.blob_hash)) == [b"a", b"b"]
        assert store.reading.tombstones_of(b"?" * 32) == []


@per_store
def test_what_was_erased_can_be_written_again_in_its_place(opened: Open, tmp_path: Path) -> None:
    """Bodies that went count as room until others take it."""
    first, second = blob("1" * 65_536), blob("2" * 65_536)
    with opened(tmp_path) as store:
        store.writing.hold([first], 1)
        assert store.writing.reusable() == 0
        store.writing.erase([first.leaf.blob_hash])
        assert 57_344 <= store.writing.reusable() <= 65_536
        store.writing.hold([second], 1)
        assert store.writing.reusable() < 16_384
