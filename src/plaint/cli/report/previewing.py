# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint report preview`: what would be released, what is hidden and why, and a draft to look at."""

from pathlib import Path

import click

from plaint.cli.report.options import FOLDER, INTO, RESTATES, progress, tell_unused
from plaint.report.plan import LANGUAGES


@click.command()
@FOLDER
@INTO
@RESTATES
@click.option(
    "--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="The language of explanations."
)
def preview(path: Path, into: Path, language: str, *, restates: bool) -> None:
    """Run the gate over the rows in DIR, say in plain words what it hides and why, and make a draft.

    Each page of the draft is marked as not for publication. What is hidden and why is for those who approve: it tells
    what the release hides, so it is printed here and written nowhere.
    """
    from plaint.report import drafts, folder, manuscripts  # noqa: PLC0415 - only when it is called

    report = folder.read(path)
    tell_unused(report)
    draft = drafts.read(report, progress, restates=restates)
    for line in draft.told():
        click.echo(line)
    for explanation in draft.found.proposal.explanations:
        click.echo(f"  {explanation.text[language]}")
    for line in manuscripts.told(draft.owned()):
        click.echo(line)
    folder.write(into, draft.made())
    click.echo(f"draft: {into}")
    click.echo(f"Next: have members of two bodies run `plaint report approve` with {into / drafts.PROPOSAL}.", err=True)
