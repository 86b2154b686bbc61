# SPDX-License-Identifier: AGPL-3.0-or-later
"""Static files are served from memory under the name of their content."""

import gzip
from pathlib import Path

import brotli
import pytest

from plaint.web.headers import Headers
from plaint.web.static import Static, read_static
from tests.support.places import caller

pytestmark = pytest.mark.anyio


@pytest.fixture
def static(tmp_path: Path) -> Static:
    """Return two files."""
    (tmp_path / "seal.js").write_text("export const one = 1;\n" * 50)
    (tmp_path / "tiny.css").write_text("p{}")
    return read_static(tmp_path, "/s/")


async def test_a_file_is_served_for_ever_under_its_hash(static: Static) -> None:
    """The address holds the hash, so the answer may be kept for ever."""
    async with caller(Headers(static)) as client:
        answer = await client.get(static.address("tiny.css"))
    assert answer.content == b"p{}"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_on_a_complainants_device_nothing_is_kept(tmp_path: Path) -> None:
    """A program for complainants serves its files with no-store: a kept file would tell of the visit."""
    (tmp_path / "tiny.css").write_text("p{}")
    static = read_static(tmp_path, "/s/", cached=False)
    async with caller(Headers(static)) as client:
        answer = await client.get(static.address("tiny.css"))
    assert answer.headers.get_list("cache-control") == ["no-store"]


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("gzip, br", "br"), ("gzip", "gzip"), ("", None), ("gzip;q=0", None), ("br;q=0, gzip", "gzip"), ("*", None)],
)
async def test_the_best_form_that_is_accepted_is_sent(static: Static, accepted: str, coding: str | None) -> None:
    """Brotli before gzip before plain; a form that was not asked for is never sent."""
    file = static.files[static.address("seal.js")]
    assert (file.form_for(accepted.encode())[0] or b"").decode() == (coding or "")


async def test_the_packed_forms_unpack_to_the_plain_one(static: Static) -> None:
    """All forms are of the same bytes, and packing leaves no time in them."""
    file = static.files[static.address("seal.js")]
    assert gzip.decompress(file.gzipped) == file.plain
    assert file.brotli is not None
    assert brotli.decompress(file.brotli) == file.plain
    assert file.gzipped[4:8] == bytes(4)


@pytest.mark.parametrize("path", ["/s/../seal.js", "/s/", "/s/seal.js", "/s/%2e%2e/x", "/s/seal.js.gz"])
async def test_any_other_path_is_unknown(static: Static, path: str) -> None:
    """There is no file system behind the addresses to climb about in."""
    async with caller(Headers(static)) as client:
        assert (await client.get(path)).status_code == 404


def test_a_file_of_an_unknown_type_stops_the_start(tmp_path: Path) -> None:
    """A type that browsers would have to guess is found at start."""
    (tmp_path / "x.exe").write_bytes(b"MZ")
    with pytest.raises(KeyError):
        read_static(tmp_path, "/s/")
