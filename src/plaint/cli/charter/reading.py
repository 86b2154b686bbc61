# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint charter show`, `verify`, `fingerprint`, `annex` and `pin`: what there is, and whether it is genuine."""

from pathlib import Path

import click

from plaint.charter.credential import open_credential
from plaint.charter.describe import changes, describe, everything
from plaint.charter.draft import InForce, tree_of
from plaint.charter.errors import CharterError
from plaint.charter.fingerprint import need_words, words
from plaint.charter.freshness import Freshness
from plaint.charter.freshness import verify as verify_freshness
from plaint.charter.pin import Pin, verify_from
from plaint.charter.signed import SignedCharter, bodies_of, signers
from plaint.charter.signing import own_seat
from plaint.cli.charter.folder import FOLDER, LIMIT, read_charter, versions
from plaint.cli.passphrase import KEY_FILE, PASSPHRASE_FILE, unlocked
from plaint.clock import SystemClock
from plaint.files import FileError, read, read_text, write_new
from plaint.keys.words import LANGUAGES, WordLanguage

CHARTER = click.argument("charter_path", metavar="CHARTER", type=click.Path(path_type=Path, dir_okay=False))
WORDS_LANGUAGE = click.option(
    "--language", type=click.Choice(LANGUAGES), help="The language of the words.  [default: both]"
)


@click.command()
@CHARTER
@click.option("--after", type=click.Path(path_type=Path, dir_okay=False), help="Show what it changes of this charter.")
@click.option("--language", default="en", show_default=True, help="The language of names, where they have it.")
@click.option("--all", "whole", is_flag=True, help="Show every field of it, not the gist.")
def show(charter_path: Path, after: Path | None, language: str, whole: bool) -> None:  # noqa: FBT001  # click passes it so
    """Show what a CHARTER says. Its signatures are not looked at: `plaint charter verify` does that."""
    signed = read_charter(charter_path)
    tree = tree_of(signed.note.text.decode())
    lines = everything(tree) if whole else describe(signed.charter, language)
    if after:
        lines = changes(tree_of(read_charter(after).note.text.decode()), tree)
    click.echo("\n".join(lines))


@click.command()
@FOLDER
@click.option("--words", "typed", help="The published fingerprint, twelve words in quotation marks.")
@click.option("--pin", "pin_path", type=click.Path(path_type=Path, dir_okay=False), help="The pin of a page.")
@click.option("--freshness", "fresh_path", type=click.Path(path_type=Path, dir_okay=False), help="A freshness note.")
def verify(folder: Path, typed: str | None, pin_path: Path | None, fresh_path: Path | None) -> None:
    """Verify every version in FOLDER/charters with its annex; and the fingerprint, a pin, a freshness note besides."""
    found = _found(folder)
    root, newest = found[0].signed, found[-1].signed
    for before, one in zip([None, *found], found, strict=False):
        electors = (before or one).signed.charter
        bodies = bodies_of(electors, signers(one.signed.note, electors, electors.seated))
        charter = one.signed.charter
        click.echo(f"version {charter.version} of {charter.issued}: signed by {', '.join(sorted(bodies))}")
    if typed is None and pin_path is None:
        click.echo("Compare these words with the published ones; until then nothing ties this group to its name:")
        for language in LANGUAGES:
            click.echo(" ".join(words(root.digest, language)))
    if typed is not None:
        need_words(root.digest, typed)
        click.echo("the fingerprint is the published one")
    if pin_path is not None:
        verify_from(Pin.from_text(read_text(pin_path, LIMIT)), [one.signed for one in found])
        click.echo("it continues the page's pin")
    if fresh_path is not None:
        fresh = Freshness.from_bytes(read(fresh_path, LIMIT))
        verify_freshness(fresh, newest, SystemClock().now())
        click.echo("it is fresh")


@click.command()
@CHARTER
@WORDS_LANGUAGE
def fingerprint(charter_path: Path, language: WordLanguage | None) -> None:
    """Show the fingerprint of a group as twelve words; CHARTER is its version 1."""
    signed = read_charter(charter_path)
    if signed.charter.version != 1:
        raise CharterError("version", "The fingerprint is that of version 1.")
    for each in (language,) if language else LANGUAGES:
        click.echo(" ".join(words(signed.digest, each)))


@click.command()
@FOLDER
@KEY_FILE
@PASSPHRASE_FILE
def annex(folder: Path, key_path: Path, passphrase_file: Path | None) -> None:
    """Verify FOLDER's annexes, that you are seated with your own keys, and that they open the group credential."""
    newest = _found(folder)[-1]
    key = unlocked(key_path, passphrase_file)
    own_seat(newest.signed.charter, key)
    open_credential(newest.annex, newest.signed.charter, key.keys.identity)
    click.echo(f"version {newest.signed.charter.version}: the annex is genuine, you are seated with your own keys")


@click.command()
@FOLDER
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="A file in place of standard output.")
def pin(folder: Path, out: Path | None) -> None:
    """Write the pin with which a page is built: it goes on from FOLDER's newest version and never back."""
    found = _found(folder)
    root, newest = found[0].signed, found[-1].signed
    text = str(_pin(root, newest))
    if out:
        write_new(out, text.encode())
        click.echo(out)
    else:
        click.echo(text, nl=False)


def _pin(root: SignedCharter, newest: SignedCharter) -> Pin:
    return Pin(newest.charter.origin, root.digest, newest.charter.version, newest.digest)


def _found(folder: Path) -> list[InForce]:
    found = versions(folder)
    if not found:
        raise FileError(f"There is no charter in {folder / 'charters'}.", hint="Put 1.charter and 1.annex there.")
    return found
