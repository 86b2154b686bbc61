# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a member does about an opening by hand: ask, vote, take back, and see the name.

Rules of this module:

- What cannot count is not written: whoever may not ask, or vote, hears so before anything is queued.
- The word "opened" lies in the outbox before the name is shown. The name itself is returned and kept nowhere.
- A trustee whose own share does not open on this desk cannot say yes: the yes would promise what cannot be kept.
"""

import hashlib
import sqlite3
from dataclasses import dataclass

from plaint.age.decrypt import decrypt
from plaint.age.errors import AgeError
from plaint.age.identity import Identity
from plaint.casework.case import Case
from plaint.casework.disclosure import BASES, Disclosure, Opened, OpeningRequest, OpeningVote, OpeningWithdrawal
from plaint.casework.opening import Opening
from plaint.casework.openings import envelope_of, purposes_of
from plaint.casework.statements import write_statement
from plaint.charter.model import Charter
from plaint.desk import opening_duties
from plaint.desk.opening_duties import Keeper
from plaint.desk.opening_words import Asked, language_for, telling_text
from plaint.desk.post import acts
from plaint.entry.envelope import OpenShare, ShareError
from plaint.entry.fields import DocumentError
from plaint.entry.identity import SealedName
from plaint.errors import FormatError, PlaintError
from plaint.unseal.envelope import open_name, open_share


class NoOpeningError(PlaintError):
    """There is no such request in this case, or this cannot be done with it now."""


class NoShareError(PlaintError):
    """This desk cannot open the share that was sealed to its member."""


class NotYetError(PlaintError):
    """The shares that came are not enough to see the name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was typed to ask for an opening."""

    to: int
    """Slot of the reader who will see the name."""
    ground: str
    purpose: str
    reason: str
    days: int
    defer: int
    defer_reason: str


def may_ask(case: Case, charter: Charter, slot: int) -> bool:
    """Say whether the member in this slot may ask for the name in this case."""
    seated = any(member.slot == slot for member in charter.seated)
    return seated and bool(case.readers >> slot & 1) and envelope_of(case) is not None


def request_of(case: Case, charter: Charter, wish: Wish, *, slot: int) -> OpeningRequest:
    """Return the request that a wish makes; raise `DocumentError` naming the field that will not do."""
    envelope = envelope_of(case)
    members = {member.slot: member for member in charter.seated if case.readers >> member.slot & 1}
    if envelope is None or slot not in members:
        raise NoOpeningError("There is no name here that you could ask for.", hint="Look at the case again.")
    if wish.to not in members:
        raise DocumentError("to")
    if wish.ground not in BASES:
        raise DocumentError("ground")
    if BASES[wish.ground].purposes and wish.purpose not in BASES[wish.ground].purposes & purposes_of(case):
        raise DocumentError("purpose")
    asked = Asked(by=members[slot], to=members[wish.to], ground=wish.ground, purpose=wish.purpose, reason=wish.reason)
    language = language_for(case, charter)
    request = OpeningRequest(
        envelope=envelope.eid,
        to=wish.to,
        key=hashlib.sha256(members[wish.to].recipient).digest(),
        ground=wish.ground,
        purpose=wish.purpose,
        reason=wish.reason,
        language=language,
        telling=telling_text(asked, charter, language=language),
        days=wish.days,
        defer=wish.defer,
        defer_reason=wish.defer_reason,
    )
    write_statement(request)
    return request


def ask(rows: sqlite3.Connection, keeper: Keeper, case: Case, wish: Wish) -> None:
    """Queue a request."""
    request = request_of(case, keeper.author.charter.charter, wish, slot=keeper.author.slot)
    _say(rows, keeper, case, request)


def vote(rows: sqlite3.Connection, keeper: Keeper, case: Case, opening: Opening, *, yes: bool, reason: str) -> None:
    """Queue a vote."""
    said = OpeningVote(request=opening.hash, vote="yes" if yes else "no", reason=reason)
    write_statement(said)
    if opening.envelope is None or not opening.may_vote(keeper.author.slot):
        raise NoOpeningError("Your word does not count for this request any more.", hint="Look at it again.")
    if yes:
        try:
            open_share(opening.envelope, keeper.identity, slot=keeper.author.slot)
        except ShareError:
            raise NoShareError(
                "The share that was sealed to you does not open on this desk.",
                hint="Vote no and say so; or ask the complainant to seal the name again.",
            ) from None
    _say(rows, keeper, case, said)


def withdraw(rows: sqlite3.Connection, keeper: Keeper, case: Case, opening: Opening, reason: str) -> None:
    """Queue that this member asks no longer."""
    if not opening.live or opening.seen.record.author != keeper.author.slot:
        raise NoOpeningError("Only who asked can take it back, while it stands.", hint="Vote no instead.")
    _say(rows, keeper, case, OpeningWithdrawal(request=opening.hash, reason=reason))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """Released shares, opened: which are those that were sealed, and whose are not."""

    good: tuple[OpenShare, ...]
    bad: tuple[int, ...]


def sort_shares(opening: Opening, identity: Identity) -> Sorted:
    """Return the shares that count, opened with the receiver's identity and checked against their commitments."""
    good, bad = [], []
    for slot, box in sorted(opening.released.items()):
        try:
            share = OpenShare.decode(decrypt(box, [identity]))
            if opening.envelope is None or share.slot != slot:
                raise ShareError(slot)
            opening.envelope.check_share(share)
        except (AgeError, FormatError):
            bad.append(slot)
        else:
            good.append(share)
    return Sorted(good=tuple(good), bad=tuple(bad))


