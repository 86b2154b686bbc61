# SPDX-License-Identifier: AGPL-3.0-or-later
"""Properties 2 and 15 in a running process: what it has loaded, what it has kept, what it has said."""

import re
import socket
import sqlite3
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Mapping
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

import pytest

from plaint.ledger.leaf import LeafKind
from plaint.ledger.packet import Packet
from tests.support.canary import kept_below
from tests.support.groups import found_with, small_plan
from tests.support.intakes import RunningIntake, prepared, quick_group, running_intake
from tests.support.places import bearer, packet, posting, settings_file

FORBIDDEN = (
    "plaint.seal",
    "plaint.unseal",
    "plaint.age.encrypt",
    "plaint.age.decrypt",
    "plaint.age.filekey",
    "plaint.age.identity",
    "plaint.keys.seed",
    "plaint.receipt",
    "plaint.casework",
    "plaint.desk",
    "plaint.filing",
)
LOADED = """
import asyncio, sys
from pathlib import Path
import plaint.cli, plaint.cli.intake
from plaint.clock import SystemClock
from plaint.intake import server
from plaint.intake.app import build_app
from plaint.intake.place import open_place
from plaint.intake.settings import IntakeSettings
from plaint.settings import read_settings

async def main():
    settings = read_settings(Path(sys.argv[1]), IntakeSettings)
    async with open_place(settings, SystemClock()) as place:
        server.configure(build_app(place), settings).load()
        print("\\n".join(sorted(name for name in sys.modules if name.startswith("plaint"))))

asyncio.run(main())
"""


