# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint register import`."""

from pathlib import Path

import click

from plaint.register.remarks import counted
from plaint.register.shape import ID_FORM, is_id


def _scope(_: click.Context, __: click.Parameter, value: str) -> str:
    if not is_id(value):
        raise click.BadParameter(f"This is no id; use {ID_FORM}.")
    return value


@click.command("import")
@click.argument("table", metavar="TABLE.csv", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--into",
    "folder",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder of the record; it is made where it is not there yet.",
)
@click.option(
    "--scope",
    default="main",
    show_default=True,
    callback=_scope,
    help="What the table is about, as an id in scopes.toml.",
)
@click.option("--settled", is_flag=True, help="Rows that differ from the last import have been dealt with by hand.")
def import_(*, table: Path, folder: Path, scope: str, settled: bool) -> None:
    """Import a table of claims into a record, all of it or nothing, and say what no column could hold.

    Importing the same table again changes nothing. A row that has changed since is shown, and no record overwritten.
    """
    from plaint.register.dossier.importing import import_table  # noqa: PLC0415 - only when it is called

    report = import_table(table, folder, scope, settled=settled)
    for note in report.notes:
        click.echo(str(note))
    click.echo(
        f"{counted(len(report.new), 'statement was', 'statements were')} placed in {folder}; "
        f"{counted(report.unchanged, 'was', 'were')} there already.",
        err=True,
    )
    if report.differences:
        click.echo(
            f"{counted(len(report.differences), 'difference counts', 'differences count')} as settled.", err=True
        )
