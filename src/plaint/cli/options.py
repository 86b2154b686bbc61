# SPDX-License-Identifier: AGPL-3.0-or-later
"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

OUT = click.option(
    "--out",
    "folder",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=Path(),
    show_default="this folder",
    help="The folder to write into; nothing in it is overwritten.",
)


def settings_option(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the option for a settings file, which is called `name` where none is named."""
    return click.option(
        "--settings",
        "settings_path",
        type=click.Path(path_type=Path, dir_okay=False),
        default=Path(name),
        show_default=True,
        help="The settings file (docs/operations.md).",
    )
