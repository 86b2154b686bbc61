# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint charter`: draft, sign, assemble, amend and verify a group's charter (docs/ceremony.md walks through it)."""

import click

from plaint.cli.charter import drafting, freshness, reading, signatures

COMMANDS = (
    drafting.new,
    drafting.draft,
    drafting.amend,
    reading.show,
    reading.verify,
    reading.fingerprint,
    reading.annex,
    reading.pin,
    signatures.sign,
    signatures.assemble,
    freshness.freshness,
)


@click.group()
def command() -> None:
    """Draft, sign, amend and verify the charter of a working group."""


for _part in COMMANDS:
    command.add_command(_part)
