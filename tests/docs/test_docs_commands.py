# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every command is documented, in the words of its own help."""

import re

from plaint.cli import COMMANDS
from tests.support.shared import ROOT
from tools.commands import page

PAGE = ROOT / "docs" / "commands.md"


def test_the_page_is_what_the_commands_say() -> None:
    """docs/commands.md is what `make docs` writes: no command, option or default is missing or outdated."""
    assert PAGE.read_text("utf-8") == page(), "run `make docs` and commit docs/commands.md"


def test_every_command_is_on_the_page() -> None:
    """Each registered command has a section, and so has the program itself."""
    headings = re.findall(r"^## `plaint ?(\S*)`$", page(), re.MULTILINE)
    assert headings == ["", *sorted(COMMANDS)]


def test_every_option_says_what_it_does() -> None:
    """No option stands in the help without a text beside or below it."""
    lines = page().splitlines()
    bare = [
        line.strip()
        for line, below in zip(lines, [*lines[1:], ""], strict=True)
        if re.match(r"  -\S.*$", line) and not re.match(r"  -.*?\S {2,}\S", line) and not below.startswith(" " * 10)
    ]
    assert bare == []
