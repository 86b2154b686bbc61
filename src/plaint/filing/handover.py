# SPDX-License-Identifier: AGPL-3.0-or-later
"""Handing sealed packets over to intake, each until intake says that it is held.

Rules of this module:

- The same packet is sent again after a failure, never a new one: intake answers the same and holds it once.
- Chunks go before entries, so that an entry never names what intake does not have.
- Only an answer that names the packet's own hash counts. The words of a refusal are ours: a server's text is not shown.
- Nothing of this machine travels with it: no program name, no proxy or credential from the environment, no redirect.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Protocol

from plaint.errors import PlaintError
from plaint.ledger.leaf import LeafKind
from plaint.ledger.packet import Packet

PAUSES: Final = (2.0, 10.0, 30.0)
"""Seconds before each further try. Onion circuits fail and heal within this."""
_SEAL_AGAIN: Final = "Get the group's present files and seal again; that makes new words."
_REFUSALS: Final = {
    400: ("Intake does not know this form of packet.", "Update this program and seal again."),
    404: ("There is no intake at this address.", "Compare the address with the printed one, letter by letter."),
    409: ("Intake holds these bytes under another erase commitment.", "Seal again; that makes new words."),
    413: ("Intake expects packets of another size.", "Update this program and seal again."),
    421: ("The packet was sealed for another number of slots.", _SEAL_AGAIN),
    422: ("The group now asks for more work on a packet.", _SEAL_AGAIN),
    507: ("Intake has no room left.", "Nothing was accepted. Use another of the doors that the charter names."),
}
_ACCEPTED: Final = frozenset({200, 201})


class HandOverError(PlaintError):
    """A packet was not accepted; the parcel is unchanged and can be handed over again."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What intake answered: a status and the first bytes of a body."""

    status: int
    body: bytes


class Line(Protocol):
    """A line to one intake."""

    def send(self, method: str, path: str, body: bytes) -> Answer:
        """Send one request; raise `OSError` where the line failed and the same request may be tried again."""
        ...


@dataclass(frozen=True, slots=True)
class Held:
    """One packet that intake holds: its kind and the hash of its blob."""

    kind: LeafKind
    blob_hash: bytes


def hand_over(line: Line, packets: Sequence[Packet], *, pause: Callable[[float], None]) -> Iterator[Held]:
    """Send every packet and yield it once it is held; raise `HandOverError` at the first that is refused for good."""
    for packet in sorted(packets, key=lambda one: one.head.kind != LeafKind.CHUNK):
        held = Held(packet.head.kind, sha256(packet.blob).digest())
        _send(line, packet, held.blob_hash.hex(), pause)
        yield held


def _send(line: Line, packet: Packet, name: str, pause: Callable[[float], None]) -> None:
    is_chunk = packet.head.kind == LeafKind.CHUNK
    request = ("PUT", f"/c/{name}") if is_chunk else ("POST", "/e")
    for wait in (*PAUSES, None):
        try:
            answer = line.send(*request, bytes(packet))
        except OSError:
            answer = Answer(503, b"")
        # 200 alone is not enough: a page of some other server says 200, too. Chunks are named by their path.
        if answer.status in _ACCEPTED and (is_chunk or answer.body == f"held {name}\n".encode()):
            return
        if answer.status in _REFUSALS:
            message, hint = _REFUSALS[answer.status]
            raise HandOverError(message, hint=hint)
        if wait is not None:
            pause(wait)
    raise HandOverError(
        "Intake could not be reached, or did not confirm.", hint="Nothing is lost: hand the same parcel over later."
    )
