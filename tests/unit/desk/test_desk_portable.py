# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk runs on Windows and macOS as well: nothing in it asks for what only a POSIX system has."""

import ast

import pytest

from tests.support import tree

POSIX_MODULES = frozenset({"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"})
POSIX_CALLS = frozenset(
    {"chown", "fchmod", "fchown", "fork", "forkpty", "getegid", "geteuid", "getgid", "getuid", "kill", "killpg",
     "lchown", "mkfifo", "mknod", "setgid", "setsid", "setuid", "statvfs", "sync", "umask", "wait", "waitpid"}
)  # fmt: skip
POSIX_SIGNALS = frozenset({"SIGKILL", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGCHLD", "pause"})
ROOMS = ("src/plaint/desk/", "src/plaint/casework/", "src/plaint/unseal/", "src/plaint/cli/desk.py")


def posix_only(code: str) -> list[str]:
    """Return the names in a module that Windows does not have; what is tried and done without is left out."""
    found, whole = [], ast.parse(code)
    tried = {id(inner) for node in ast.walk(whole) if _does_without(node) for inner in ast.walk(node)}
    for node in ast.walk(whole):
        if id(node) in tried:
            continue
        if isinstance(node, ast.Import):
            found += [name.name for name in node.names if name.name.partition(".")[0] in POSIX_MODULES]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in POSIX_MODULES:
            found.append(str(node.module))
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            of, name = node.value.id, node.attr
            if (of == "os" and name in POSIX_CALLS) or (of == "signal" and name in POSIX_SIGNALS):
                found.append(f"{of}.{name}")
    return found


def _does_without(node: ast.AST) -> bool:
    """Say whether this is an attempt at an import whose failure is expected."""
    if not isinstance(node, ast.Try):
        return False
    return any(isinstance(each.type, ast.Name) and each.type.id == "ImportError" for each in node.handlers)


def test_the_desk_asks_for_nothing_that_windows_lacks() -> None:
    """No module within reach of a desk's own rooms uses a POSIX-only module, call or signal."""
    sources = [path for path in tree.sources(".py", under="src/plaint/") if str(path).startswith(ROOMS)]
    assert len(sources) > 100
    found = {str(path): posix_only(tree.read(path)) for path in sources if "/test_" not in str(path)}
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize("code", ["import fcntl", "from pwd import getpwnam", "import os\nos.fork()", "signal.SIGKILL"])
def test_what_only_posix_has_is_found(code: str) -> None:
    """A module, a call and a signal of POSIX are findings."""
    assert len(posix_only(code)) == 1


def test_what_every_system_has_is_no_finding() -> None:
    """Opening with a mode, replacing and ending cleanly work everywhere."""
    assert posix_only("try:\n    import resource\nexcept ImportError:\n    pass") == []
    assert posix_only("import os\nos.open('x', os.O_CREAT, 0o600)\nsignal.SIGTERM\npath.chmod(0o600)") == []
