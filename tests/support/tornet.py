# SPDX-License-Identifier: AGPL-3.0-or-later
"""A whole Tor network on 127.0.0.1: three directory authorities, four relays, one onion service, one client.

No packet leaves the machine. Every process is started by us, on ports that were free a moment ago, ends with the block
that asked for it, and ends by itself if we should be killed (`__OwningControllerProcess`). Voting is as quick as Tor
allows in a testing network; a first page comes through the onion service after about half a minute.
"""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.support import process

_COMMON = """TestingTorNetwork 1
AssumeReachable 1
PathsNeededToBuildCircuits 0.67
VanguardsLiteEnabled 0
ShutdownWaitLength 1
SafeLogging 0
ProtocolWarnings 0
Address 127.0.0.1
Log notice stdout
DataDirectory {folder}
__OwningControllerProcess {owner}
"""
_RELAY = """Nickname {name}
ORPort {or_port}
SocksPort 0
ExitRelay 0
"""
_AUTHORITY = """Nickname {name}
ORPort {or_port}
DirPort {dir_port}
SocksPort 0
ExitRelay 1
ExitPolicy accept 127.0.0.0/8:*
ExitPolicyRejectPrivate 0
AuthoritativeDirectory 1
V3AuthoritativeDirectory 1
ContactInfo authority@test.invalid
V3AuthVotingInterval 20
V3AuthVoteDelay 4
V3AuthDistDelay 4
TestingV3AuthInitialVotingInterval 20
TestingV3AuthInitialVoteDelay 4
TestingV3AuthInitialDistDelay 4
TestingMinExitFlagThreshold 0
TestingDirAuthVoteExit *
TestingDirAuthVoteGuard *
TestingDirAuthVoteHSDir *
MinUptimeHidServDirectoryV2 0
"""
_SERVICE = """SocksPort 0
HiddenServiceDir {folder}/onion
HiddenServicePort 80 {target}
"""


@dataclass(frozen=True, slots=True)
class Onion:
    """An onion service and a way to it."""

    host: str
    socks_port: int
    client_program: process.Program

    def wait(self, *, seconds: float = 240) -> None:
        """Wait until the client reaches the service; a network that is not ready in time is an error."""
        self.client_program.wait_for(
            f"way to {self.host}", lambda: _reached(self.socks_port, self.host), seconds=seconds
        )

    @property
    def url(self) -> str:
        """Return the address of the service, without a slash at the end."""
        return f"http://{self.host}"

    def client(self) -> httpx.Client:
        """Return an HTTP client that reaches the service through Tor, and leaves the name to Tor."""
        return httpx.Client(proxy=f"socks5://127.0.0.1:{self.socks_port}", trust_env=False, timeout=30)


@dataclass(frozen=True, slots=True)
class _Authority:
    name: str
    or_port: int
    dir_port: int
    identity: str
    fingerprint: str

    def settings(self) -> str:
        return _AUTHORITY.format(name=self.name, or_port=self.or_port, dir_port=self.dir_port)

    def line(self) -> str:
        ports = f"orport={self.or_port} no-v2 v3ident={self.identity} 127.0.0.1:{self.dir_port}"
        return f"DirAuthority {self.name} {ports} {self.fingerprint}\n"


@contextmanager
def onion(folder: Path, target: str) -> Iterator[Onion]:
    """Run a network whose onion service leads to `target` (`127.0.0.1:port` or `unix:path`) until the block ends.

    The address is known at once, so that whoever serves `target` can be told its name; `wait` says when it is reached.
    """
    for name in ("tor", "tor-gencert"):
        if shutil.which(name) is None:
            pytest.skip("tor is not installed: run `make onion-test`, which installs it")
    socks_port = process.free_port()
    authorities = [_authority(folder, f"authority{number}") for number in range(3)]
    known = "".join(authority.line() for authority in authorities)
    texts = {one.name: one.settings() for one in authorities}
    texts |= {f"relay{n}": _RELAY.format(name=f"relay{n}", or_port=process.free_port()) for n in range(4)}
    texts |= {"service": _SERVICE.format(folder=folder / "service", target=target)}
    texts |= {"client": f"SocksPort 127.0.0.1:{socks_port}\n"}
    with ExitStack() as running:
        started = {name: _start(folder, name, known + text, running) for name, text in texts.items()}
        yield Onion(_hostname(folder / "service", started["service"]), socks_port, started["client"])


def _start(folder: Path, name: str, text: str, running: ExitStack) -> process.Program:
    place = folder / name
    place.mkdir(mode=0o700, exist_ok=True)
    (place / "torrc").write_text(_COMMON.format(folder=place, owner=os.getpid()) + text, "utf-8")
    program = process.start(["tor", "-f", str(place / "torrc")], place / "tor.log")
    running.callback(program.stop, seconds=5)
    return program


def _authority(folder: Path, name: str) -> _Authority:
    """Make the keys of a directory authority; its fingerprint and identity go into everybody's settings."""
    place = folder / name
    keys = place / "keys"
    keys.mkdir(mode=0o700, parents=True)
    place.chmod(0o700)
    or_port, dir_port = process.free_port(), process.free_port()
    key, signing, certificate = (keys / f"authority_{part}" for part in ("identity_key", "signing_key", "certificate"))
    # fmt: off
    _say("tor-gencert", "--create-identity-key", "-m", "12", "-a", f"127.0.0.1:{dir_port}", "--passphrase-fd", "0",
         "-i", str(key), "-s", str(signing), "-c", str(certificate))
    # fmt: on
    identity = re.search(r"^fingerprint ([0-9A-F]{40})$", certificate.read_text(), re.MULTILINE)
    assert identity
    blank = _Authority(name, or_port, dir_port, identity.group(1), "f" * 40)
    draft = place / "fingerprint-torrc"
    draft.write_text(f"DataDirectory {place}\nTestingTorNetwork 1\nAddress 127.0.0.1\n{blank.line()}{blank.settings()}")
    listing = _say("tor", "-f", str(draft), "--list-fingerprint")
    listed = re.search(rf"^{name} ([0-9A-F ]{{40,}})$", listing, re.MULTILINE)
    assert listed
    return _Authority(name, or_port, dir_port, identity.group(1), listed.group(1).replace(" ", ""))


def _say(*argv: str) -> str:
    done = subprocess.run(argv, input="pass\n", capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, f"{argv[0]}: {done.stdout}{done.stderr}"
    return done.stdout


def _hostname(place: Path, service: process.Program) -> str:
    name = place / "onion" / "hostname"
    return service.wait_for("onion address", lambda: (name.exists() and name.read_text().strip()) or None, seconds=30)


def _reached(socks_port: int, host: str) -> int | None:
    """Ask the client for a connection to the service (SOCKS5, RFC 1928); None where there is none yet.

    By hand, because httpx leaves its socket open when a SOCKS proxy refuses, which our tests count as an error.
    """
    name = host.encode("ascii")
    try:
        with socket.create_connection(("127.0.0.1", socks_port), timeout=20) as line:
            line.sendall(b"\x05\x01\x00")
            line.recv(2)
            line.sendall(b"\x05\x01\x00\x03" + bytes([len(name)]) + name + (80).to_bytes(2, "big"))
            if line.recv(10)[:2] == b"\x05\x00":
                return socks_port
    except OSError:
        pass
    time.sleep(1)
    return None
