# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint charter sign` on each signer's machine, and `plaint charter assemble` on the coordinator's."""

from pathlib import Path

import click

from plaint.charter.annex import Annex
from plaint.charter.describe import changes, describe, everything
from plaint.charter.draft import InForce, tree_of
from plaint.charter.fingerprint import words
from plaint.charter.parse import parse
from plaint.charter.signed import digest
from plaint.charter.signing import Signature, sign_draft
from plaint.charter.signing import assemble as put_together
from plaint.cli.charter.folder import FOLDER, LIMIT, read_charter, versions
from plaint.cli.options import OUT
from plaint.cli.passphrase import KEY_FILE, PASSPHRASE_FILE, unlocked
from plaint.files import FileError, read_text, write_new
from plaint.keys.words import LANGUAGES


@click.command()
@click.argument("draft_path", metavar="DRAFT", type=click.Path(path_type=Path, dir_okay=False))
@KEY_FILE
@PASSPHRASE_FILE
@click.option(
    "--after",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The charter in force, which you have verified; needed from version 2 on.",
)
@click.option(
    "--new-key",
    "successor_path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Your key file that shall follow, where the draft brings your new keys (same passphrase file).",
)
@click.option("--language", default="en", show_default=True, help="The language of names, where they have it.")
@click.option("--yes", is_flag=True, help="Sign without being asked, having read the draft before.")
@OUT
def sign(  # noqa: PLR0913, PLR0917  # click passes each option as an argument
    draft_path: Path,
    key_path: Path,
    passphrase_file: Path | None,
    after: Path | None,
    successor_path: Path | None,
    language: str,
    yes: bool,  # noqa: FBT001  # click passes options as they are
    folder: Path,
) -> None:
    """Show a DRAFT, ask, and sign it for your body."""
    text = read_text(draft_path, LIMIT)
    before = read_charter(after) if after else None
    charter = parse(text)
    told = everything(tree_of(text)) if before is None else changes(tree_of(before.note.text.decode()), tree_of(text))
    head = "all of it:" if before is None else "it changes:"
    click.echo("\n".join([*describe(charter, language), "", head, *told]))
    # All signers read these out to each other: whoever was given another draft finds out before signing.
    click.echo(f"words of this draft: {' '.join(words(digest(text.encode()), 'ru'))}")
    click.echo(f"                     {' '.join(words(digest(text.encode()), 'en'))}")
    if not yes:
        click.confirm("Have all signers the same words, and do you sign this for your body?", abort=True, err=True)
    key = unlocked(key_path, passphrase_file)
    successor = unlocked(successor_path, passphrase_file) if successor_path else None
    signature = sign_draft(text, key, before, successor=successor)
    path = folder / f"{charter.version}.{signature.member}.signature"
    write_new(path, str(signature).encode())
    click.echo(f"signature: {path}")


@click.command()
@FOLDER
def assemble(folder: Path) -> None:
    """Put the newest draft and its signatures together, verify them, and write charter and annex into charters/."""
    found = versions(folder)
    number = len(found) + 1
    draft_path = folder / "drafts" / f"{number}.draft"
    text = read_text(draft_path, LIMIT)
    annex = Annex.from_text(read_text(draft_path.with_suffix(".draft-annex"), LIMIT))
    paths = sorted((folder / "signatures").glob(f"{number}.*.signature"))
    if not paths:
        raise FileError(f"There is no signature of version {number}.", hint="Put the signers' files into signatures/.")
    signatures = [Signature.from_text(read_text(path, LIMIT)) for path in paths]
    signed, whole = put_together(text, annex, signatures, found[-1] if found else None)
    _write(folder, InForce(signed, whole))
    if number == 1:
        click.echo("The fingerprint, to be published on paper and in the press:")
        for language in LANGUAGES:
            click.echo(" ".join(words(signed.digest, language)))
    click.echo("Next: hand charters/ to the operator and to every member.", err=True)


def _write(folder: Path, made: InForce) -> None:
    path = folder / "charters" / f"{made.signed.charter.version}.charter"
    path.parent.mkdir(exist_ok=True)
    # The annex first: a charter without its annex would keep every later draft from being made.
    write_new(path.with_suffix(".annex"), str(made.annex).encode())
    write_new(path, bytes(made.signed))
    click.echo(f"charter: {path}")
