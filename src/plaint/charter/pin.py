# SPDX-License-Identifier: AGPL-3.0-or-later
"""A pin: which charter a page was made for (docs/protocol.md, section 9). It goes on from there and never back."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

from plaint.charter.chain import verify_next
from plaint.charter.errors import CharterError, CharterFormError
from plaint.charter.fields import Fields
from plaint.charter.signed import SignedCharter
from plaint.entry import strictjson
from plaint.errors import FormatError


@dataclass(frozen=True, slots=True)
class Pin:
    """One group, and the version that was the newest when the page was made."""

    origin: str
    root: bytes
    version: int
    digest: bytes

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read a pin; raise `CharterFormError` where it is none."""
        try:
            fields = Fields(strictjson.loads(text), "pin")
        except FormatError as error:
            raise CharterFormError("pin", f"is not strict JSON ({error.message})") from None
        pin = cls(
            fields.origin("origin"),
            fields.digest("root"),
            fields.number("version", 1, 2**32 - 1),
            fields.digest("hash"),
        )
        if pin.version == 1 and pin.digest != pin.root:
            raise CharterFormError("pin.hash", "must be the root in version 1")
        return pin

    def __str__(self) -> str:
        return strictjson.dumps(
            {"origin": self.origin, "root": self.root.hex(), "version": self.version, "hash": self.digest.hex()}
        )


def verify_from(pin: Pin, notes: Sequence[SignedCharter]) -> SignedCharter:
    """Return the newest of `notes`, which must lead from the pinned version on without a gap; raise `CharterError`.

    The pinned version needs no signatures: its hash came with the page, which is trusted more than any server.
    """
    if not notes:
        raise CharterError("version", "There is no charter to look at.")
    for signed in notes:
        if signed.charter.origin != pin.origin:
            raise CharterError("origin", f"The charter is that of {signed.charter.origin}, not of {pin.origin}.")
    newest = notes[-1].charter.version
    if newest < pin.version:
        raise CharterError("rolled_back", f"Version {newest} is older than version {pin.version} of this page.")
    chain = [signed for signed in notes if signed.charter.version >= pin.version]
    if chain[0].charter.version != pin.version:
        raise CharterError("version", f"Version {pin.version} is missing between this page and version {newest}.")
    if chain[0].digest != pin.digest:
        raise CharterError("pinned", f"Version {pin.version} is not the one that this page was made for.")
    for before, after in pairwise(chain):
        verify_next(before, after)
    return chain[-1]
