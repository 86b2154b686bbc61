# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tiles have one name each, and bundles one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaint.errors import FormatError
from plaint.ledger.tile import Tile, is_held, read_bundle, read_tile_path, tiles_of, write_bundle

TILES = st.builds(
    Tile,
    st.one_of(st.none(), st.integers(0, 7)),
    st.one_of(st.integers(0, 3000), st.integers(0, 2**56)),
    st.integers(1, 256),
)


@given(TILES)
def test_a_path_reads_back(tile: Tile) -> None:
    """Every tile has a path, and the path names that tile."""
    assert read_tile_path(tile.path) == tile


@pytest.mark.parametrize(
    ("path", "tile"),
    [
        ("0/x001/x234/067", Tile(0, 1_234_067)),
        ("entries/000.p/17", Tile(None, 0, 17)),
        ("7/999", Tile(7, 999)),
        ("0/x001/000.p/255", Tile(0, 1000, 255)),
    ],
)
def test_paths_are_those_of_the_standard(path: str, tile: Tile) -> None:
    """C2SP tlog-tiles, with its own example first."""
    assert tile.path == path
    assert read_tile_path(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "0/0", "0/00", "0/0000", "0/x000/001", "0/001/002", "0/x001x/002", "0/000.p/0", "0/000.p/256", "0/000.p/01",
        "0/000.p/", "0/000.p", "0/000.p/1.p/1", "8/000", "00/000", "-1/000", "0/-01", "0/٠٠٠", "٠/000", "0/000/",
        "/000", "0//000", "", "0", "0/000?x", "entries", "entries/", "Entries/000", "0/x001/../000", "0/ 00",
        "0/xx001/000", "0/x001/x/000",
    ],
)  # fmt: skip
def test_any_other_path_is_refused(path: str) -> None:
    """One tile under two names would be two files in a cache or a mirror."""
    with pytest.raises(FormatError):
        read_tile_path(path)


@given(st.text("0123456789xp./entris", max_size=20))
def test_only_the_declared_error_leaves(path: str) -> None:
    """Whatever stands in a path, it is a tile in its one form or a FormatError."""
    try:
        tile = read_tile_path(path)
    except FormatError:
        return
    assert tile.path == path


@pytest.mark.parametrize(
    ("size", "partial"),
    [
        (0, []),
        (1, [Tile(0, 0, 1)]),
        (256, [Tile(1, 0, 1)]),
        (70_000, [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]),
    ],
)
def test_a_tree_has_these_partial_tiles(size: int, partial: list[Tile]) -> None:
    """At most one partial tile a level; 70,000 leaves have three."""
    assert [tile for tile in tiles_of(size) if tile.width < 256] == partial


@given(st.integers(0, 200_000))
def test_a_tree_holds_its_own_tiles_and_no_further_one(size: int) -> None:
    """What `tiles_of` names is held; one hash more is not."""
    last: dict[int | None, Tile] = {tile.level: tile for tile in tiles_of(size)}
    for tile in last.values():
        assert is_held(tile, size)
        beyond = (
            Tile(tile.level, tile.index + 1, 1) if tile.width == 256 else Tile(tile.level, tile.index, tile.width + 1)
        )
        assert not is_held(beyond, size)


@given(st.lists(st.binary(max_size=80), max_size=256))
def test_a_bundle_reads_back(leaves: list[bytes]) -> None:
    """Any leaves of up to 65,535 bytes."""
    assert read_bundle(write_bundle(leaves)) == tuple(leaves)


@pytest.mark.parametrize("octets", [b"\x00", b"\x00\x02a", b"\x00\x01ab", write_bundle([b""] * 257)])
def test_a_bundle_that_is_not_whole_is_refused(octets: bytes) -> None:
    """Cut off, one byte over, or more than 256 leaves."""
    with pytest.raises(FormatError):
        read_bundle(octets)
