# SPDX-License-Identifier: AGPL-3.0-or-later
"""How intake says no: one line with a word for programs and a sentence for people (docs/protocol.md section 11)."""

from typing import Final

from plaint.errors import PlaintError
from plaint.web.asgi import CLOSE, TEXT, Send, answer
from plaint.web.bodies import GoneError, SizeError

GONE: Final = 410
LATER: Final = 503


class RefusedError(PlaintError):
    """A request that is not taken; nothing of it was stored."""

    def __init__(self, status: int, word: str, message: str, *, hint: str) -> None:
        """Keep the HTTP `status` and the `word` that a program acts on beside message and hint."""
        super().__init__(message, hint=hint)
        self.status = status
        self.word = word

    @property
    def line(self) -> bytes:
        """The one line that goes over the wire."""
        return f"{self.word}: {self}\n".encode()


def form(message: str = "This is not of the form that this place takes.") -> RefusedError:
    """Return the refusal of something malformed."""
    return RefusedError(400, "form", message, hint="Update the program, or paste the whole text again.")


def credential() -> RefusedError:
    """Return the refusal of a missing or wrong credential."""
    return RefusedError(
        401,
        "credential",
        "The credential is missing or wrong.",
        hint="A newer charter may have changed it: sync first.",
    )


def unknown() -> RefusedError:
    """Return the refusal of something that is not here."""
    return RefusedError(404, "unknown", "There is no such thing here.", hint="Look at the address again.")


def differs() -> RefusedError:
    """Return the refusal of something under whose name other bytes are held."""
    return RefusedError(409, "differs", "Something else is already held under that name.", hint="Seal it again.")


def gone() -> RefusedError:
    """Return the refusal of something that was erased."""
    return RefusedError(GONE, "unknown", "This was erased.", hint="Keep your own copy, if you have one.")


def unsized() -> RefusedError:
    """Return the refusal of a body whose length is not declared."""
    return RefusedError(411, "size", "This place takes bodies of a declared length only.", hint="Say the length.")


def slots() -> RefusedError:
    """Return the refusal of an entry that was sealed for another number of slots."""
    return RefusedError(
        421, "slots", "This was sealed for another number of slots.", hint="Get the present charter and seal it again."
    )


def work() -> RefusedError:
    """Return the refusal of a packet whose work does not reach the charter's measure."""
    return RefusedError(422, "work", "Too little work is in this packet.", hint="Ask /terms and do more.")


def later() -> RefusedError:
    """Return the refusal while shutting down or out of order."""
    return RefusedError(
        LATER,
        "later",
        "This server is shutting down or out of order; nothing was accepted.",
        hint="Send the same again.",
    )


def full() -> RefusedError:
    """Return the refusal once the disk's reserve is reached."""
    return RefusedError(
        507, "full", "There is no room left; nothing was accepted.", hint="Use another door: the charter names them."
    )


def as_refused(error: PlaintError) -> RefusedError:
    """Return `error` as a refusal: sizes as 413, a body that broke off or any malformed bytes as 400."""
    if isinstance(error, RefusedError):
        return error
    if isinstance(error, SizeError):
        return RefusedError(413, "size", error.message, hint=error.hint)
    if isinstance(error, GoneError):
        return RefusedError(400, "form", error.message, hint=error.hint)
    return form(error.message)


async def refuse(send: Send, refusal: RefusedError) -> None:
    """Send the refusal. A body of a wrong size was not read to its end, so that connection is of no more use."""
    closing = refusal.status in (411, 413)
    await answer(send, refusal.status, refusal.line, (TEXT, CLOSE) if closing else (TEXT,))
