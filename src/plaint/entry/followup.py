# SPDX-License-Identifier: AGPL-3.0-or-later
"""The document of a follow-up: a later word of the same person (docs/protocol.md, section 3.5)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Self

from plaint.entry import strictjson
from plaint.entry.complaint import PURPOSES
from plaint.entry.fields import DocumentError, Fields
from plaint.entry.strictjson import JsonValue
from plaint.entry.unknown import Unknown

FORM: Final = 1
ENVELOPES: Final = ("none", "add", "replace")


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """What the person adds, grants, withdraws. `close` may have been pressed for: it never ends a case by itself."""

    language: str
    text: str = field(default="", repr=False)
    grant: tuple[str, ...] = ()
    withdraw: tuple[str, ...] = ()
    envelope: str = "none"
    close: bool = False
    more: Mapping[str, JsonValue] = field(default_factory=dict, repr=False)

    @classmethod
    def decode(cls, document: bytes) -> Self | Unknown:
        """Return the follow-up in a document, or what is unknown; raise `DocumentError` for a wrong field."""
        fields = Fields(strictjson.decode_object(document))
        form = fields.form()
        if form != FORM:
            return Unknown("follow-up", form, document)
        follow_up = cls(
            language=fields.language("language"),
            text=fields.text("text", 10_000),
            grant=fields.choices("grant", PURPOSES),
            withdraw=fields.choices("withdraw", PURPOSES),
            envelope=fields.choice("envelope", ENVELOPES),
            close=fields.flag("close"),
            more=fields.unknown(),
        )
        # Granted and withdrawn at once could be read two ways.
        if set(follow_up.grant) & set(follow_up.withdraw):
            raise DocumentError("withdraw")
        if not follow_up.says_something:
            raise DocumentError("text")
        return follow_up

    @property
    def says_something(self) -> bool:
        """Whether anything is said: a text, a consent given or withdrawn, an envelope, the wish to stop."""
        consents = bool(self.grant or self.withdraw)
        return bool(self.text) or consents or self.envelope != "none" or self.close or bool(self.more)

    def encode(self) -> bytes:
        """Return the document; raise `DocumentError` if a field is not as the form wants it."""
        octets = strictjson.encode({
            "form": FORM, "language": self.language, "text": self.text, "grant": self.grant,
            "withdraw": self.withdraw, "envelope": self.envelope, "close": self.close, **self.more,
        })  # fmt: skip
        type(self).decode(octets)
        return octets
