# SPDX-License-Identifier: AGPL-3.0-or-later
"""The socket that an intake listens at.

Rules of this module:

- A Unix socket is for its owner and its group (the proxy's or Tor's account belongs into that group), not for everybody
  on the machine: with `circuits`, who may connect may say by which circuit.
- What is in the way is named; nothing but an old socket of our own is removed.
"""

import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from plaint.errors import PlaintError

BACKLOG: Final = 4096
"""Connections that may wait for the loop; the kernel's own limit (net.core.somaxconn) is no higher."""


class ListenError(PlaintError):
    """The socket cannot be listened at."""


@contextmanager
def listening(where: str) -> Iterator[socket.socket]:
    """Listen at `unix:<path>` or `<address>:<port>` for the length of the block; raise ListenError."""
    path = Path(where.removeprefix("unix:")) if where.startswith("unix:") else None
    try:
        bound = _bind_path(path) if path is not None else _bind_port(where)
    except OSError as error:
        raise ListenError(
            f"Nothing can listen at {where}: {error.strerror}.",
            hint="Look at 'listen', and at what else runs.",
        ) from None
    try:
        yield bound
    finally:
        bound.close()
        if path is not None:
            path.unlink(missing_ok=True)


def _bind_path(path: Path) -> socket.socket:
    if path.exists() and stat.S_ISSOCK(path.stat().st_mode) and not _answers(path):
        path.unlink()
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        bound.bind(str(path))
        path.chmod(0o660)
        bound.listen(BACKLOG)
    except OSError:
        bound.close()
        raise
    return bound


def _answers(path: Path) -> bool:
    """Tell whether a process listens at `path`: then the socket is not an old one."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
        return True


def _bind_port(where: str) -> socket.socket:
    address, _, port = where.rpartition(":")
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return socket.create_server((address.strip("[]"), int(port)), family=family, backlog=BACKLOG)
