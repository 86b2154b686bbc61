# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint report preview`: what would be released, what is hidden and why, and a draft to look at."""

from collections.abc import Iterator
from pathlib import Path

import click

from plaint.cli.report.options import FOLDER, INTO, RESTATES, progress, tell_unused
from plaint.figures.released import Release, Shown
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
    from plaint.report import counted, folder, making, manuscripts, releasing, writing  # noqa: PLC0415 - only when it is called

    report = folder.read(path)
    tell_unused(report)
    texts = report.chapters()
    # The gate takes its time: what can be told before it is told before it.
    writing.need_form([one for chapters in texts.values() for one in chapters])
    register = report.register()
    minimum = counted.read(report, register)
    found = releasing.examined(report, progress, restates=restates)
    release = found.proposal.release
    for line in _told(release):
        click.echo(line)
    for (scope, unit), sensitivity in minimum.own.items() if minimum else ():
        click.echo(
            f"documented minimum {scope}/{unit}: own records, {sensitivity}, below {sensitivity.threshold} not told"
        )
    for explanation in found.proposal.explanations:
        click.echo(f"  {explanation.text[language]}")
    chapters = (one for written in texts.values() for one in writing.owned(written))
    for line in manuscripts.told([*writing.titles(report.plan), *writing.reasons(minimum), *chapters]):
        click.echo(line)
    material = writing.Material(
        plan=report.plan,
        release=release,
        register=register,
        book=found.book.name,
        head="",
        draft=True,
        minimum=minimum,
    )
    folder.write(into, {**making.make(material, texts), manuscripts.PROPOSAL: found.text})
    click.echo(f"draft: {into}")
    click.echo(
        f"Next: have members of two bodies run `plaint report approve` with {into / manuscripts.PROPOSAL}.", err=True
    )


def _told(release: Release) -> Iterator[str]:
    """Yield a line for each table and for each figure that a text may name."""
    yield f"{release.id}: {release.period}, as of {release.as_of}"
    for table in release.tables:
        dark = sum(cell.shown is not Shown.COUNT for cell in table.cells.values())
        yield f"table {table.id}: {len(table.cells)} figures, {dark} not shown"
    for figure in (*release.figures, *(one for table in release.tables for one in table.figures)):
        value = "not told" if figure.value is None and not figure.below else f"fewer than {figure.below}"
        yield f"figure {{{figure.id}}}: {value if figure.value is None else figure.value}"