def see(rows: sqlite3.Connection, keeper: Keeper, case: Case, opening: Opening) -> SealedName:
    """Queue the word "opened", if it was not said yet, and return the name.

    Raises `NotYetError` where shares are missing or bad; which are bad is said to the other readers first.
    """
    envelope, mine = opening.envelope, opening.asked.to == keeper.author.slot
    if envelope is None or not mine or not opening.live or len(opening.released) < envelope.k:
        raise NoOpeningError("This name cannot be seen here now.", hint="Look at where the request stands.")
    found = sort_shares(opening, keeper.identity)
    members = {member.slot: member.id for member in keeper.author.charter.charter.members}
    result = Opened(
        request=opening.hash,
        outcome="opened" if len(found.good) >= envelope.k else "failed",
        shares=tuple(members[share.slot] for share in found.good),
        bad=tuple(members[slot] for slot in found.bad),
    )
    name = open_name(envelope, found.good) if result.outcome == "opened" else None
    if not _said(rows, keeper, case, opening, result):
        _say(rows, keeper, case, result)
    if name is None:
        raise NotYetError(
            "A share is not the one that was sealed; the request says whose.",
            hint="Another trustee who said yes releases theirs; come back then.",
        )
    return name


def _said(rows: sqlite3.Connection, keeper: Keeper, case: Case, opening: Opening, result: Opened) -> bool:
    waiting = opening_duties.queued(rows, keeper.author, case.case_id)
    before = [
        said for said in (*opening.results, *waiting) if isinstance(said, Opened) and said.request == opening.hash
    ]
    # "Opened" is said once. "Failed" is said again when other shares were bad.
    return any(
        said.outcome == result.outcome and (said.bad == result.bad or said.outcome == "opened") for said in before
    )


def _say(rows: sqlite3.Connection, keeper: Keeper, case: Case, said: Disclosure) -> None:
    readers = acts.readers_of(case, keeper.author)
    acts.say(rows, keeper.author, said, case_id=case.case_id, readers=readers, when=keeper.when)


def grounds_of(case: Case) -> tuple[str, ...]:
    """Return the grounds on which this name can be asked for now."""
    allowed = purposes_of(case)
    return tuple(ground for ground, basis in BASES.items() if not basis.purposes or basis.purposes & allowed)
