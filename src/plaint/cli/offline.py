# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint offline`: make, sign and check the page on which people seal without a network."""

import hashlib
from pathlib import Path

import click

from plaint.charter.errors import CharterError
from plaint.charter.fingerprint import need_words, words
from plaint.charter.pagenote import PageNote
from plaint.charter.pagenote import verify as verify_note
from plaint.charter.signed import SignedCharter, bodies_of, joined
from plaint.charter.signing import sign_page
from plaint.cli.passphrase import KEY_FILE, PASSPHRASE_FILE, unlocked
from plaint.clock import SystemClock
from plaint.errors import PlaintError
from plaint.files import read, write_new
from plaint.filing.group import Group, files_in, verified
from plaint.keys.words import LANGUAGES
from plaint.offline.page import render
from plaint.offline.reading import LONGEST, is_made_of, read_page
from plaint.offline.recipe import Recipe

PAGE = click.argument("page", type=click.Path(path_type=Path, dir_okay=False))
GROUP_FOLDER = click.argument("group_folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
_NOTE_LIMIT = 65_536


class OfflineError(PlaintError):
    """An offline page is not what it should be; nothing was written."""


@click.group()
def command() -> None:
    """Make, sign and check the offline page: one file on which people seal without a network."""


@command.command()
@GROUP_FOLDER
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="File for the page.")
@click.option("--door", "doors", multiple=True, help="Address of intake that the page names; may be repeated.")
@click.option("--reviewed", multiple=True, help="A language that the group's own people have read and answer for.")
def make(group_folder: Path, out: Path, doors: tuple[str, ...], reviewed: tuple[str, ...]) -> None:
    """Make the page of the group whose files are in GROUP_FOLDER: every charter from 1.charter on, and freshness.

    The same files, options and version of this program give the same bytes on every machine.
    """
    files = files_in(group_folder)
    group = verified(files, now=SystemClock().now())
    if group.stale_days:
        raise CharterError("stale", f"The freshness note in {group_folder} ran out {group.stale_days} days ago.")
    octets = render(Recipe(files=files, doors=tuple(door.rstrip("/") for door in doors), reviewed=reviewed))
    write_new(out, octets)
    _tell(octets, group)


@command.command()
@PAGE
@GROUP_FOLDER
@KEY_FILE
@PASSPHRASE_FILE
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="[default: PAGE.MEMBER.note]")
def sign(page: Path, group_folder: Path, key_path: Path, passphrase_file: Path | None, out: Path | None) -> None:
    """Make PAGE again from your own copy of the group's files, compare, show it, ask, and sign it for your body."""
    octets = read(page, LONGEST)
    recipe = read_page(octets)
    files = files_in(group_folder)
    group = verified(files, now=SystemClock().now())
    if recipe.files != files:
        raise OfflineError(
            "The page holds other files of the group than your folder.",
            hint="Get charter and freshness note anew, from a member whom you know; then compare again.",
        )
    if not is_made_of(octets, recipe):
        raise OfflineError(
            "Your program makes another page of the same files. Do not sign it.",
            hint="Compare the versions of the program. If they are the same, somebody changed the page.",
        )
    _tell(octets, group)
    _tell_options(recipe)
    key = unlocked(key_path, passphrase_file)
    if not click.confirm("Your program makes the same page. Sign it", err=True):
        raise OfflineError("It was not signed.", hint="Tell the maker what should be different.")
    path = out or page.with_name(f"{page.name}.{key.member}.note")
    write_new(path, bytes(sign_page(group.signed, key, octets)))
    click.echo(f"page note: {path}")


@command.command()
@PAGE
@click.argument("notes", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="[default: PAGE.note]")
def assemble(page: Path, notes: tuple[Path, ...], out: Path | None) -> None:
    """Join the NOTES of several bodies about PAGE to the one that is published beside it."""
    octets = read(page, LONGEST)
    whole = joined([PageNote.from_bytes(read(path, _NOTE_LIMIT)).note for path in notes], code="page")
    verify_note(PageNote.from_bytes(bytes(whole)), _newest(octets), octets)
    path = out or page.with_name(f"{page.name}.note")
    write_new(path, bytes(whole))
    click.echo(f"page note: {path}")


@command.command()
@PAGE
@click.option("--fingerprint", required=True, help="The group's 12 words, from paper or the press, in quotation marks.")
@click.option("--note", type=click.Path(dir_okay=False, path_type=Path), help="The group's note beside the page.")
def verify(page: Path, fingerprint: str, note: Path | None) -> None:
    """Check PAGE before anybody writes on it: whose it is, that nobody changed it, and how old it is.

    With the note: the group's bodies signed this very file. Without: this program makes the same bytes of what lies in
    it; then nobody but you can say whether its doors are right. One of the two is needed, and both are looked at.
    """
    octets = read(page, LONGEST)
    recipe = read_page(octets)
    group = verified(recipe.files, now=SystemClock().now())
    need_words(group.root, fingerprint)
    signing = _signing(note, group, octets)
    made = is_made_of(octets, recipe)
    if made is False:
        raise CharterError("page", "This program makes another page of the same parts: somebody changed the file.")
    if made is None and not signing:
        raise OfflineError(
            f"The page is one of version {recipe.program} of this program, and no note of the group was given.",
            hint=f"Get the page's note (--note), or version {recipe.program}.",
        )
    _tell(octets, group)
    click.echo("the group in it is the one of these words")
    _tell_options(recipe)
    if signing:
        click.echo(f"signed by {', '.join(sorted(bodies_of(group.signed.charter, signing)))}")
    else:
        click.echo("no note was given: compare doors and SHA-256 with what the group has printed")
    click.echo("made again: the same bytes" if made else f"not made again: it is of version {recipe.program}")
    if group.stale_days:
        click.echo(f"its word of freshness ran out {group.stale_days} days ago: get a newer page if you can")


def _signing(note: Path | None, group: Group, octets: bytes) -> frozenset[str]:
    if note is None:
        return frozenset()
    return verify_note(PageNote.from_bytes(read(note, _NOTE_LIMIT)), group.signed, octets)


def _newest(octets: bytes) -> SignedCharter:
    return verified(read_page(octets).files, now=SystemClock().now()).signed


def _tell_options(recipe: Recipe) -> None:
    click.echo(f"doors: {', '.join(recipe.doors) or 'none'}")
    click.echo(f"reviewed: {', '.join(recipe.reviewed) or 'none'}")


def _tell(octets: bytes, group: Group) -> None:
    charter = group.signed.charter
    click.echo(f"SHA-256: {hashlib.sha256(octets).hexdigest()}")
    click.echo(f"{len(octets)} bytes, version {charter.version} of {charter.origin}")
    for each in LANGUAGES:
        click.echo(" ".join(words(group.root, each)))
