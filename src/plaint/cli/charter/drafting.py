# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint charter new`, `draft` and `amend`: from a plan, or from a small change, to a draft for the signers."""

import os
from collections.abc import Iterable
from importlib import resources
from pathlib import Path

import click

from plaint.charter.amend import appoint, retire, rotate, seat
from plaint.charter.card import Card
from plaint.charter.credential import LENGTH
from plaint.charter.describe import changes, describe
from plaint.charter.draft import Draft, InForce, draft_first, draft_next, draft_planned, tree_of
from plaint.charter.plan import read_plan
from plaint.cli.charter.folder import FOLDER, LIMIT, cards, ledger, versions, write_draft
from plaint.clock import SystemClock, date_of
from plaint.errors import PlaintError
from plaint.files import FileError, read_text, write_new
from plaint.origin import packed

ISSUED = click.option("--issued", help="The date YYYY-MM-DD that the charter bears.  [default: today, UTC]")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--origin", required=True, help="The group's origin for all time, such as plaint.example/moscow-2017.")
def new(folder: Path, origin: str) -> None:
    """Begin a FOLDER with a plan to be filled in by hand."""
    packed(origin)
    template = (resources.files("plaint.charter") / "plan.toml").read_text(encoding="utf-8")
    folder.mkdir(parents=True, exist_ok=True)
    write_new(folder / "plan.toml", template.replace('"plaint.example/group"', f'"{origin}"').encode())
    for name in ("cards", "signatures"):
        (folder / name).mkdir(exist_ok=True)
    click.echo(folder / "plan.toml")
    click.echo("Next: fill in the plan; put ledger.card beside it and each member's card into cards/.", err=True)


@click.command()
@FOLDER
@click.option("--rotate", "rotated", multiple=True, metavar="ID", help="Take this member's new keys from its card.")
@ISSUED
def draft(folder: Path, rotated: tuple[str, ...], issued: str | None) -> None:
    """Draft the next version from FOLDER's plan and cards: version 1, or what follows the newest in charters/."""
    found = versions(folder)
    before = found[-1] if found else None
    plan = read_plan(read_text(folder / "plan.toml", LIMIT))
    keys, operator, credential = cards(folder), ledger(folder, before), os.urandom(LENGTH)
    day = issued or _today()
    if before is None:
        drafted = draft_first(plan, keys, operator, issued=day, credential=credential)
    else:
        drafted = draft_planned(before, plan, keys, operator, rotated=rotated, issued=day, credential=credential)
    _hand_out(folder, drafted, before)


@click.command()
@FOLDER
@click.option("--retire", "retired", multiple=True, metavar="ID", help="Retire this member: no reader any more.")
@click.option("--rotate", "rotated", multiple=True, type=click.Path(path_type=Path), help="A card with new keys.")
@click.option("--trustee", "trustees", multiple=True, metavar="ID", help="Make this member a trustee.")
@click.option("--no-trustee", "released", multiple=True, metavar="ID", help="Make this member a trustee no more.")
@click.option("--k", type=int, help="How many trustees open an envelope.")
@click.option("--seat", "seated", type=click.Path(path_type=Path), help="The card of a new member.")
@click.option("--slot", type=int, help="The new member's slot, one that was never held.")
@click.option("--role", "roles", multiple=True, metavar="LANGUAGE=TEXT", help="The new member's role, per language.")
@click.option("--signs", is_flag=True, help="The new member signs charters.")
@ISSUED
def amend(  # noqa: PLR0913, PLR0917  # click passes each option as an argument
    folder: Path,
    retired: tuple[str, ...],
    rotated: tuple[Path, ...],
    trustees: tuple[str, ...],
    released: tuple[str, ...],
    k: int | None,
    seated: Path | None,
    slot: int | None,
    roles: tuple[str, ...],
    signs: bool,  # noqa: FBT001  # click passes options as they are
    issued: str | None,
) -> None:
    """Draft a small change without the plan: a member must leave today, or needs new keys."""
    found = versions(folder)
    if not found:
        raise FileError("There is no charter in charters/ to amend.", hint="Draft version 1 from the plan first.")
    before, brought = found[-1], _cards((*rotated, *([seated] if seated else [])))
    tree = before.tree if k is None else {**before.tree, "k": k}
    for one in released:
        tree = appoint(tree, one, trustee=False)
    for one in retired:
        tree = retire(tree, one)
    for card in brought[: len(rotated)]:
        tree = rotate(tree, card)
    if seated:
        if slot is None:
            raise PlaintError("The new member has no slot.", hint="Choose one with --slot that was never held.")
        tree = seat(tree, brought[-1], slot=slot, role=_roles(roles), signs=signs)
    for one in trustees:
        tree = appoint(tree, one, trustee=True)
    drafted = draft_next(
        before,
        tree,
        {card.member: card for card in brought},
        ledger_pq=before.annex.ledger_pq,
        issued=issued or _today(),
        credential=os.urandom(LENGTH),
    )
    _hand_out(folder, drafted, before)
    click.echo("The plan was not read: bring plan.toml into line before the next draft.", err=True)


def _hand_out(folder: Path, drafted: Draft, before: InForce | None) -> None:
    path = write_draft(folder, drafted)
    language = drafted.charter.languages[0]
    lines = describe(drafted.charter, language)
    if before is not None:
        lines = [f"version {drafted.charter.version} changes:", *changes(before.tree, tree_of(drafted.text))]
    for line in lines:
        click.echo(line)
    click.echo(f"draft: {path}")
    click.echo("Next: each signer runs `plaint charter sign` on the draft; signatures go into signatures/.", err=True)


def _cards(paths: Iterable[Path]) -> list[Card]:
    return [Card.from_text(read_text(path, LIMIT)) for path in paths]


def _roles(roles: Iterable[str]) -> dict[str, str]:
    found = {}
    for role in roles:
        language, separator, text = role.partition("=")
        if not separator:
            raise PlaintError("A role has no language.", hint="Write it as --role ru=… --role en=….")
        found[language] = text
    return found


def _today() -> str:
    return date_of(SystemClock().now())
