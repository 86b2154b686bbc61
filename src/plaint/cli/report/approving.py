# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint report approve` on each approver's machine, and `plaint report release` where the book is kept."""

from collections.abc import Sequence
from pathlib import Path

import click

from plaint.cli.passphrase import PASSPHRASE_FILE
from plaint.cli.report.options import (
    APPROVALS,
    FOLDER,
    HEAD,
    KEY_FILE,
    RESTATES,
    approvals,
    progress,
    signer_of,
    tell_unused,
)
from plaint.files import read, write_new


@click.command()
@FOLDER
@click.option(
    "--proposal",
    "proposal_path",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="proposal.txt in the folder of the draft that you read.",
)
@KEY_FILE
@PASSPHRASE_FILE
@HEAD
@RESTATES
@click.option("--yes", is_flag=True, help="Sign without being asked, having looked at the draft before.")
def approve(  # click passes each option as an argument
    path: Path,
    proposal_path: Path,
    key_path: Path,
    passphrase_file: Path | None,
    head: str,
    restates: bool,  # noqa: FBT001
    yes: bool,  # noqa: FBT001
) -> None:
    """Sign, for your body, the figures of a preview or the words of a draft, if they come out of DIR here as well.

    Figures are examined by the gate again, and all pages are set again, on this machine; what is another than in the
    draft is named, and nothing signed. The approval is a file beside the release book. It holds for this very draft at
    this very place of the book.
    """
    from plaint.figures import book as books  # noqa: PLC0415 - only when it is called
    from plaint.report import drafts, folder, manuscripts, releasing  # noqa: PLC0415 - only when it is called

    report = folder.read(path)
    tell_unused(report)
    shown = read(proposal_path, releasing.PROPOSAL_LIMIT)
    name = report.plan.release
    if books.words_in(shown) is None:
        draft = drafts.read(report, progress, restates=restates, head=head)
        drafts.check(draft, proposal_path, shown)
        for line in (*draft.told(), *manuscripts.told(draft.owned())):
            click.echo(line)
    else:
        written = manuscripts.read(report, head=head)
        manuscripts.check(written, proposal_path, shown)
        for line in manuscripts.told(written.owned()):
            click.echo(line)
        # Words are approved anew whenever they change: the place in the book keeps their approvals apart.
        name = f"{name}.text-{written.book.length}"
    click.echo(shown.decode(), nl=False)
    if not yes:
        click.confirm("Have you looked at the draft, and do you approve it for your body?", abort=True, err=True)
    key, signer = signer_of(key_path, passphrase_file)
    target = report.book.with_name(f"{name}.{key.member}.approval")
    write_new(target, bytes(books.approve(shown, signer)))
    click.echo(f"approval: {target}")


@click.command()
@FOLDER
@APPROVALS
@HEAD
@RESTATES
def release(path: Path, approval_paths: tuple[Path, ...], head: str, *, restates: bool) -> None:
    """Write what members of two bodies approved into the book of DIR: first its figures, later its words.

    Figures in the book are published for ever: every later release is examined together with them. Words hold until
    others are approved for the same figures; `plaint report make` then sets the report without the mark of a draft.
    """
    from plaint.figures import book as books  # noqa: PLC0415 - only when it is called
    from plaint.report import folder, manuscripts, releasing  # noqa: PLC0415 - only when it is called

    report = folder.read(path)
    given = approvals(approval_paths)
    if any(books.words_in(one.text) for one in given):
        book = manuscripts.release(manuscripts.read(report, head=head), given)
        what, approved_by = f"the text of {report.plan.release}", book.manuscripts[-1].approved_by
    else:
        found = releasing.examined(report, progress, restates=restates, head=head)
        made = releasing.release(report, found, given)
        what, approved_by = made.id, made.approved_by
        _, book = releasing.released(report)
    click.echo(f"released: {what}, approved by {_named(approved_by)}")
    click.echo(f"head: {book.head}")
    click.echo("Next: `plaint report make`, and copy the book to every approver.", err=True)


def _named(approved_by: Sequence[tuple[str, str]]) -> str:
    return ", ".join(f"{member} ({body})" for member, body in approved_by)
