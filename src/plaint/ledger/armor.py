# SPDX-License-Identifier: AGPL-3.0-or-later
"""Packets as text, for a textarea, a messenger, paper or a file (docs/protocol.md section 4).

Messengers and paper break lines anew, add blanks and turn line ends: all of that is folded. What is inside is not: the
base64url has to be canonical, and the checksum tells a damaged paste from a foreign text.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Final

from plaint.errors import FormatError

BEGIN: Final = "-----BEGIN PLAINT PACKET-----"
END: Final = "-----END PLAINT PACKET-----"
LINE: Final = 64
CHECK_LENGTH: Final = 4
_BLANKS: Final = "\t\v\f \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200B)))
"""What `trim` of JavaScript takes away (ECMA-262, 12.2 and 12.3); `str.strip` would take control characters, too."""
_ALPHABET = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)


class DamagedError(FormatError):
    """The text was a packet once and was damaged on its way."""


def write_armor(packet: bytes) -> str:
    """Return `packet` as text."""
    encoded = urlsafe_b64encode(packet + sha256(packet).digest()[:CHECK_LENGTH]).decode("ascii").rstrip("=")
    lines = [encoded[at : at + LINE] for at in range(0, len(encoded), LINE)]
    return "\n".join([BEGIN, *lines, END]) + "\n"


def read_armor(text: str, *, most: int) -> tuple[bytes, ...]:
    """Return the bytes of each packet in `text`, of which there may be up to `most`.

    Raises FormatError where there is none, more, or text besides; DamagedError where a packet was hurt on its way.
    """
    lines = [line for raw in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if (line := raw.strip(_BLANKS))]
    packets: list[bytes] = []
    body: list[str] | None = None
    for line in lines:
        if body is None:
            if line != BEGIN or len(packets) == most:
                raise _foreign()
            body = []
        elif line == END:
            packets.append(_decode("".join(body)))
            body = None
        else:
            body.append(line)
    if body is not None:
        raise _damaged()
    if not packets:
        raise _foreign()
    return tuple(packets)


def _decode(encoded: str) -> bytes:
    if not _ALPHABET.fullmatch(encoded) or len(encoded) % 4 == 1:
        raise _damaged()
    octets = urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    # Non-zero unused bits decode, too: writing it again closes that second form.
    if urlsafe_b64encode(octets).decode("ascii").rstrip("=") != encoded:
        raise _damaged()
    packet, check = octets[:-CHECK_LENGTH], octets[-CHECK_LENGTH:]
    if not packet or sha256(packet).digest()[:CHECK_LENGTH] != check:
        raise _damaged()
    return packet


def _foreign() -> FormatError:
    return FormatError(
        "This text is not made of sealed packets only.",
        hint=f"Paste everything from {BEGIN} to {END}, and nothing else.",
    )


def _damaged() -> DamagedError:
    return DamagedError("A packet was damaged on its way.", hint="Copy the whole text again, or send it as a file.")
