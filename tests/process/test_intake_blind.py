# SPDX-License-Identifier: AGPL-3.0-or-later
"""Properties 2 and 15 in a running process: what it has loaded, what it has kept, what it has said."""

import os
import re
import socket
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

from plaint.ledger.leaf import LeafKind
from tests.support.groups import found_with, small_plan
from tests.support.intakes import RunningIntake, prepared, quick_group, running_intake
from tests.support.places import bearer, packet, settings_file

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


def visit(intake: RunningIntake, number: int) -> list[list[tuple[str, str]]]:
    """Do what people, desks and strangers do, under telling headers; return the headers of all answers."""
    telling = {
        "User-Agent": f"Telling-Agent/{number}",
        "Referer": f"https://telling.example/{number}",
        "X-Forwarded-For": f"198.51.100.{number}",
        "Forwarded": f"for=198.51.100.{number}",
        "Cookie": f"telling=cookie{number}",
        "Accept-Language": "ce-telling",
    }
    chunk = packet(LeafKind.CHUNK)
    asked = [
        intake.ask("GET", f"/terms?telling-query={number}", headers=telling),
        intake.ask("GET", "/board/7", headers=telling),
        intake.ask("POST", "/e", bytes(packet()), telling),
        intake.ask("POST", "/e", b"junk" * 20, telling),
        intake.ask("POST", "/e", b"x" * 65_584, telling),
        intake.ask("PUT", f"/c/{sha256(chunk.blob).hexdigest()}", bytes(chunk), telling),
        intake.ask("GET", "/blobs/0/4", headers=telling | bearer(quick_group().credential)),
        intake.ask("GET", "/nowhere-telling", headers=telling),
        intake.ask("DELETE", "/e", headers=telling),
        intake.ask("GET", "/", headers=telling | {"Host": "telling.example"}),
    ]
    assert [status for status, _, _ in asked][2:6] == [200, 413, 400, 201]
    return [headers for _, _, headers in asked]


def test_nothing_of_who_came_is_kept_or_said(tmp_path: Path) -> None:
    """Property 15: no address, agent, referrer, query or cookie is in any file, log line or answer."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    os.environ["TMPDIR"] = str(temporary)
    try:
        with running_intake(tmp_path) as intake:
            answers = [headers for number in range(1, 6) for headers in visit(intake, number)]
            time.sleep(2.2)
            printed = intake.program.printed()
    finally:
        del os.environ["TMPDIR"]
    kept = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for path, octets in kept.items():
        assert b"elling" not in octets, path
        assert b"198.51.100." not in octets, path
        assert not re.search(rb"\d\d:\d\d:\d\d", octets) or path.suffix in (".db", ".db-wal"), path
    assert printed == ""
    assert list(temporary.iterdir()) == []
    for headers in answers:
        names = {name.lower() for name, _ in headers}
        assert not names & {"server", "date", "set-cookie", "etag", "last-modified", "x-powered-by", "via"}


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
