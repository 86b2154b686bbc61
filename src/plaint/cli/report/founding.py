# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint report found`: the release book, begun once by members of two bodies."""

from pathlib import Path

import click

from plaint.charter.card import Card
from plaint.cli.passphrase import PASSPHRASE_FILE
from plaint.cli.report.options import APPROVALS, approvals, signer_of
from plaint.figures import book as books
from plaint.figures.book import Approver
from plaint.figures.errors import BookError
from plaint.figures.released import Release
from plaint.files import read_text, write_new
from plaint.keys.vkey import NoteKeyType, VerifierKey

_CARD_LIMIT = 1 << 16


@click.command()
@click.argument("path", metavar="BOOK", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--name", required=True, help="The book's name, in small Latin letters, digits and hyphens.")
@click.option(
    "--card",
    "card_paths",
    multiple=True,
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The public card of a member who may approve releases; once for each.",
)
@APPROVALS
@click.option(
    "--key",
    "key_path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Approve the founding with this key file.",
)
@PASSPHRASE_FILE
def found(  # click passes each option as an argument
    path: Path,
    name: str,
    card_paths: tuple[Path, ...],
    approval_paths: tuple[Path, ...],
    key_path: Path | None,
    passphrase_file: Path | None,
) -> None:
    """Begin a release BOOK in which the members of these cards approve.

    Without --key or --approval, show what founders sign. With --key, write an approval beside BOOK. With the approvals
    of members of two bodies, begin the book. Every founder gives the same --name and the same cards in the same order.
    """
    approvers = tuple(_approver(Card.from_text(read_text(one, _CARD_LIMIT))) for one in card_paths)
    text = books.founding_text(name, approvers)
    if key_path:
        key, signer = signer_of(key_path, passphrase_file)
        target = path.with_name(f"{path.name}.{key.member}.approval")
        write_new(target, bytes(books.approve(text, signer)))
        click.echo(f"approval: {target}")
    elif approval_paths:
        book = books.found(path, name, approvers, approvals(approval_paths))
        click.echo(f"book: {path}")
        click.echo(f"head: {book.head}")
        click.echo("Next: copy the book to every approver, and publish its head.", err=True)
    else:
        for one in approvers:
            click.echo(f"{one.member} approves for {one.body}")
        click.echo(text.decode(), nl=False)


@click.command("book")
@click.argument("path", metavar="BOOK", type=click.Path(path_type=Path, dir_okay=False))
def show(path: Path) -> None:
    """Verify a release BOOK and say what stands in it, who approved it, and its head."""
    if not path.is_file():
        raise BookError(f"There is no release book at {path}.", hint="Look at the name.")
    book = books.read(path)
    for one in book.approvers:
        click.echo(f"{one.member} approves for {one.body}")
    for made in book.records:
        what = f"figures of {made.id}" if isinstance(made, Release) else f"text of {made.release}"
        click.echo(f"{what}, approved by {', '.join(f'{who} ({body})' for who, body in made.approved_by)}")
    click.echo(f"records: {book.length}")
    click.echo(f"head: {book.head}")


def _approver(card: Card) -> Approver:
    key = VerifierKey(f"{card.origin}/{card.member}", NoteKeyType.ED25519, card.ed25519)
    return Approver(card.member, card.body, key)
