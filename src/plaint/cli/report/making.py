# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint report make`: the report of a release that stands in the book."""

from pathlib import Path

import click

from plaint.cli.report.options import FOLDER, INTO


@click.command()
@FOLDER
@INTO
@click.option(
    "--head", default="", help="The head of the book that you know, so that a book that was cut off is noticed."
)
def make(path: Path, into: Path, head: str) -> None:
    """Set the report of DIR from its release in the book: PDF, HTML, DOCX in each language, and tables as CSV.

    The same folder, book and program give the same bytes on every machine.
    """
    from plaint.report import folder, making, releasing, writing  # noqa: PLC0415 - only when it is called

    report = folder.read(path)
    release, book = releasing.released(report, head=head)
    texts = {one: report.texts(one) for one in report.plan.languages}
    material = writing.Material(
        plan=report.plan, release=release, register=report.register(), book=book.name, head=book.head, draft=False
    )
    files = making.make(material, texts)
    folder.write(into, files)
    click.echo(f"report: {into} ({len(files)} files)")
