# SPDX-License-Identifier: AGPL-3.0-or-later
"""Options and kinds of values that the commands of the record share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from plaint.clock import SystemClock, date_of
from plaint.errors import FormatError
from plaint.register.dates import PartialDate
from plaint.register.vocabulary import LANGUAGES

FOLDER = click.option(
    "--in",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    show_default="this folder",
    help="The folder of the record.",
)
LANGUAGE = click.option(
    "--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="The language to show it in."
)


class DateType(click.ParamType[PartialDate]):
    """A date as far as it is known."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> PartialDate:
        """Return the date that somebody typed."""
        if isinstance(value, PartialDate):
            return value
        try:
            return PartialDate.parse(str(value))
        except FormatError as error:
            self.fail(str(error), param, ctx)


DATE = DateType()


def today() -> PartialDate:
    """Return today's date, in UTC."""
    return PartialDate.parse(date_of(SystemClock().now()))


def told(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the required options `--NAME-ru` and `--NAME-en` for each text that is written in both languages."""

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for name in reversed(names):
            for code, language in (("en", "English"), ("ru", "Russian")):
                option = click.option(f"--{name}-{code}", required=True, help=f"The {name}, in {language}.")
                command = option(command)
        return command

    return add
