# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is typed while joining, as values."""

from dataclasses import dataclass, field

from plaint.desk.ask import Ask
from plaint.keys.words import WordLanguage
from plaint.line.address import Address


@dataclass(frozen=True, slots=True)
class NewMember:
    """The form by which keys are made."""

    origin: str
    member: str
    body: str
    passphrase: str = field(repr=False)
    again: str = field(repr=False)
    language: WordLanguage


@dataclass(frozen=True, slots=True)
class Sheet:
    """The form by which a desk is rebuilt."""

    typed: str = field(repr=False)
    passphrase: str = field(repr=False)
    again: str = field(repr=False)
    server: str
    proxy: str
    words: str

    def address(self) -> Address:
        """Return the address; raise `AddressError` where it cannot be used."""
        return Address(self.server, self.proxy)


def read_new(ask: Ask) -> NewMember:
    """Read the form of a new member; what is wrong with it is for joining to say."""
    return NewMember(
        origin=ask.typed("origin").strip().lower(),
        member=ask.typed("member").strip().lower(),
        body=ask.typed("body").strip().lower(),
        passphrase=ask.typed("passphrase"),
        again=ask.typed("again"),
        language="ru" if ask.typed("sheet") == "ru" else "en",
    )


def read_sheet(ask: Ask) -> Sheet:
    """Read the form of a desk that is rebuilt."""
    return Sheet(
        typed=ask.typed("typed"),
        passphrase=ask.typed("passphrase"),
        again=ask.typed("again"),
        server=ask.typed("server").strip(),
        proxy=ask.typed("proxy").strip(),
        words=ask.typed("words"),
    )
