# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint report make`: the report of a release that stands in the book."""

from pathlib import Path

import click

from plaint.cli.report.options import FOLDER, HEAD, INTO, tell_unused


@click.command()
@FOLDER
@INTO
@HEAD
def make(path: Path, into: Path, head: str) -> None:
    """Set the report of DIR from its release in the book: PDF, HTML, DOCX in each language, and tables as CSV.

    Until members of two bodies have approved these very texts, and after any change to them, it is a draft: each page
    says so, there are no tables as CSV, and proposal.txt is what they approve. The same folder, book and program give
    the same bytes on every machine.
    """
    from plaint.report import drafts, folder, manuscripts  # noqa: PLC0415 - only when it is called

    report = folder.read(path)
    tell_unused(report)
    written = manuscripts.read(report, head=head)
    unapproved = written.unapproved()
    files = written.made()
    folder.write(into, files)
    for line in manuscripts.told(written.owned()):
        click.echo(line)
    for why in unapproved:
        click.echo(f"not approved: {why}")
    click.echo(f"{'draft' if unapproved else 'report'}: {into} ({len(files)} files)")
    if unapproved:
        proposal = into / drafts.PROPOSAL
        click.echo(f"Next: have members of two bodies run `plaint report approve` with {proposal}.", err=True)