def test_a_running_intake_has_loaded_nothing_that_seals_or_opens(tmp_path: Path) -> None:
    """Property 2: of a process that is ready to serve, none of the modules that seal, open or know a case is loaded."""
    path = settings_file(prepared(tmp_path), tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", LOADED, str(path)], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = done.stdout.split()
    assert "plaint.intake.counter" in loaded
    assert [name for name in loaded if name.startswith(FORBIDDEN)] == []


VISITORS = 50
CREDENTIAL = bearer(quick_group().credential)


def address(number: int) -> str:
    """Return the address that a visitor comes from: telling enough to be found."""
    return f"127.{number}.{250 - number}.{100 + number}"


def visit(intake: RunningIntake, number: int, chunk: Packet) -> list[list[tuple[str, str]]]:
    """Do what people, desks and strangers do, under telling headers; return the headers of all answers."""
    telling = {
        "User-Agent": f"Telling-Agent/{number}",
        "Referer": f"https://telling.example/{number}",
        "X-Forwarded-For": f"198.51.100.{number}",
        "Forwarded": f"for=198.51.100.{number}",
        "Cookie": f"telling=cookie{number}",
        "Accept-Language": "ce-telling",
    }

    def ask(
        method: str, path: str, body: bytes | None = None, more: Mapping[str, str] = MappingProxyType({})
    ) -> tuple[int, list[tuple[str, str]]]:
        status, _, headers = intake.ask(method, path, body, {**telling, **more}, source=address(number))
        return status, headers

    asked = [
        ask("GET", f"/terms?telling-query={number}"),
        ask("GET", "/board/7"),
        ask("POST", "/e", bytes(packet())),
        ask("POST", "/e", b"junk" * 20),
        ask("POST", "/e", b"x" * 65_584),
        ask("PUT", f"/c/{sha256(chunk.blob).hexdigest()}", bytes(chunk)),
        ask("GET", "/blobs/0/4", more=CREDENTIAL),
        ask("GET", "/nowhere-telling"),
        ask("DELETE", "/e"),
        ask("GET", "/", more={"Host": "telling.example"}),
    ]
    assert [status for status, _ in asked][2:6] in ([200, 413, 400, 201], [200, 413, 400, 200])
    return [headers for _, headers in asked]


def test_nothing_of_who_came_is_kept_or_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Property 15: of fifty people no address, agent, referrer, query or cookie is in any file, log line or answer."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    with running_intake(tmp_path) as intake:
        chunks = [packet(LeafKind.CHUNK) for _ in range(5)]
        answers = [
            headers for number in range(1, VISITORS + 1) for headers in visit(intake, number, chunks[number % 5])
        ]
        intake.settled()
        printed = intake.program.printed()
    kept = kept_below(tmp_path)
    ledger = b"".join(octets for path, octets in kept.items() if "ledger.db" in path)
    assert ledger.count(b"age-encryption.org/v1\n") >= VISITORS
    addresses = [form for number in range(1, VISITORS + 1) for form in written(address(number))]
    for path, octets in kept.items():
        assert b"elling" not in octets, path
        assert b"198.51.100." not in octets, path
        assert [form for form in addresses if form in octets] == [], path
        assert not re.search(rb"\d\d:\d\d:\d\d", octets) or path.endswith((".db", ".db-wal")), path
    assert printed == ""
    assert list(temporary.iterdir()) == []
    for headers in answers:
        names = {name.lower() for name, _ in headers}
        assert not names & {"server", "date", "set-cookie", "etag", "last-modified", "x-powered-by", "via"}


def written(source: str) -> list[bytes]:
    """Return the forms in which an address may be kept: as text, as IPv6, as a hash that anybody can undo.

    Four bare bytes are left out: among megabytes of ciphertext they come by chance.
    """
    packed, digest = socket.inet_aton(source), sha256(source.encode())
    hidden = [digest.digest(), digest.hexdigest().encode(), b64encode(digest.digest())[:40]]
    return [source.encode(), b"\0\0\xff\xff" + packed, packed.hex().encode(), *hidden]


def test_no_file_carries_a_time_finer_than_a_tick(tmp_path: Path) -> None:
    """Of everything that a filing touches, no file tells by its modification time when within the hour it was."""
    group = found_with(small_plan() | {"demo": True, "ticks": {"ledger": 3600, "desk": 10_800}})
    chunk = packet(LeafKind.CHUNK)
    with running_intake(tmp_path, prepared(tmp_path, group)) as intake:
        intake.file(bytes(packet()))
        intake.ask("PUT", f"/c/{sha256(chunk.blob).hexdigest()}", bytes(chunk))
        intake.file(bytes(packet()))
        touched = [intake.settings.folder / name for name in ("ledger.db", "ledger.db-wal")]
        touched += (intake.settings.folder / "chunks").rglob(sha256(chunk.blob).hexdigest())
        times = {path.name: path.stat().st_mtime % 3600 for path in touched}
    assert len(times) == 3
    assert set(times.values()) == {0}


def test_no_row_carries_a_time_finer_than_a_tick(tmp_path: Path) -> None:
    """In no table of the ledger is a number that is a time of these minutes, in seconds or finer, but a whole tick."""
    group = found_with(small_plan() | {"demo": True, "ticks": {"ledger": 3600, "desk": 10_800}})
    settings = prepared(tmp_path, group)
    begun = int(time.time())
    with running_intake(tmp_path, settings) as intake:
        intake.file(bytes(packet()))
        intake.ask("PUT", "/freshness", group.freshness(begun), posting(group, 0))
    values = all_values(settings.folder / "ledger.db")
    kept = {value for name, value in values if name == "held.tick"}
    assert kept <= {begun // 3600, begun // 3600 + 1}
    assert kept, "the tick of the filing is kept, and would be found"
    units = (1, 10**3, 10**6, 10**9)
    numbers = [(name, value) for name, value in values if isinstance(value, int | float)]
    assert [name for name, value in numbers for unit in units if is_near(value / unit, begun)] == []
    texts = [(name, value) for name, value in values if isinstance(value, str)]
    assert [name for name, text in texts if re.search(r"\d\d:\d\d|^\d{9,}$", text)] == []


def is_near(seconds: float, begun: int) -> bool:
    """Whether this is a time within a day of the test, and no whole hour."""
    return abs(seconds - begun) < 86_400 and seconds % 3600 != 0


def all_values(path: Path) -> list[tuple[str, object]]:
    """Return every value of a database with its table and column, but for ids, which are cut from hashes."""
    found = []
    with closing(sqlite3.connect(path)) as ledger:
        for (table,) in ledger.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            rows = ledger.execute(f"SELECT * FROM {table}")  # noqa: S608 - the name stands in our own schema
            columns = [f"{table}.{column[0]}" for column in rows.description]
            found += [pair for row in rows for pair in zip(columns, row, strict=True)]
    return [(name, value) for name, value in found if not name.endswith((".id", ".target"))]


def test_what_is_no_request_gets_our_headers_and_no_line(tmp_path: Path) -> None:
    """Bytes that are no HTTP are answered in one form, and nobody is told."""
    with running_intake(tmp_path) as intake:
        for junk in (
            b"\x16\x03\x01\x02\x00\x01\x00\n\n",
            b"GET / HTTP/1.1\r\nHost: a\r\nHost : b\r\n\r\n",
            b"A" * 70_000,
        ):
            with socket.create_connection(("127.0.0.1", intake.port), timeout=10) as line:
                line.sendall(junk)
                answer = b""
                while piece := line.recv(65_536):
                    answer += piece
            assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
            assert b"content-security-policy: default-src 'none'" in answer
            assert answer.endswith(b"form: this is no request; send it again\n")
        assert intake.program.printed() == ""
