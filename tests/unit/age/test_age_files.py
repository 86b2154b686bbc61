# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealing and opening whole files, and what happens to a file that somebody changed."""

import secrets

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plaint.age import header
from plaint.age.decrypt import decrypt, open_slot
from plaint.age.encrypt import encrypt
from plaint.age.errors import AgeError, HeaderError, MacError, NoMatchError, PayloadError
from plaint.age.filekey import header_mac
from tests.support.keys import age_identities, age_identity

MEMBERS = age_identities(8)
RECIPIENTS = [identity.recipient for identity in MEMBERS]
STRANGER = age_identity(99)
TEXT = "Меня держали там девять дней.".encode()
FILE = encrypt(TEXT, RECIPIENTS)
LENGTHS = [0, 1, header.CHUNK - 1, header.CHUNK, header.CHUNK + 1, 2 * header.CHUNK, 2 * header.CHUNK + 1]


@pytest.mark.parametrize("length", LENGTHS)
def test_a_sealed_file_opens_to_what_was_sealed(length: int) -> None:
    """Plaintexts around the borders of a chunk come back whole, with all identities and by their own slot."""
    plaintext = secrets.token_bytes(length)
    file = encrypt(plaintext, RECIPIENTS)
    assert len(file) == header.file_length(8, length)
    assert decrypt(file, [STRANGER, MEMBERS[7]]) == plaintext
    assert open_slot(file, MEMBERS[7], slots=8, position=7) == plaintext


@settings(max_examples=20, deadline=None)
@given(st.binary(max_size=3000), st.integers(1, 4))
def test_any_bytes_come_back(plaintext: bytes, count: int) -> None:
    """Any bytes sealed to a few recipients come back to each of them."""
    file = encrypt(plaintext, RECIPIENTS[:count])
    for position in range(count):
        assert open_slot(file, MEMBERS[position], slots=count, position=position) == plaintext


def test_each_member_opens_its_own_slot_and_no_other() -> None:
    """A stanza answers to its own member's key alone."""
    for position, member in enumerate(MEMBERS):
        assert open_slot(FILE, member, slots=8, position=position) == TEXT
        with pytest.raises(NoMatchError):
            open_slot(FILE, member, slots=8, position=(position + 1) % 8)


def test_a_stranger_opens_nothing() -> None:
    """A key that the file was not sealed to matches no stanza."""
    with pytest.raises(NoMatchError):
        decrypt(FILE, [STRANGER])
    with pytest.raises(NoMatchError):
        decrypt(FILE, [])


def test_two_files_of_one_plaintext_share_nothing() -> None:
    """File key, nonce and encapsulations are fresh each time: no stanza and no payload comes twice."""
    other = encrypt(TEXT, RECIPIENTS)
    stanzas = header.parse(FILE).stanzas + header.parse(other).stanzas
    assert len({stanza.arguments[1] for stanza in stanzas}) == 16
    start = header.header_length(8)
    assert FILE[start : start + 16] != other[start : start + 16]
    assert FILE[start + 16 :] != other[start + 16 :]


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(FILE) - 1), st.integers(1, 255))
def test_a_changed_byte_never_opens(position: int, flip: int) -> None:
    """Whichever byte is changed, the file is refused by both readers with one of the declared errors."""
    changed = bytearray(FILE)
    changed[position] ^= flip
    with pytest.raises(AgeError):
        decrypt(bytes(changed), [MEMBERS[3]])
    with pytest.raises(AgeError):
        open_slot(bytes(changed), MEMBERS[3], slots=8, position=3)


@pytest.mark.parametrize("length", [header.CHUNK, 2 * header.CHUNK, 2 * header.CHUNK + 5])
def test_a_cut_lengthened_or_reordered_payload_never_opens(length: int) -> None:
    """Truncation at a border of chunks, extension, a removed and two swapped chunks are refused."""
    identity = MEMBERS[0]
    file = encrypt(secrets.token_bytes(length), [identity.recipient])
    start = header.header_length(1) + 16
    sealed = header.CHUNK + header.TAG
    head, chunks = file[:start], [file[at : at + sealed] for at in range(start, len(file), sealed)]
    changes = [chunks[:-1], [*chunks, bytes(16)], [*chunks, chunks[-1]], [chunks[0], *chunks]]
    if len(chunks) > 1:
        changes += [chunks[1:], [*chunks[1:], chunks[0]]]
    for changed in changes:
        with pytest.raises(PayloadError):
            decrypt(head + b"".join(changed), [identity])


def test_a_file_that_ends_before_its_content_is_refused() -> None:
    """A cut nonce is a fault of the header, as the vectors of CCTV count it; a missing chunk one of the payload."""
    for extra in (0, 1, 15):
        with pytest.raises(HeaderError):
            decrypt(FILE[: header.header_length(8) + extra], [MEMBERS[0]])
    with pytest.raises(PayloadError):
        decrypt(FILE[: header.header_length(8) + 16], [MEMBERS[0]])


def test_a_header_of_two_file_keys_shows_no_two_texts() -> None:
    """A header whose stanzas carry different file keys is refused for the one that the MAC was not made with."""
    first, second = secrets.token_bytes(16), secrets.token_bytes(16)
    authenticated = header.emit((RECIPIENTS[0].wrap(first), RECIPIENTS[1].wrap(second)))
    file = header.finish(authenticated, header_mac(first, authenticated)) + FILE[header.header_length(8) :]
    with pytest.raises(PayloadError):
        open_slot(file, MEMBERS[0], slots=2, position=0)
    with pytest.raises(MacError):
        open_slot(file, MEMBERS[1], slots=2, position=1)


def test_a_broken_stanza_says_could_not_open() -> None:
    """A sender who breaks one member's stanza leaves the others able to open; that member is told to ask them."""
    key = secrets.token_bytes(16)
    authenticated = header.emit((RECIPIENTS[0].wrap(key), header.hybrid_stanza(bytes(1120), bytes(32))))
    file = header.finish(authenticated, header_mac(key, authenticated)) + bytes(64)
    with pytest.raises(NoMatchError, match="could not be opened") as caught:
        open_slot(file, MEMBERS[1], slots=2, position=1)
    assert "ask another reader" in caught.value.hint


def test_none_and_too_many_recipients_are_refused() -> None:
    """A file has at least one recipient and no more than a 64 KiB header holds."""
    with pytest.raises(HeaderError):
        encrypt(TEXT, [])
    with pytest.raises(HeaderError):
        encrypt(TEXT, [RECIPIENTS[0]] * 43)
