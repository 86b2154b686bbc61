# SPDX-License-Identifier: AGPL-3.0-or-later
"""Intake asks nobody anything: it works where there is no network but the machine's own loopback."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.shared import ROOT

ALONE = ["unshare", "--user", "--map-root-user", "--net"]
"""A network of its own, with no route to anywhere, for a process and its children."""
INSIDE = """
import fcntl, socket, struct, sys
from pathlib import Path
from tests.support.intakes import running_intake
from tests.support.places import packet

SIOCGIFFLAGS, SIOCSIFFLAGS, UP = 0x8913, 0x8914, 1
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
    asked = struct.pack("16sh14x", b"lo", 0)
    (flags,) = struct.unpack("16xh14x", fcntl.ioctl(any_socket, SIOCGIFFLAGS, asked))
    fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | UP))
print("routes", len(Path("/proc/net/route").read_text().splitlines()) - 1)
try:
    socket.create_connection(("192.0.2.1", 80), timeout=5)
except OSError as error:
    print("outside", error.strerror)
folder = Path(sys.argv[1])
with running_intake(folder) as intake:
    print("filed", intake.file(bytes(packet()))[:5].decode())
    print("board", intake.ask("GET", "/board/7")[0], "pages", intake.ask("GET", "/")[0])
    opened = [str(path.readlink()) for path in Path(f"/proc/{intake.program.pid}/fd").iterdir()]
    sockets = [path for path in opened if path.startswith("socket:")]
    inodes = {line.split()[9]: line.split()[3] for line in Path("/proc/net/tcp").read_text().splitlines()[1:]}
    own = [inodes[path[8:-1]] for path in sockets if path[8:-1] in inodes]
    print("listening", own.count("0A"), "calling", own.count("02"))
print("printed", repr(intake.program.printed()))
"""


def test_it_works_without_any_way_out(tmp_path: Path) -> None:
    """In a network namespace without a route it takes and serves as ever, and says nothing of missing anything."""
    try:
        subprocess.run([*ALONE, "true"], check=True, capture_output=True, timeout=20)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this system lets no process have a network namespace of its own (unshare --user --net)")
    argv = [*ALONE, sys.executable, "-c", INSIDE, str(tmp_path)]
    done = subprocess.run(argv, check=False, capture_output=True, text=True, timeout=90, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "routes 0",
        "outside Network is unreachable",
        "filed held ",
        "board 200 pages 200",
        "listening 1 calling 0",
        "printed ''",
    ]
