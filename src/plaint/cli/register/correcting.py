# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint register correct`."""

from pathlib import Path

import click

from plaint.cli.register.options import DATE, FOLDER, today, told
from plaint.register import changing
from plaint.register.dates import PartialDate
from plaint.register.model import Words


@click.command()
@click.argument("record", metavar="FOLDER/ID")
@click.argument("field", metavar="FIELD")
@click.option("--becomes", help='The new value, as it is written: 2017-04-24, 100, true, ["id"].')
@click.option("--remove", is_flag=True, help="Take the field out.")
@told("reason")
@click.option("--by", required=True, help="Who corrects it.")
@click.option("--on", type=DATE, help="The day of the correction.", show_default="today")
@FOLDER
def correct(  # noqa: PLR0913 - one for each option
    *,
    record: str,
    field: str,
    becomes: str | None,
    remove: bool,
    reason_ru: str,
    reason_en: str,
    by: str,
    on: PartialDate | None,
    folder: Path,
) -> None:
    """Change FIELD of a record and keep what it said before.

    FIELD is written with dots: said, text.ru, count.0.low. Earlier text stays in the record's corrections for good.
    """
    if (becomes is None) == (not remove):
        raise click.UsageError("Give --becomes with the new value, or --remove.")
    why = (Words(ru=reason_ru, en=reason_en), on or today(), by)
    change = changing.correct(folder, record, field, becomes, why)
    click.echo(f"Written: {', '.join(change.written)}.", err=True)
