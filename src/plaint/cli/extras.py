# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which extras a command needs, and what is said where one is not installed."""

from typing import Final

import click

from plaint.errors import PlaintError

EXTRAS: Final[dict[str, tuple[str, ...]]] = {
    "cosign": ("cosign",),
    "demo": ("intake", "desk", "report"),
    "desk": ("desk",),
    "erasure": ("desk", "handover"),
    "export": ("desk",),
    "hand-over": ("handover",),
    "intake": ("intake",),
    "offline": ("intake",),
    "publish": ("report",),
    "register": ("register",),
    "report": ("report",),
}
"""The extras of each command that does not do with what every installation has; each has a file in `requirements`."""


class MissingExtraError(PlaintError):
    """A command needs a package that is not installed here."""


def missing(command: str, error: ModuleNotFoundError) -> MissingExtraError | None:
    """Return what to say where a package of the command's extras is missing; None where it is none of them."""
    package = (error.name or "").partition(".")[0]
    extras = EXTRAS.get(command, ())
    if not extras or package in ("", "plaint"):
        return None
    files = " ".join(f"-r requirements/{extra}.txt" for extra in extras)
    names = ", ".join(extras)
    return MissingExtraError(
        f"plaint {command} needs {package}, which is not installed here.",
        hint=f"Install its {'extra' if len(extras) == 1 else 'extras'} {names}: pip install --require-hashes {files}",
    )


def stand_in(command: str, error: MissingExtraError) -> click.Command:
    """Return what stands for a command that cannot be imported: it is listed, takes anything, and says why."""

    class StandIn(click.Command):
        def make_context(
            self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: object
        ) -> click.Context:
            del info_name, args, parent, extra
            raise error

    return StandIn(command, short_help=f"Not installed: {', '.join(EXTRAS[command])}.")
