# SPDX-License-Identifier: AGPL-3.0-or-later
"""What lies in an identity envelope: a name and how to reach it, in a fixed length (docs/protocol.md, section 6)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Self

from plaint.entry import strictjson
from plaint.entry.fields import DocumentError, Fields
from plaint.octets import Reader

FORM: Final = 1
LENGTH: Final = 2048
"""One length for all, so that the length of a name shows nowhere."""
MOST: Final[Mapping[str, int]] = {"name": 200, "contact": 400, "safe_contact": 300, "other": 100}
"""Code points of the longest text in each field; all four together have to fit into `LENGTH` besides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedName:
    """A name and ways to reach the person; nothing of it shows in a representation."""

    name: str = field(repr=False)
    contact: str = field(default="", repr=False)
    safe_contact: str = field(default="", repr=False)
    other: str = field(default="", repr=False)

    @classmethod
    def decode(cls, octets: bytes) -> Self:
        """Return the identity in 2,048 opened bytes; raise `FormatError`."""
        reader = Reader(octets, "sealed identity")
        if len(octets) != LENGTH:
            raise reader.error("it has the wrong length")
        document = reader.prefixed(2, LENGTH)
        reader.zeros(reader.left)
        fields = Fields(strictjson.decode_object(document), "identity.")
        if fields.form() != FORM:
            raise fields.error("form")
        return cls(
            name=fields.text("name", MOST["name"], least=1),
            contact=fields.text("contact", MOST["contact"]),
            safe_contact=fields.text("safe_contact", MOST["safe_contact"]),
            other=fields.text("other", MOST["other"]),
        )

    @property
    def excess(self) -> int:
        """Bytes by which the four fields together are too long; zero or less where they fit."""
        return len(self._document()) - (LENGTH - 2)

    def encode(self) -> bytes:
        """Return the 2,048 bytes that are sealed; raise `DocumentError` if a field or all together are too long."""
        document = self._document()
        if self.excess > 0:
            raise DocumentError("identity")
        octets = len(document).to_bytes(2, "big") + document + bytes(LENGTH - 2 - len(document))
        type(self).decode(octets)
        return octets

    def _document(self) -> bytes:
        return strictjson.encode({
            "form": FORM, "name": self.name, "contact": self.contact, "safe_contact": self.safe_contact,
            "other": self.other,
        })  # fmt: skip
