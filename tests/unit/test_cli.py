# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command line itself, before any of its commands."""

import errno

import pytest
from click.testing import CliRunner

from plaint import __version__, cli
from plaint.errors import PlaintError


def test_version_is_printed() -> None:
    """`plaint --version` prints the version of the package."""
    result = CliRunner().invoke(cli.main, ["--version"])
    assert result.exit_code == 0
    assert __version__ in result.output


@pytest.mark.parametrize("name", sorted(cli.COMMANDS))
def test_every_command_says_what_it_does(name: str) -> None:
    """Each command loads and its help begins with a sentence."""
    result = CliRunner().invoke(cli.main, [name, "--help"])
    assert result.exit_code == 0, result.output
    assert "Usage:" in result.output


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (PermissionError(errno.EACCES, "Permission denied", "/keys/a.key"), "plaint: /keys/a.key: Permission denied."),
        (OSError(errno.EADDRINUSE, "Address already in use"), "plaint: Address already in use."),
        (PlaintError("It is so.", hint="Do this."), "plaint: It is so. Do this."),
    ],
)
def test_an_error_is_one_line(monkeypatch: pytest.MonkeyPatch, error: Exception, line: str) -> None:
    """What this program or the system refuses ends with one line on standard error and exit code 1, no traceback."""

    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("plaint.cli.key.unlocked", refuse)
    result = CliRunner().invoke(cli.main, ["key", "export", "any.key"])
    assert result.exit_code == 1
    assert line in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert result.stdout == ""


@pytest.mark.parametrize("error", [BrokenPipeError(errno.EPIPE, "Broken pipe"), OSError("no number"), ValueError("x")])
def test_a_fault_of_the_program_is_not_hidden(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """An error that the system did not make comes through whole; a broken pipe is click's to end."""

    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("plaint.cli.key.unlocked", refuse)
    result = CliRunner().invoke(cli.main, ["key", "export", "any.key"])
    assert result.exit_code == 1
    assert result.stderr == ""


def test_an_unknown_command_is_refused() -> None:
    """A command that does not exist ends with exit code 2 and a line that names it."""
    result = CliRunner().invoke(cli.main, ["nonesuch"])
    assert result.exit_code == 2
    assert "nonesuch" in result.output
