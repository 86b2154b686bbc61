# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint report demo`: the annual report of an invented year, to try everything on."""

from pathlib import Path

import click

from plaint.cli.report.approving import approve, release
from plaint.cli.report.making import make
from plaint.cli.report.previewing import preview

_STEPS = """\
Everything in {path} is invented. The passphrase of both keys is “{passphrase}”. Next, in that folder:

  plaint report preview {report} --into figures
  plaint report approve {report} --proposal figures/proposal.txt --key keys/ombudsman-1.key
  plaint report approve {report} --proposal figures/proposal.txt --key keys/prosecutor-1.key
  plaint report release {report} --approval {report}/{report}.ombudsman-1.approval \\
                                     --approval {report}/{report}.prosecutor-1.approval
  plaint report make {report} --into draft

and then the same two approvals and release with draft/proposal.txt, and `make` once more (docs/report.md)."""


@click.command()
@click.argument("path", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--complaints",
    type=click.IntRange(min=100, max=1_000_000),
    default=10_000,
    show_default=True,
    help="How many complaints the year has; the other rows follow.",
)
@click.option("--whole", is_flag=True, help="Approve and release it as well, and set the report.")
@click.pass_context
def demo(context: click.Context, path: Path, complaints: int, *, whole: bool) -> None:
    """Make an invented year in DIR, which must be new or empty: the folder of a report, and the keys of two members.

    With --whole DIR/report is what a reader would be handed, and each step before it lies beside it. That runs the gate
    four times: some minutes for 10,000 complaints on a small machine. The same number gives the same bytes.
    """
    from plaint.demo import annual  # noqa: PLC0415 - only when it is called
    from plaint.demo.keys import PASSPHRASE  # noqa: PLC0415 - only when it is called
    from plaint.report import folder  # noqa: PLC0415 - only when it is called
    from plaint.report.errors import ReportError  # noqa: PLC0415 - only when it is called

    if path.is_dir():
        if any(path.iterdir()):
            raise ReportError(f"{path} is not empty; nothing was written.", hint="Name a new folder.")
        path.rmdir()
    folder.write(path, annual.files(complaints))
    click.echo(f"demonstration: {path}")
    if not whole:
        click.echo(_STEPS.format(path=path, passphrase=PASSPHRASE, report=annual.REPORT), err=True)
        return
    report, passphrases = path / annual.REPORT, path / annual.PASSPHRASES

    def approved(draft: str, name: str) -> None:
        for member, _ in annual.MEMBERS:
            context.invoke(
                approve,
                path=report,
                proposal_path=path / draft / "proposal.txt",
                key_path=path / annual.KEYS / f"{member}.key",
                passphrase_file=passphrases,
                yes=True,
            )
        given = tuple(report / f"{name}.{member}.approval" for member, _ in annual.MEMBERS)
        context.invoke(release, path=report, approval_paths=given)

    context.invoke(preview, path=report, into=path / "figures")
    approved("figures", annual.REPORT)
    context.invoke(make, path=report, into=path / "draft")
    approved("draft", f"{annual.REPORT}.text-2")
    context.invoke(make, path=report, into=path / "report")
