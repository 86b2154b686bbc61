# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is planted is found: without this, a test that finds nothing would say nothing."""

import gzip
import io
import os
import sys
import zipfile
import zlib
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import process
from tests.support.canary import drawn, forms, kept_below, memory_of, traces


def zipped(octets: bytes) -> bytes:
    """Return a ZIP with one compressed member."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("member", octets)
    return whole.getvalue()


WAYS: dict[str, Callable[[bytes], bytes]] = {
    "itself": lambda octets: octets,
    "utf-16-le": lambda octets: octets.decode().encode("utf-16-le"),
    "utf-16-be": lambda octets: octets.decode().encode("utf-16-be"),
    "hex": lambda octets: octets.hex().encode(),
    "HEX": lambda octets: octets.hex().upper().encode(),
    "base64": b64encode,
    "base64url": urlsafe_b64encode,
    "gzip": gzip.compress,
    "zlib": zlib.compress,
    "zip": zipped,
    "base64 in gzip": lambda octets: gzip.compress(b64encode(octets)),
    "gzip in zlib": lambda octets: zlib.compress(gzip.compress(octets)),
    "gzip that was cut off": lambda octets: gzip.compress(octets + os.urandom(4000))[:-1000],
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("before", range(4))
def test_a_canary_is_found_in_each_form(way: str, before: int) -> None:
    """In the middle of other bytes, at every alignment of base64, in and under compression."""
    secret = drawn()
    planted = os.urandom(500) + WAYS[way](b"abc"[:before] + secret + b"and so on") + os.urandom(500)
    assert traces(secret, {"file": planted}) != []
    assert traces(drawn(), {"file": planted}) == []


def test_bytes_that_are_no_text_are_sought_as_well() -> None:
    """A key has no form in UTF-16, and all the others."""
    key = bytes(range(224, 256))
    assert not any(form.startswith("utf") for form in forms(key))
    assert traces(key, {"file": b"x" + key.hex().encode()}) == ["file as hex"]


def test_a_file_tells_by_its_name_too(tmp_path: Path) -> None:
    """Names of files and folders are looked at like their content."""
    secret = drawn()
    (tmp_path / f"folder-{secret.decode()}").mkdir()
    assert traces(secret, kept_below(tmp_path)) != []


def test_the_memory_of_another_process_is_read(tmp_path: Path) -> None:
    """What a program has worked out for itself, and written nowhere, is found in its memory."""
    code = "import time; said = b'in memory %d' % (2**70); print('ready', flush=True); time.sleep(60)"
    program = process.start([sys.executable, "-c", code], tmp_path / "log")
    try:
        program.wait_for("a word", lambda: "ready" in program.printed() or None, seconds=20)
        assert traces(b"in memory %d" % 2**70, memory_of(program.pid)) != []
        assert traces(drawn(), memory_of(program.pid)) == []
    finally:
        program.stop()
