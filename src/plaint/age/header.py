# SPDX-License-Identifier: AGPL-3.0-or-later
"""The header of an age v1 file: strict parser, emitter, and exact size arithmetic. Pure: no key, no decryption.

Rules of this module:

- A header has one byte form. Padded or non-canonical base64, CR, control characters, empty arguments, over-long or
  missing body lines are refused, each because it would let two different files be one.
- `check_shape` refuses everything but a header of exactly n `mlkem768x25519` stanzas. It looks at every byte, cheaply,
  so that a desk which then opens its own stanza alone agrees with a stock `age` that parses all of them.
"""

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Final

from plaint.age.errors import HeaderError

VERSION_LINE: Final = b"age-encryption.org/v1\n"
HYBRID: Final = "mlkem768x25519"
ENCAPSULATION_LENGTH: Final = 1120
"""Bytes of the encapsulated key of one stanza: 1,088 of ML-KEM-768 and 32 of X25519."""
WRAPPED_LENGTH: Final = 32
"""Bytes of a stanza's body: a 16-byte file key and its 16-byte tag."""
MAC_LENGTH: Final = 32
MAX_HEADER: Final = 64 * 1024
"""Longest header that is read (42 stanzas of ours): a bound on work before anything is authenticated."""
CHUNK: Final = 64 * 1024
"""Plaintext bytes of one payload chunk (c2sp.org/age, Payload)."""
TAG: Final = 16
NONCE: Final = 16

_LINE = 64
_PREFIX: Final = b"-> " + HYBRID.encode() + b" "
_ENC_TEXT: Final = 1494
_BODY_TEXT: Final = 43
STANZA_LENGTH: Final = len(_PREFIX) + _ENC_TEXT + 1 + _BODY_TEXT + 1
"""Bytes of one `mlkem768x25519` stanza: 1,557."""
_END_LENGTH: Final = len(b"--- ") + _BODY_TEXT + 1
_FIXED_LENGTH: Final = len(VERSION_LINE) + _END_LENGTH

_BASE64: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
# How many characters outside the base64 alphabet a header has: hyphen, dot and line end in the version line, three
# hyphens, blank and line end at the end; hyphen, ">", two blanks and two line ends in each stanza.
_FIXED_OTHER: Final = len((VERSION_LINE + b"--- \n").translate(None, _BASE64))
_STANZA_OTHER: Final = len((_PREFIX + b"\n\n").translate(None, _BASE64))
_SHOWN = re.compile(rb"[ -~]*")
_BASE64_TEXT = re.compile(r"[A-Za-z0-9+/]*", re.ASCII)
# The last character of canonical base64 leaves its unused bits zero: four of them after 1,120 bytes, two after 32.
_LAST_OF_ENC: Final = b"AQgw"
_LAST_OF_BODY: Final = b"AEIMQUYcgkosw048"


