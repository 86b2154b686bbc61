# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint register check`."""

from pathlib import Path

import click

from plaint.cli.register.options import FOLDER
from plaint.register import staging
from plaint.register.examining import examine
from plaint.register.findings import RegisterError
from plaint.register.remarks import counted


@click.command()
@FOLDER
@click.option("--strict", is_flag=True, help="End with an error where there are warnings, too.")
def check(*, folder: Path, strict: bool) -> None:
    """Read the whole record and say everything that is wrong with it, and what a reader should know.

    Finishes a change that was interrupted.
    """
    if (folder / staging.STAGED).is_dir():
        with staging.writing(folder):
            click.echo("A change that was interrupted has been finished or taken back.", err=True)
    loaded, findings = examine(folder)
    for found in findings:
        click.echo(str(found))
    errors = sum(not found.is_warning for found in findings)
    warnings = len(findings) - errors
    remarks = f"{counted(errors, 'error', 'errors')}, {counted(warnings, 'warning', 'warnings')}"
    if errors or loaded is None or (strict and warnings):
        raise RegisterError(f"The record in {folder} has {remarks}.", hint="Mend each line above.")
    register = loaded.register
    statements = counted(len(register.statements), "statement", "statements")
    sources = counted(len(register.sources), "source", "sources")
    click.echo(f"The record in {folder} is right: {statements}, {sources}; {remarks}.", err=True)
