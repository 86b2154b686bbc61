# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint report approve` on each approver's machine, and `plaint report release` where the book is kept."""

from pathlib import Path

import click

from plaint.cli.passphrase import PASSPHRASE_FILE
from plaint.cli.report.options import APPROVALS, FOLDER, KEY_FILE, RESTATES, approvals, progress, signer_of
from plaint.files import read, write_new

_PROPOSAL_LIMIT = 1 << 12


@click.command()
@FOLDER
@click.option(
    "--proposal",
    "proposal_path",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="proposal.txt of the preview that you looked at.",
)
@KEY_FILE
@PASSPHRASE_FILE
@RESTATES
@click.option("--yes", is_flag=True, help="Sign without being asked, having looked at the draft before.")
def approve(  # click passes each option as an argument
    path: Path,
    proposal_path: Path,
    key_path: Path,
    passphrase_file: Path | None,
    restates: bool,  # noqa: FBT001
    yes: bool,  # noqa: FBT001
) -> None:
    """Run the gate over the rows in DIR again, and sign its proposal for your body if it is the one of the preview.

    The approval is a file beside the release book. It holds for this very draft at this very place of the book.
    """
    from plaint.report import folder, releasing  # noqa: PLC0415 - only when it is called

    report = folder.read(path)
    shown = read(proposal_path, _PROPOSAL_LIMIT)
    found = releasing.examined(report, progress, restates=restates)
    click.echo(found.text.decode(), nl=False)
    if not yes and shown == found.text:
        click.confirm("Have you looked at the draft, and do you approve it for your body?", abort=True, err=True)
    key, signer = signer_of(key_path, passphrase_file)
    signed = releasing.approve(found, shown, signer)
    target = report.book.with_name(f"{report.plan.release}.{key.member}.approval")
    write_new(target, bytes(signed))
    click.echo(f"approval: {target}")


@click.command()
@FOLDER
@APPROVALS
@RESTATES
def release(path: Path, approval_paths: tuple[Path, ...], *, restates: bool) -> None:
    """Write the release of DIR into its book, with the approvals of members of two bodies.

    From then on its figures are published for ever: every later release is examined together with them.
    """
    from plaint.report import folder, releasing  # noqa: PLC0415 - only when it is called

    report = folder.read(path)
    given = approvals(approval_paths)
    found = releasing.examined(report, progress, restates=restates)
    made = releasing.release(report, found, given)
    _, book = releasing.released(report)
    click.echo(f"released: {made.id}, approved by {', '.join(f'{who} ({body})' for who, body in made.approved_by)}")
    click.echo(f"head: {book.head}")
    click.echo("Next: `plaint report make`, and copy the book to every approver.", err=True)
