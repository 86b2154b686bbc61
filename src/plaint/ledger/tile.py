# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tiles and entry bundles: names, paths and forms of C2SP tlog-tiles with height 8.

Rules of this module:

- A path has one form: what is parsed has to come out the same again, or it is no path of ours. Caches and mirrors
  then never hold one tile under two names.
- A partial tile is a prefix of the full one and is cut from it when asked for; it is never stored apart.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from plaint.errors import FormatError
from plaint.ledger.merkle import TILE_HEIGHT, TILE_WIDTH

MAX_LEVEL: Final = 7
"""2^64 leaves are 8 levels of tiles."""
MAX_DIGITS: Final = 19


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """The name of one tile: `level` 0–7 for hashes, None for a bundle of leaves."""

    level: int | None
    index: int
    width: int = TILE_WIDTH

    @property
    def path(self) -> str:
        """The path below `/tile/`, such as `0/x001/x234/067` or `entries/000.p/17`."""
        name = f"{self.index % 1000:03}"
        rest = self.index // 1000
        while rest:
            name = f"x{rest % 1000:03}/{name}"
            rest //= 1000
        level = "entries" if self.level is None else str(self.level)
        return f"{level}/{name}" + (f".p/{self.width}" if self.width < TILE_WIDTH else "")


def read_tile_path(path: str) -> Tile:
    """Parse the part of a path behind `/tile/`; raise FormatError unless it is the one path of a tile."""
    level, _, name = path.partition("/")
    name, partial, width = name.partition(".p/")
    digits = name.replace("/x", "").removeprefix("x").replace("/", "")
    if (
        not _number(digits, MAX_DIGITS)
        or (partial and not _number(width, 3))
        or not (level == "entries" or _number(level, 1))
    ):
        raise _not_a_tile()
    tile = Tile(None if level == "entries" else int(level), int(digits), int(width) if partial else TILE_WIDTH)
    if tile.path != path or tile.width < 1 or (tile.level is not None and tile.level > MAX_LEVEL):
        raise _not_a_tile()
    return tile


def tiles_of(size: int) -> Iterator[Tile]:
    """Yield every tile of hashes that a tree of `size` leaves has, the lowest level first."""
    level = 0
    while size:
        for index in range(size // TILE_WIDTH):
            yield Tile(level, index)
        if size % TILE_WIDTH:
            yield Tile(level, size // TILE_WIDTH, size % TILE_WIDTH)
        size >>= TILE_HEIGHT
        level += 1


def is_held(tile: Tile, size: int) -> bool:
    """Tell whether a tree of `size` leaves has this tile (a partial one also where more has been added since)."""
    nodes = size >> (TILE_HEIGHT * (tile.level or 0))
    return tile.index * TILE_WIDTH + tile.width <= nodes


def write_bundle(leaves: Sequence[bytes]) -> bytes:
    """Return the entry bundle of up to 256 leaves: each with its length in two bytes before it."""
    return b"".join(len(leaf).to_bytes(2, "big") + leaf for leaf in leaves)


def read_bundle(octets: bytes) -> tuple[bytes, ...]:
    """Return the leaves of an entry bundle; raise FormatError where it is cut off or holds more than 256."""
    leaves: list[bytes] = []
    at = 0
    while at < len(octets):
        end = at + 2 + int.from_bytes(octets[at : at + 2], "big")
        if at + 2 > len(octets) or end > len(octets) or len(leaves) == TILE_WIDTH:
            raise FormatError("This is no whole bundle of leaves.", hint="Fetch it again.")
        leaves.append(octets[at + 2 : end])
        at = end
    return tuple(leaves)


def _number(text: str, digits: int) -> bool:
    # `isdigit` alone takes digits of every script, which `int` then reads, too.
    return text.isascii() and text.isdigit() and len(text) <= digits


def _not_a_tile() -> FormatError:
    return FormatError("This is no path of a tile.", hint="Write it as C2SP tlog-tiles has it.")
