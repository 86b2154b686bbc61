# SPDX-License-Identifier: AGPL-3.0-or-later
"""Options that several commands share."""

from pathlib import Path

import click

OUT = click.option(
    "--out",
    "folder",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=Path(),
    show_default="this folder",
    help="The folder to write into; nothing in it is overwritten.",
)
