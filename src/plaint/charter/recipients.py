# SPDX-License-Identifier: AGPL-3.0-or-later
"""From the charter to what `seal` takes: recipients by slot. Apart from the rest, because intake must not reach it."""

from collections.abc import Collection

from plaint.age.identity import Recipient
from plaint.charter.model import Charter


def recipients(charter: Charter, readers: Collection[int]) -> tuple[Recipient | None, ...]:
    """Return, slot by slot, the recipient of a seated member among `readers`, or None for a throw-away key."""
    holders = {
        member.slot: Recipient.from_bytes(member.recipient) for member in charter.seated if member.slot in readers
    }
    return tuple(holders.get(slot) for slot in range(charter.slots))
