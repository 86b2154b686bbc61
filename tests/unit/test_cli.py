# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command line itself, before any of its commands."""

import pytest
from click.testing import CliRunner

from plaint import __version__, cli


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


def test_an_unknown_command_is_refused() -> None:
    """A command that does not exist ends with exit code 2 and a line that names it."""
    result = CliRunner().invoke(cli.main, ["nonesuch"])
    assert result.exit_code == 2
    assert "nonesuch" in result.output
