# SPDX-License-Identifier: AGPL-3.0-or-later
"""Start a server of ours on a free loopback port, wait until it answers, and stop it by its process id."""

import http.client
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support import process


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers."""

    program: process.Program
    port: int

    @property
    def url(self) -> str:
        """Return the address of the server, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def run(
    argv: Sequence[str], folder: Path, *, env: Mapping[str, str] | None = None, path: str = "/", seconds: float = 30
) -> Iterator[Server]:
    """Run `argv`, with `{port}` in it replaced by a free port, until the block ends; what it prints goes to `folder`.

    Ready is whoever answers `GET path` with any status.
    """
    port = process.free_port()
    program = process.start(
        [part.replace("{port}", str(port)) for part in argv], folder / f"server-{port}.log", env=env
    )
    try:
        program.wait_for(f"answer to GET {path}", lambda: _answers(port, path), seconds=seconds)
        yield Server(program, port)
    finally:
        program.stop()


@contextmanager
def run_app(
    app: str, folder: Path, *, env: Mapping[str, str] | None = None, path: str = "/", factory: bool = False
) -> Iterator[Server]:
    """Run the ASGI application `module:name` (or the function that makes one) under uvicorn until the block ends."""
    argv = [sys.executable, "-m", "uvicorn", app, "--host", "127.0.0.1", "--port", "{port}", "--no-access-log"]
    argv += ["--no-server-header", "--log-level", "warning", *(["--factory"] if factory else [])]
    with run(argv, folder, env=env, path=path) as server:
        yield server


def _answers(port: int, path: str) -> int | None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
