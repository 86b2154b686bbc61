#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Print docs/commands.md: every command of `plaint`, as its own help describes it. Run by `make docs`."""

from collections.abc import Iterator

import click

from plaint.cli import main

HEAD = """# Commands

Written by `make docs` from the help of the commands themselves; a test compares the two. Results go to standard output,
progress and errors to standard error; an error says what to do next and ends with an exit code other than zero.
"""


def commands(command: click.Command, context: click.Context) -> Iterator[click.Context]:
    """Give the context of `command` and of everything below it, in order of name."""
    yield context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None:
                yield from commands(below, click.Context(below, parent=context, info_name=name, terminal_width=100))


def page() -> str:
    """Return the whole text of docs/commands.md."""
    top = click.Context(main, info_name="plaint", terminal_width=100, **main.context_settings)
    sections = [f"## `{context.command_path}`\n\n```\n{context.get_help()}\n```\n" for context in commands(main, top)]
    return "\n".join([HEAD, *sections])


if __name__ == "__main__":
    print(page(), end="")
