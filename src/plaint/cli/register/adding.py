# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint register add`: a source with its kept copy, or a statement."""

import sys
from pathlib import Path

import click

from plaint import files
from plaint.cli.register.options import DATE, FOLDER, today, told
from plaint.register import changing
from plaint.register.archive import limits
from plaint.register.archive.proposing import Proposal, form_of, propose
from plaint.register.dates import PartialDate
from plaint.register.dossier.naming import slug
from plaint.register.findings import RegisterError
from plaint.register.model import Source, Statement, Words
from plaint.register.vocabulary import Confidence, Medium, StatementKind


@click.group()
def add() -> None:
    """Add a source or a statement to the record."""


@add.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--id", "name", help="Its id; of a source that is there, what is empty is filled.", show_default="made of the title"
)
@click.option("--url", help="Where it stands on the network.")
@click.option("--citation", help="As a reader would look it up.", show_default="author, title, day")
@click.option("--title", help="Overrides what the file says of itself.")
@click.option("--author", help="The same.")
@click.option("--date", "published", type=DATE, help="The same: 2017-04-24, 2017-04 or 2017.")
@click.option(
    "--medium",
    type=click.Choice([one.value for one in Medium]),
    default=Medium.PRESS.value,
    show_default=True,
    help="What it is.",
)
@click.option("--reposted-from", help="Of what it is a copy, a translation or an account.")
@click.option("--yes", is_flag=True, help="Take what the file says of itself without asking.")
@FOLDER
def source(  # noqa: PLR0913 - one for each option
    *,
    file: Path | None,
    name: str | None,
    url: str | None,
    citation: str | None,
    title: str | None,
    author: str | None,
    published: PartialDate | None,
    medium: str,
    reposted_from: str | None,
    yes: bool,
    folder: Path,
) -> None:
    """Add a source, with FILE as its kept copy: a page, a PDF or a text that a person saved.

    What FILE says of its title, author and day is proposed; a person decides. Nothing is fetched.
    """
    octets = files.read(file, limits.MOST_BYTES) if file else None
    given = Proposal(title=title, author=author, published=published)
    decided = _decide(octets, given, yes=yes) if octets is not None else given
    citation = citation or ", ".join(str(part) for part in (decided.author, decided.title, decided.published) if part)
    if not citation:
        raise RegisterError("Nothing says what this source is.", hint="Give --title or --citation.")
    name = name or slug(citation)
    made = Source(
        id=name,
        citation=citation,
        medium=Medium(medium),
        url=url,
        title=decided.title,
        author=decided.author,
        published=decided.published,
        language=decided.language,
        reposted_from=reposted_from,
    )
    change = changing.add_source(folder, made, octets, today())
    click.echo(f"Written: {', '.join(change.written)}.", err=True)


@add.command()
@click.argument("name", metavar="ID")
@click.option("--occasion", help="The event of saying it.", show_default="the ID")
@click.option("--actor", required=True, help="Id of who said it.")
@click.option(
    "--kind", required=True, type=click.Choice([one.value for one in StatementKind]), help="What was done by saying it."
)
@click.option("--said", required=True, type=DATE, help="The day, as far as it is known.")
@click.option("--reported", type=DATE, help="When it became known, if later.")
@click.option("--scope", required=True, help="Id of what it is about.")
@click.option("--source", "sources", required=True, multiple=True, help="Id of a source; several times for several.")
@click.option("--reply-to", "replies", multiple=True, help="Id of a statement that it answers.")
@click.option(
    "--confidence",
    type=click.Choice([one.value for one in Confidence]),
    default=Confidence.HIGH.value,
    show_default=True,
    help="How sure it is that it was said.",
)
@told("text")
@FOLDER
def statement(  # noqa: PLR0913 - one for each option
    *,
    name: str,
    occasion: str | None,
    actor: str,
    kind: str,
    said: PartialDate,
    reported: PartialDate | None,
    scope: str,
    sources: tuple[str, ...],
    replies: tuple[str, ...],
    confidence: str,
    text_ru: str,
    text_en: str,
    folder: Path,
) -> None:
    """Add a statement called ID. Numbers, a quotation and notes are written into its file afterwards."""
    made = Statement(
        id=name,
        occasion=occasion or name,
        actor=actor,
        kind=StatementKind(kind),
        said=said,
        scope=scope,
        text=Words(ru=text_ru, en=text_en),
        sources=sources,
        confidence=Confidence(confidence),
        reported=reported,
        in_reply_to=replies,
    )
    change = changing.add_statement(folder, made)
    click.echo(f"Written: {', '.join(change.written)}.", err=True)


def _decide(octets: bytes, given: Proposal, *, yes: bool) -> Proposal:
    """Return what a person makes of what a file says of itself; what was given on the command line is not asked for."""
    form = form_of(octets)
    settled = None not in (given.title, given.author, given.published)
    found = Proposal() if settled else propose(octets, form)
    if found is None:
        click.echo("The file could not be read for title, author and day; it can be archived all the same.", err=True)
        found = Proposal()
    asks = not yes and not settled and is_at_terminal()
    if not yes and not settled and not asks:
        raise RegisterError(
            f"The file says of itself: title {found.title}, author {found.author}, day {found.published}.",
            hint="Give --title, --author and --date, or take this with --yes.",
        )
    title = given.title or (_ask("Title", found.title) if asks else found.title)
    author = given.author or (_ask("Author", found.author) if asks else found.author)
    day = given.published or (_ask_day(found.published) if asks else found.published)
    return Proposal(title=title, author=author, published=day, language=found.language)


def is_at_terminal() -> bool:
    """Whether a person can be asked."""
    return sys.stdin.isatty()


def _ask(question: str, proposed: str | None) -> str | None:
    """Return what was typed; Enter takes what is proposed, a dash means none."""
    answer = str(click.prompt(f"{question} (- for none)", default=proposed or "-", err=True)).strip()
    return None if answer == "-" else answer


def _ask_day(proposed: PartialDate | None) -> PartialDate | None:
    answer = _ask("Day, as far as known", str(proposed) if proposed else None)
    return PartialDate.parse(answer) if answer else None
