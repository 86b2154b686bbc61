# SPDX-License-Identifier: AGPL-3.0-or-later
"""What intake has to know of the charter: sizes, ticks and hashes of credentials, no names and no keys."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from plaint.errors import FormatError


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The terms on which this intake takes and gives, as the present charter sets them."""

    origin: str
    version: int
    slots: int
    cells_per_desk: int
    work_bits: int
    ledger_tick: int
    desk_tick: int
    entry_days: int
    erase_days: int
    read_credential: bytes
    posting: Mapping[int, bytes]

    def may_read(self, credential: bytes) -> bool:
        """Tell whether `credential` is the group's."""
        return hmac.compare_digest(hashlib.sha256(credential).digest(), self.read_credential)

    def may_post(self, slot: int, credential: bytes) -> bool:
        """Tell whether `credential` is the posting credential of `slot`."""
        held = self.posting.get(slot, bytes(32))
        return hmac.compare_digest(hashlib.sha256(credential).digest(), held)


def read_terms(note: bytes) -> Terms:
    """Take the terms out of a charter's signed note; raise FormatError where it is none."""
    try:
        text, mark, _ = note.partition(b"\n\n\xe2\x80\x94 ")
        charter = json.loads(text)
        if not mark or charter["plaint"] != "charter/1":
            raise FormatError("This is no charter.", hint="Put the signed charter of the group there.")
        return Terms(
            origin=charter["origin"],
            version=charter["version"],
            slots=charter["slots"],
            cells_per_desk=charter["cells_per_desk"],
            work_bits=charter["work_bits"],
            ledger_tick=charter["ticks"]["ledger"],
            desk_tick=charter["ticks"]["desk"],
            entry_days=charter["entry_days"],
            erase_days=charter["erase_days"],
            read_credential=bytes.fromhex(charter["read_credential"]),
            posting=MappingProxyType(
                {
                    member["slot"]: bytes.fromhex(member["posting"])
                    for member in charter["members"]
                    if not member["retired"]
                }
            ),
        )
    except (ValueError, KeyError, TypeError):
        raise FormatError("This is no charter.", hint="Put the signed charter of the group there.") from None
