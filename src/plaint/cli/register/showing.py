# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint register show`."""

from collections.abc import Iterator
from pathlib import Path

import click

from plaint.cli.register.options import DATE, FOLDER, LANGUAGE
from plaint.language import read as read_catalogue
from plaint.register.counting import combine
from plaint.register.dates import PartialDate
from plaint.register.examining import read
from plaint.register.findings import RegisterError
from plaint.register.folder import nearest
from plaint.register.model import Register
from plaint.register.showing import Showing
from plaint.register.telling import explain


@click.command()
@click.argument("what", metavar="RECORD", required=False)
@click.option("--unit", help="Show a combined figure: of this unit …")
@click.option("--scope", help="… about this scope …")
@click.option("--as-of", type=DATE, help="… from what was said by then (2017-05-05, 2017-05 or 2017).")
@FOLDER
@LANGUAGE
def show(
    what: str | None, unit: str | None, scope: str | None, as_of: PartialDate | None, folder: Path, language: str
) -> None:
    """Show one record, a combined figure with how it came about, or the timeline.

    RECORD is an id, or folder/id where one id stands in several. With neither a record nor a figure, the timeline is
    shown.
    """
    if (unit is None) != (scope is None) or (what and unit) or (as_of and not unit):
        raise click.UsageError("A figure needs --unit and --scope, and no record beside them.")
    register = read(folder)
    texts = read_catalogue(language, "register")
    if unit and scope:
        figure = combine(register, unit, scope, as_of)
        if figure is None:
            known = ", ".join("/".join(column) for column in register.columns())
            raise RegisterError("Nobody stated such a number.", hint=f"Units and scopes with numbers: {known}.")
        lines = explain(register, figure, texts)
    elif what:
        lines = _record(register, what, Showing(register, texts))
    else:
        lines = Showing(register, texts).timeline()
    for line in lines:
        click.echo(line)


def _record(register: Register, what: str, showing: Showing) -> Iterator[str]:
    room, stroke, name = what.partition("/")
    if not stroke:
        room, name = "", what
    found = [lines for place, lines in _named(register, name, showing) if room in ("", place)]
    if len(found) == 1:
        return found[0]
    if found:
        raise RegisterError(f"Several records are called {name}.", hint="Write folder/id.")
    every = [*register.statements, *register.commitments, *register.inquiries, *register.sources]
    near = nearest(name, every)
    raise RegisterError("There is no such record.", hint=f"Did you mean {near}?" if near else "Look at the timeline.")


def _named(register: Register, name: str, showing: Showing) -> Iterator[tuple[str, Iterator[str]]]:
    if name in register.statements:
        yield "statements", showing.statement(register.statements[name])
    if name in register.commitments:
        yield "commitments", showing.commitment(register.commitments[name])
    if name in register.inquiries:
        yield "inquiries", showing.inquiry(register.inquiries[name])
    if name in register.sources:
        yield "sources", showing.source(register.sources[name])