@dataclass(frozen=True, slots=True)
class Stanza:
    """One recipient stanza: its arguments, the first of which names its kind, and its body."""

    arguments: tuple[str, ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Header:
    """A parsed header; `authenticated` is what the MAC covers, `length` how many bytes the whole header takes."""

    stanzas: tuple[Stanza, ...]
    mac: bytes
    authenticated: bytes
    length: int


def header_length(recipients: int) -> int:
    """Return the length in bytes of a header with this many `mlkem768x25519` stanzas: 70 + 1,557 each."""
    return _FIXED_LENGTH + STANZA_LENGTH * recipients


def payload_length(plaintext: int) -> int:
    """Return the length in bytes of the payload that seals `plaintext` bytes: nonce, chunks and their tags."""
    return NONCE + plaintext + TAG * max(1, -(-plaintext // CHUNK))


def file_length(recipients: int, plaintext: int) -> int:
    """Return the length in bytes of the whole file that seals `plaintext` bytes to this many recipients."""
    return header_length(recipients) + payload_length(plaintext)


def plaintext_length(recipients: int, file: int) -> int:
    """Return how many plaintext bytes a file of `file` bytes to this many recipients holds; raise if none can."""
    sealed = file - header_length(recipients) - NONCE
    whole, rest = divmod(sealed, CHUNK + TAG)
    if sealed < TAG or 0 < rest < TAG or (rest == TAG and whole):
        raise _error("No age file to this many recipients has this length.")
    return sealed - TAG * (whole + bool(rest))


def parse(file: bytes) -> Header:
    """Parse the header at the beginning of `file` (any kinds of stanza); raise `HeaderError` unless it is canonical."""
    if not file.startswith(VERSION_LINE):
        raise _error("This is not an age v1 file.")
    stanzas: list[Stanza] = []
    position = len(VERSION_LINE)
    while True:
        start = position
        line, position = _line(file, position)
        if line.startswith("---"):
            break
        stanza, position = _stanza(file, line, position)
        stanzas.append(stanza)
    if not stanzas:
        raise _error("The age header names no recipient.")
    if not line.startswith("--- "):
        raise _error("The age header does not end as it must.")
    mac = decode_base64(line[4:])
    if len(mac) != MAC_LENGTH:
        raise _error("The age header's MAC has the wrong length.")
    return Header(tuple(stanzas), mac, file[: start + 3], position)


def emit(stanzas: tuple[Stanza, ...]) -> bytes:
    """Return the bytes of a header with these stanzas as the MAC covers them: up to and including `---`."""
    parts = [VERSION_LINE]
    for stanza in stanzas:
        text = _encode(stanza.body)
        # A body ends with a line shorter than 64 characters, be it empty: range() runs one further for that.
        lines = [text[start : start + _LINE] for start in range(0, len(text) + 1, _LINE)]
        parts.append(("-> " + " ".join(stanza.arguments) + "\n" + "\n".join(lines) + "\n").encode("ascii"))
    return b"".join([*parts, b"---"])


def finish(authenticated: bytes, mac: bytes) -> bytes:
    """Return the whole header: what `emit` returned and its MAC."""
    return authenticated + b" " + _encode(mac).encode("ascii") + b"\n"


def hybrid_stanza(encapsulation: bytes, wrapped: bytes) -> Stanza:
    """Return the `mlkem768x25519` stanza with this encapsulated key and this wrapped file key."""
    return Stanza((HYBRID, _encode(encapsulation)), wrapped)


def read_hybrid(stanza: Stanza) -> bytes | None:
    """Return encapsulated key ‖ wrapped file key of a `mlkem768x25519` stanza, or None if it is of another kind."""
    if stanza.arguments[0] != HYBRID:
        return None
    # Sizes are checked before any key is used, against partitioning oracles (c2sp.org/age).
    encapsulation = decode_base64(stanza.arguments[1]) if len(stanza.arguments) == 2 else b""
    if len(encapsulation) != ENCAPSULATION_LENGTH or len(stanza.body) != WRAPPED_LENGTH:
        raise _error("A recipient's part of the age header has the wrong size.")
    return encapsulation + stanza.body


def check_shape(file: bytes, slots: int) -> None:
    """Raise `HeaderError` unless `file` begins with the one form of a header of `slots` hybrid stanzas.

    Every byte is looked at. All fixed text and every line end stands where it must; and taking the base64 alphabet away
    leaves as many characters as the fixed text has outside that alphabet, so that between them is base64 only.
    """
    length = header_length(slots)
    header = file[:length]
    first, end = len(VERSION_LINE), length - _END_LENGTH
    enc_end = first + len(_PREFIX) + _ENC_TEXT
    genuine = (
        0 < slots <= (MAX_HEADER - _FIXED_LENGTH) // STANZA_LENGTH
        and len(header) == length
        and header.startswith(VERSION_LINE)
        and all(header.startswith(_PREFIX, at) for at in range(first, end, STANZA_LENGTH))
        and header[enc_end:end:STANZA_LENGTH] == b"\n" * slots
        and header[first + STANZA_LENGTH - 1 : end : STANZA_LENGTH] == b"\n" * slots
        and header.startswith(b"--- ", end)
        and header.endswith(b"\n")
        and len(header.translate(None, _BASE64)) == _FIXED_OTHER + _STANZA_OTHER * slots
        and not header[enc_end - 1 : end : STANZA_LENGTH].strip(_LAST_OF_ENC)
        and not header[first + STANZA_LENGTH - 2 : end : STANZA_LENGTH].strip(_LAST_OF_BODY)
        and header[-2] in _LAST_OF_BODY
    )
    if not genuine:
        raise _error(f"The age header is not one of {slots} post-quantum recipients.")


def slot(file: bytes, slots: int, position: int) -> bytes:
    """Return encapsulated key ‖ wrapped file key at `position` (from 0) after `check_shape` has passed."""
    if not 0 <= position < slots:
        raise _error("The age header has no such slot.")
    start = len(VERSION_LINE) + STANZA_LENGTH * position + len(_PREFIX)
    end = start + _ENC_TEXT
    body = file[end + 1 : end + 1 + _BODY_TEXT]
    return b64decode(file[start:end] + b"==") + b64decode(body + b"=")


def authenticated_part(file: bytes, slots: int) -> tuple[bytes, bytes]:
    """Return what the MAC covers, and the MAC, after `check_shape` has passed."""
    end = header_length(slots)
    return file[: end - _END_LENGTH + 3], b64decode(file[end - 1 - _BODY_TEXT : end - 1] + b"=")


def _line(file: bytes, position: int) -> tuple[str, int]:
    end = file.find(b"\n", position, MAX_HEADER)
    if end < 0:
        raise _error("The age header is cut off or too long.")
    line = file[position:end]
    # CR and other control characters are refused: many decoders skip them, and one header would have many forms.
    if not _SHOWN.fullmatch(line):
        raise _error("The age header holds a character that does not belong there.")
    return line.decode("ascii"), end + 1


def _stanza(file: bytes, line: str, position: int) -> tuple[Stanza, int]:
    if not line.startswith("-> "):
        raise _error("The age header has a line that is neither a recipient nor its end.")
    arguments = tuple(line[3:].split(" "))
    if not all(arguments):
        raise _error("The age header has an empty argument.")
    text: list[str] = []
    while True:
        body, position = _line(file, position)
        if len(body) > _LINE:
            raise _error("The age header has a line that is too long.")
        text.append(body)
        if len(body) < _LINE:
            return Stanza(arguments, decode_base64("".join(text))), position


def _encode(octets: bytes) -> str:
    return b64encode(octets).decode("ascii").rstrip("=")


def decode_base64(text: str) -> bytes:
    """Return the bytes of canonical, unpadded base64 text; raise `HeaderError` for any other text."""
    # b64decode(validate=True) still takes non-zero unused bits: encoding again closes that malleability, too.
    if not _BASE64_TEXT.fullmatch(text) or len(text) % 4 == 1:
        raise _error("The age header has text that is not base64.")
    octets = b64decode(text + "=" * (-len(text) % 4))
    if _encode(octets) != text:
        raise _error("The age header has base64 text that is not canonical.")
    return octets


def _error(message: str) -> HeaderError:
    return HeaderError(message, hint="Fetch the file again; if it stays so, it was damaged or made by something else.")
