# SPDX-License-Identifier: AGPL-3.0-or-later
"""An operator answers with a few bytes that unpack to more than a machine has."""

import gzip
import tracemalloc
import zlib
from functools import partial

import brotli
import httpx
import pytest

from plaint.line.client import read_at_most

HUGE = 100_000_000
MOST = 100_000


def _read(octets: bytes, packing: str) -> bytes:
    answer = httpx.Response(200, headers={"content-encoding": packing}, stream=httpx.ByteStream(octets))
    client = httpx.Client(transport=httpx.MockTransport(lambda _: answer))
    asked = client.send(client.build_request("GET", "http://x.example/"), stream=True)
    return read_at_most(asked, MOST, unpack=True)


@pytest.mark.parametrize("packing", ["gzip", "br"])
def test_a_bomb_is_not_unpacked_whole(packing: str) -> None:
    """No more than was allowed comes out, and no more than a little of it ever lies in memory."""
    pack = gzip.compress if packing == "gzip" else partial(brotli.compress, quality=1)
    bomb = pack(bytes(HUGE))
    assert len(bomb) <= MOST
    tracemalloc.start()
    assert len(_read(bomb, packing)) == MOST + 1
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()
    assert _read(pack(b"a page"), packing) == b"a page"


@pytest.mark.parametrize("packing", ["gzip, gzip", "br, gzip", "deflate", "zstd", "x"])
def test_what_no_honest_server_sends_is_nothing(packing: str) -> None:
    """Packed twice is a thousand times a thousand; other ways are not used here."""
    assert _read(gzip.compress(gzip.compress(bytes(1000))), packing) == b""


@pytest.mark.parametrize("packing", ["gzip", "br"])
def test_what_is_damaged_is_nothing(packing: str) -> None:
    """It is no page, and no error of a library either."""
    assert _read(zlib.compress(b"another form"), packing) == b""
