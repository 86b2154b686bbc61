# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint publish`: the public record as a site of static files, and the check of a copy of it."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import click

from plaint.cli.passphrase import PASSPHRASE_FILE, unlocked
from plaint.clock import SystemClock
from plaint.keys.vkey import NoteKeyType, NoteSigner, VerifierKey
from plaint.register.dates import PartialDate
from plaint.site import folder as place
from plaint.site import manifest
from plaint.site.build import build
from plaint.site.edition import SignedBy, edition
from plaint.site.manifest import ManifestError
from plaint.site.record import is_noted, note_published, noted, sound

_PUBLISHING: Final = ("--register", "--key", "--base-url", "--as-of", "--record")
_LINES: Final = {
    "site": "plaint publish DIR --register RECORD",
    "verify": "plaint publish verify DIR",
}
DAY = click.DateTime(formats=["%Y-%m-%d"])


class _Publish(click.Group):
    """A group whose first command may be left out: `plaint publish DIR` is `plaint publish site DIR`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Take whatever is no name of a command for the arguments of `site`."""
        named = args[0] in self.commands
        if args[0] == "verify" and any(one.partition("=")[0] in _PUBLISHING for one in args):
            raise click.UsageError(
                "`verify` checks a copy and publishes nothing. A folder of that name is ./verify here.", ctx
            )
        return super().resolve_command(ctx, args if named else ["site", *args])


class _Told(click.Command):
    """A command of this group, which says by an example what it lacks."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; where one is missing, say the whole line, and what a folder of the command's name is."""
        try:
            return super().parse_args(ctx, args)
        except click.MissingParameter as error:
            line = f"The whole line is `{_LINES[str(self.name)]}`"
            if isinstance(error.param, click.Argument):
                told = f"DIR is missing. {line}; a folder called {self.name} is ./{self.name} here."
            else:
                told = f"--register is missing: which record? {line}."
            raise click.UsageError(told, ctx) from None


@click.group(cls=_Publish, context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
def command() -> None:
    """Write the public record as a site of static files, or check a copy of one.

    `plaint publish DIR` is short for `plaint publish site DIR`.
    """


@command.command(cls=_Told)
@click.argument("target", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--register",
    "register_path",
    required=True,
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="The folder of the record.",
)
@click.option(
    "--key",
    "key_path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Sign the manifest with this key file; without one the site says that it is unsigned.",
)
@PASSPHRASE_FILE
@click.option("--base-url", help="Where the site will stand: for feeds, canonical links and the 404 page.")
@click.option("--as-of", type=DAY, help="Day of the edition.  [default: the last day that the record names]")
@click.option("--record", is_flag=True, help="Note in the record's published.log that this state is public.")
def site(
    target: Path,
    register_path: Path,
    key_path: Path | None,
    passphrase_file: Path | None,
    base_url: str | None,
    as_of: datetime | None,
    *,
    record: bool,
) -> None:
    """Write the site of a record into DIR, in both languages.

    The same record, options and version of this program give the same bytes on every machine. DIR is new, empty, or a
    site that was published before: that one is replaced whole, in one step, unless its log of what was ever published
    has a line that the record's published.log lacks. A record with errors is refused.

    With --record the state is noted in published.log before it goes out: from then on nothing in it changes without a
    correction. Leave it out to look at the site on your own machine.
    """
    place.need_place(target.absolute())
    found = sound(register_path)
    signer = _signer(key_path, passphrase_file) if key_path else None
    signed_by = SignedBy(name=signer.name, key=str(signer.verifier)) if signer else None
    day = as_of.date() if as_of else None
    register = noted(found, PartialDate.of(day or _today())) if record else found
    issue = edition(register, as_of=day, base_url=base_url, signed_by=signed_by)
    files = build(issue)
    note = manifest.sign(manifest.write(files), issue.as_of, signer) if signer else None
    if record:
        place.need_continued(target, files)
        note_published(register_path, found, register)
        click.echo(f"noted as published: {len(register.published) - len(found.published)}", err=True)
    place.publish(target, files, note=note)
    click.echo(f"site: {target} ({len(files)} files, state of {issue.as_of})")
    if signer:
        click.echo(f"key: {signer.verifier}")
        if not record and not is_noted(register):
            click.echo("plaint: this state is not noted in published.log; --record holds the record to it.", err=True)
    else:
        click.echo("plaint: the site is unsigned; --key signs it.", err=True)


@command.command(cls=_Told)
@click.argument("target", metavar="DIR", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option(
    "--vkey", "vkeys", multiple=True, help="Key of a publisher whom you know, from elsewhere; may be repeated."
)
def verify(target: Path, vkeys: tuple[str, ...]) -> None:
    """Check that every file in DIR is as its manifest says, and with --vkey that one of these keys signed it."""
    wrong = place.differences(target)
    if wrong:
        for line in wrong:
            click.echo(line, err=True)
        raise ManifestError(f"{len(wrong)} files are not as they were published.", hint="Fetch the site again.")
    listing, named = place.listing_of(target)
    click.echo(f"files: {len(named)}, all as the manifest says")
    note = place.note_of(target)
    if not vkeys:
        told = "unsigned" if note is None else "not checked; name a key with --vkey"
        click.echo(f"signature: {told}")
        return
    if note is None:
        raise ManifestError("This site is unsigned.", hint="Ask its publisher for a signed one.")
    signed = manifest.verify(listing, note, [VerifierKey.from_text(text) for text in vkeys])
    click.echo(f"signature: {', '.join(signed.names)}, state of {signed.as_of}")


def _signer(key_path: Path, passphrase_file: Path | None) -> NoteSigner:
    key = unlocked(key_path, passphrase_file)
    return NoteSigner(f"{key.origin}/{key.member}", NoteKeyType.ED25519, key.keys.ed25519)


def _today() -> date:
    return datetime.fromtimestamp(SystemClock().now(), tz=UTC).date()
