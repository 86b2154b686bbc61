# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint report new`."""

from pathlib import Path

import click

from plaint.cli.report.options import FOLDER


@click.command()
@FOLDER
def new(path: Path) -> None:
    """Make the folder of a report in DIR, which must not be there: report.toml, and a text for each chapter."""
    from plaint.report import folder  # noqa: PLC0415 - only when it is called

    files = folder.templates()
    folder.write(path, files)
    click.echo(f"report: {path} ({len(files)} files)")
    click.echo("Next: edit report.toml and the texts, and put codebook.toml and rows/ beside them.", err=True)
