# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint member`: a member's keys, made and kept on the member's own machine."""

import os
from pathlib import Path
from typing import Final

import click

from plaint.charter.card import Card
from plaint.charter.keyfile import MemberKey, lock
from plaint.cli.options import OUT
from plaint.cli.passphrase import PASSPHRASE_FILE, new_passphrase, unlocked
from plaint.clock import SystemClock, date_of
from plaint.files import FileError, read_text, write_new
from plaint.keys.seed import ROOT_LENGTH, MemberKeys
from plaint.keys.words import LANGUAGES, WordLanguage

CARD_LIMIT: Final = 32_768

LANGUAGE = click.option(
    "--language", type=click.Choice(LANGUAGES), default="ru", show_default=True, help="The language of the words."
)
WHO = (
    click.option("--origin", required=True, help="The group's origin, such as plaint.example/moscow-2017."),
    click.option("--member", "member_id", required=True, help="Your id in the plan, such as ombudsman-1."),
    click.option("--body", required=True, help="The id of your body in the plan, such as ombudsman."),
)
KEY = click.argument("key_path", metavar="KEY-FILE", type=click.Path(path_type=Path, dir_okay=False))


@click.group()
def command() -> None:
    """Make and keep a member's keys on the member's own machine."""


@command.command()
@WHO[0]
@WHO[1]
@WHO[2]
@OUT
@PASSPHRASE_FILE
def new(origin: str, member_id: str, body: str, folder: Path, passphrase_file: Path | None) -> None:
    """Make fresh keys: a key file under a passphrase, and the public card for the charter."""
    _make(MemberKey(origin, member_id, body, _today(), os.urandom(ROOT_LENGTH)), folder, passphrase_file)


@command.command()
@KEY
@OUT
@PASSPHRASE_FILE
def rotate(key_path: Path, folder: Path, passphrase_file: Path | None) -> None:
    """Make the keys that shall follow those of KEY-FILE.

    Keep KEY-FILE: it signs until the charter has changed, and opens what was sealed to it.
    """
    old = unlocked(key_path, passphrase_file)
    _make(MemberKey(old.origin, old.member, old.body, _today(), os.urandom(ROOT_LENGTH)), folder, passphrase_file)


@command.command()
@WHO[0]
@WHO[1]
@WHO[2]
@OUT
@PASSPHRASE_FILE
@click.option(
    "--words-file",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="Read the 24 words from this file instead of asking.",
)
def restore(
    origin: str, member_id: str, body: str, folder: Path, passphrase_file: Path | None, words_file: Path | None
) -> None:
    """Make the key file anew from the 24 words of the recovery sheet."""
    typed = read_text(words_file, 4096) if words_file else str(click.prompt("The 24 words", err=True))
    _make(
        MemberKey(origin, member_id, body, _today(), MemberKeys.from_recovery_words(typed).root),
        folder,
        passphrase_file,
    )


@command.command()
@KEY
@PASSPHRASE_FILE
@LANGUAGE
def recovery(key_path: Path, passphrase_file: Path | None, language: WordLanguage) -> None:
    """Show the 24 words of the recovery sheet, to be written by hand on paper."""
    words = unlocked(key_path, passphrase_file).keys.recovery_words(language)
    click.echo(
        "Write these by hand on paper; no photograph, no printer. Who has them has every key of yours.", err=True
    )
    for number, word in enumerate(words, start=1):
        click.echo(f"{number:2}. {word}")


@command.command()
@KEY
@OUT
@PASSPHRASE_FILE
def card(key_path: Path, folder: Path, passphrase_file: Path | None) -> None:
    """Write the public card of KEY-FILE again."""
    _write_card(Card.of(unlocked(key_path, passphrase_file)), folder)


@command.command()
@click.argument("card_path", metavar="CARD", type=click.Path(path_type=Path, dir_okay=False))
@LANGUAGE
def check(card_path: Path, language: WordLanguage) -> None:
    """Verify a card and show its words, which the member reads out to you by voice."""
    found = Card.from_text(read_text(card_path, CARD_LIMIT))
    click.echo(f"member {found.member} of {found.body}, group {found.origin}, keys made {found.made}")
    click.echo(" ".join(found.words(language)))


@command.command()
@KEY
@OUT
@PASSPHRASE_FILE
@click.option(
    "--new-passphrase-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Read the new passphrase from this file instead of asking.",
)
def passphrase(key_path: Path, folder: Path, passphrase_file: Path | None, new_passphrase_file: Path | None) -> None:
    """Write KEY-FILE again under a new passphrase, into another folder; destroy the old file yourself."""
    key = unlocked(key_path, passphrase_file)
    _write_key(key, folder, new_passphrase(new_passphrase_file))


def _make(key: MemberKey, folder: Path, passphrase_file: Path | None) -> None:
    made = Card.of(key)
    if _card_path(made, folder).exists():
        raise FileError(
            f"{_card_path(made, folder)} is there already; nothing was written.", hint="Move it away first."
        )
    _write_key(key, folder, new_passphrase(passphrase_file))
    _write_card(made, folder)
    click.echo("Next: write the recovery sheet (plaint member recovery), then hand over the card.", err=True)


def _write_key(key: MemberKey, folder: Path, passphrase: str) -> None:
    # The name tells a finder no more than the file does: not whose it is.
    path = folder / f"member-{key.made}.key"
    write_new(path, lock(key, passphrase), private=True)
    click.echo(f"key file: {path}")


def _write_card(made: Card, folder: Path) -> None:
    path = _card_path(made, folder)
    write_new(path, made.text.encode())
    click.echo(f"card:     {path}")
    for language in LANGUAGES:
        click.echo(f"words:    {' '.join(made.words(language))}")


def _card_path(made: Card, folder: Path) -> Path:
    return folder / f"{made.member}.{made.made}.card"


def _today() -> str:
    return date_of(SystemClock().now())
