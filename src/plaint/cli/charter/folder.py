# SPDX-License-Identifier: AGPL-3.0-or-later
"""The folder that a coordinator keeps: plan, cards, drafts, signatures and the charters that came of them.

    plan.toml                    what people wrote
    ledger.card                  the operator's public keys
    cards/*.card                 the members' public keys; of several cards of one member the newest counts
    drafts/2.draft, 2.draft-annex
    signatures/2.ngo-1.signature
    charters/1.charter, 1.annex  version by version, as intake serves them

Nothing in it is secret. Whoever changes something in it is found out by the signers' machines and by every reader.
"""

import re
from pathlib import Path
from typing import Final

import click

from plaint.charter.annex import Annex, verify_annex
from plaint.charter.card import Card, LedgerCard
from plaint.charter.chain import verify_first, verify_next
from plaint.charter.draft import Draft, InForce
from plaint.charter.errors import CharterFormError
from plaint.charter.signed import SignedCharter
from plaint.files import FileError, read, read_text, write_new

LIMIT: Final = 1_048_576
"""Bytes of the longest file in such a folder; annexes of sixteen members come to about 90,000."""
_VERSION: Final = re.compile(r"([1-9][0-9]{0,8})\.charter")

FOLDER = click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))


def versions(folder: Path) -> list[InForce]:
    """Return the versions in `charters/`, oldest first and verified with their annexes; none where there are none."""
    found: list[InForce] = []
    names = [path.name for path in (folder / "charters").glob("*.charter")]
    numbers = sorted(int(match[1]) for name in names if (match := _VERSION.fullmatch(name)))
    if numbers != list(range(1, len(numbers) + 1)):
        raise FileError(f"A version is missing in {folder / 'charters'}.", hint="Put every version there from 1 on.")
    for number in numbers:
        signed = read_charter(folder / "charters" / f"{number}.charter")
        annex = Annex.from_text(read_text(folder / "charters" / f"{number}.annex", LIMIT))
        if signed.charter.version != number:
            raise FileError(f"{number}.charter is another version.", hint="Name each file after its version.")
        if found:
            verify_next(found[-1].signed, signed)
            verify_annex(signed, annex, (found[-1].signed, found[-1].annex))
        else:
            verify_first(signed)
            verify_annex(signed, annex)
        found.append(InForce(signed, annex))
    return found


def read_charter(path: Path) -> SignedCharter:
    """Return the charter in a file, its signatures not yet verified."""
    return SignedCharter.from_bytes(read(path, LIMIT))


def cards(folder: Path) -> dict[str, Card]:
    """Return the newest card of each member in `cards/`; raise `CharterFormError` where two are equally new."""
    newest: dict[str, Card] = {}
    for path in sorted((folder / "cards").glob("*.card")):
        card = Card.from_text(read_text(path, LIMIT))
        other = newest.get(card.member)
        if other is not None and other.made == card.made and other != card:
            raise CharterFormError(path.name, f"is one of two cards of {card.member} of one day; move one away")
        if other is None or other.made < card.made:
            newest[card.member] = card
    return newest


def ledger(folder: Path, before: InForce | None) -> LedgerCard:
    """Return the operator's card, or the ledger keys in force where no card lies in the folder."""
    path = folder / "ledger.card"
    if before is not None and not path.exists():
        return LedgerCard(before.signed.charter.ledger_key, before.annex.ledger_pq)
    return LedgerCard.from_text(read_text(path, LIMIT))


def write_draft(folder: Path, draft: Draft) -> Path:
    """Write a draft and its annex into `drafts/`; return the path of the draft."""
    number = draft.charter.version
    path = folder / "drafts" / f"{number}.draft"
    path.parent.mkdir(exist_ok=True)
    # The annex first: a draft without its annex could be signed but never be put together.
    write_new(path.with_suffix(".draft-annex"), str(draft.annex).encode())
    write_new(path, draft.text.encode())
    return path
