# SPDX-License-Identifier: AGPL-3.0-or-later
"""Looking for planted bytes in what a process has kept: files and memory, through the encodings in which they may lie.

    secret = drawn()                                24 random characters, to be put somewhere as a canary
    traces(secret, files=kept_below(folder))        where and how it lies there: `ledger.db as base64`
    traces(secret, files=memory_of(pid))            the same in everything that a process may write

A compressed stream (gzip, zlib, raw deflate of a ZIP) is unpacked and looked into as well, also within another one.
What is split, encrypted or compressed by other means is not found: tests/support/test_canary.py says what is.
"""

import re
import secrets
import zlib
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest

_PACKED: Final = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]|PK\x03\x04")
"""How a gzip file, a zlib stream and a member of a ZIP begin."""
_UNPACK_AT_MOST: Final = 16 * 2**20
_BLOCK: Final = 16 * 2**20


def drawn() -> bytes:
    """Return 24 random letters and digits, which every text, name and file may hold."""
    return secrets.token_hex(12).encode()


def forms(secret: bytes) -> dict[str, bytes]:
    """Return the forms in which `secret` may lie in other bytes."""
    found = {"itself": secret, "hex": secret.hex().encode(), "HEX": secret.hex().upper().encode()}
    try:
        text = secret.decode("ascii")
        found |= {"utf-16-le": text.encode("utf-16-le"), "utf-16-be": text.encode("utf-16-be")}
    except UnicodeDecodeError:
        pass
    for at in range(3):
        # Of a text in base64 the first and the last letters also depend on what stands before and behind.
        inner = slice((at * 8 + 5) // 6, (at + len(secret)) * 8 // 6)
        padded = bytes(at) + secret + bytes(3)
        found |= {f"base64 at {at}": b64encode(padded)[inner], f"base64url at {at}": urlsafe_b64encode(padded)[inner]}
    return found


def traces(secret: bytes, files: Mapping[str, bytes]) -> list[str]:
    """Return in which of `files`, and in which form, `secret` lies."""
    wanted = forms(secret)
    return [
        f"{name}{layer} as {form}"
        for name, octets in files.items()
        for layer, content in _layers(octets)
        for form, sought in wanted.items()
        if sought in content
    ]


def kept_below(*folders: Path) -> dict[str, bytes]:
    """Return name and content of every file below `folders`; the name of a file counts as content."""
    paths = [path for folder in folders for path in sorted(folder.rglob("*"))]
    return {str(path): str(path).encode() + b"\0" + (path.read_bytes() if path.is_file() else b"") for path in paths}


def memory_of(pid: int) -> dict[str, bytes]:
    """Return what a running process holds in memory that it may write to, by address; skip where that is forbidden."""
    found = {}
    try:
        with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
            for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
                place, rights, *_ = line.split()
                start, end = (int(part, 16) for part in place.split("-"))
                if rights.startswith("rw"):
                    memory.seek(start)
                    found[f"memory {place}"] = _read(memory.read, end - start)
    except PermissionError:
        pytest.skip("this system does not let a process read the memory of its child (kernel.yama.ptrace_scope)")
    return found


def _read(read, length: int) -> bytes:  # type: ignore[no-untyped-def]  # the method of an unbuffered file
    whole = bytearray()
    while len(whole) < length and (piece := read(min(_BLOCK, length - len(whole)))):
        whole += piece
    return bytes(whole)


def _layers(octets: bytes, depth: int = 2) -> Iterator[tuple[str, bytes]]:
    """Give `octets`, and what each compressed stream in it unpacks to."""
    yield "", octets
    for begin in _PACKED.finditer(octets) if depth else ():
        unpacked = _unpacked(octets, begin)
        if unpacked:
            for name, content in _layers(unpacked, depth - 1):
                yield f", unpacked from {begin.start()}{name}", content


def _unpacked(octets: bytes, begin: "re.Match[bytes]") -> bytes:
    start, window = begin.start(), zlib.MAX_WBITS | 32
    if begin.group() == b"PK\x03\x04":
        start += 30 + sum(int.from_bytes(octets[start + at : start + at + 2], "little") for at in (26, 28))
        window = -zlib.MAX_WBITS
    stream = zlib.decompressobj(window)
    whole = b""
    try:
        # In pieces: what is broken off, or only looks like a stream, gives what it holds up to there.
        for at in range(start, len(octets), 256):
            whole += stream.decompress(octets[at : at + 256], _UNPACK_AT_MOST)
            if stream.eof or len(whole) >= _UNPACK_AT_MOST:
                break
    except zlib.error:
        pass
    return whole
