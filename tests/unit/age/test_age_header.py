# SPDX-License-Identifier: AGPL-3.0-or-later
"""The header of age files: sizes, the strict parser, and the check of its one shape."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaint.age import header
from plaint.age.encrypt import encrypt
from plaint.age.errors import HeaderError
from plaint.age.identity import Identity
from tests.support.keys import age_identities

FILE = encrypt(b"plain", [identity.recipient for identity in age_identities(8)])
LENGTH = header.header_length(8)
SEAMS = [0, 21, 22, 39, 40, 1532, 1533, 1534, 1576, 1577, 1578, 1579, LENGTH - 48, LENGTH - 2]

ARGUMENT = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=20)
STANZA = st.builds(header.Stanza, st.lists(ARGUMENT, min_size=1, max_size=4).map(tuple), st.binary(max_size=200))
STANZAS = st.lists(STANZA, min_size=1, max_size=6).map(tuple)


def passes(file: bytes) -> bool:
    """Say whether the cheap check passes this file."""
    try:
        header.check_shape(file, 8)
    except HeaderError:
        return False
    return True


def is_eight_hybrid(file: bytes) -> bool:
    """Say whether the full parser reads exactly eight hybrid stanzas at the beginning of this file."""
    try:
        parsed = header.parse(file)
        return len(parsed.stanzas) == 8 and all(header.read_hybrid(stanza) for stanza in parsed.stanzas)
    except HeaderError:
        return False


def test_a_header_is_70_bytes_and_1557_a_recipient() -> None:
    """The arithmetic of docs/protocol.md, section 1, holds for what is written."""
    for count in (1, 5, 8, 16):
        file = encrypt(b"x" * 100, [identity.recipient for identity in age_identities(count)])
        assert header.header_length(count) == 70 + 1557 * count
        assert header.parse(file).length == header.header_length(count)
        assert len(file) == header.file_length(count, 100) == 70 + 1557 * count + 16 + 100 + 16


@given(st.integers(1, 16), st.integers(0, 4 * header.CHUNK))
def test_lengths_of_plaintext_and_file_belong_together(recipients: int, plaintext: int) -> None:
    """The length of a file tells the length of its plaintext."""
    assert header.plaintext_length(recipients, header.file_length(recipients, plaintext)) == plaintext


@given(st.integers(0, 3 * header.CHUNK))
def test_a_length_that_no_file_has_is_refused(length: int) -> None:
    """A length that no plaintext leads to is an error, and every other one is reached again."""
    try:
        plaintext = header.plaintext_length(1, length)
    except HeaderError:
        return
    assert header.file_length(1, plaintext) == length


def test_no_second_length_hides_beside_a_full_chunk() -> None:
    """A last chunk that is only a tag, after a full one, holds nothing and is refused; 65,536 bytes have one length."""
    full = header.file_length(1, header.CHUNK)
    assert header.plaintext_length(1, full) == header.CHUNK
    for extra in range(1, 17):
        with pytest.raises(HeaderError):
            header.plaintext_length(1, full + extra)
    assert header.plaintext_length(1, full + 17) == header.CHUNK + 1


@given(STANZAS, st.binary(min_size=32, max_size=32), st.binary(max_size=50))
def test_what_is_emitted_parses_to_itself(parts: tuple[header.Stanza, ...], mac: bytes, rest: bytes) -> None:
    """Any stanzas come back from the bytes that `emit` makes of them, whatever follows the header."""
    authenticated = header.emit(parts)
    whole = header.finish(authenticated, mac)
    assert header.parse(whole + rest) == header.Header(parts, mac, authenticated, len(whole))


@given(st.integers(0, LENGTH - 1), st.integers(0, 255))
def test_one_changed_byte_is_malformed_or_another_header(position: int, byte: int) -> None:
    """No changed byte leads to the same stanzas and MAC: the header has one byte form."""
    changed = FILE[:position] + bytes([byte]) + FILE[position + 1 :]
    try:
        parsed = header.parse(changed)
    except HeaderError:
        return
    assert (parsed == header.parse(FILE)) == (changed == FILE)


@given(st.binary(max_size=300))
def test_any_bytes_parse_or_are_refused(octets: bytes) -> None:
    """No bytes end in any other way than the declared error or a header that is written again as it was."""
    for file in (octets, header.VERSION_LINE + octets, header.VERSION_LINE + b"-> " + octets):
        try:
            parsed = header.parse(file)
        except HeaderError:
            continue
        assert header.finish(header.emit(parsed.stanzas), parsed.mac) == file[: parsed.length]


def test_a_header_without_end_is_refused_after_64_kib() -> None:
    """A header longer than 64 KiB is refused, however genuine its beginning."""
    end = b"--- " + b"A" * 43 + b"\n"
    assert header.parse(header.VERSION_LINE + b"-> grease\n\n" * 5_000 + end).length == 55_070
    with pytest.raises(HeaderError):
        header.parse(header.VERSION_LINE + b"-> grease\n\n" * 10_000 + end)


def test_the_shape_of_a_genuine_header_passes() -> None:
    """A header of eight hybrid stanzas passes the check for eight slots and for no other number."""
    header.check_shape(FILE, 8)
    for slots in (-1, 0, 1, 7, 9, 16, 41, 42, 1000):
        with pytest.raises(HeaderError):
            header.check_shape(FILE, slots)


@given(st.integers(0, LENGTH - 1), st.integers(0, 255))
def test_the_shape_check_agrees_with_the_parser(position: int, byte: int) -> None:
    """Whatever byte is changed, the cheap check passes exactly what the full parser reads as eight hybrid stanzas."""
    changed = FILE[:position] + bytes([byte]) + FILE[position + 1 :]
    assert passes(changed) == is_eight_hybrid(changed)


@pytest.mark.parametrize("position", SEAMS)
def test_the_shape_check_agrees_with_the_parser_at_each_seam(position: int) -> None:
    """At every border between two fields, all 256 values of the byte are judged alike by both readers."""
    for byte in range(256):
        changed = FILE[:position] + bytes([byte]) + FILE[position + 1 :]
        assert passes(changed) == is_eight_hybrid(changed), (position, byte)


def test_letters_in_the_fixed_text_are_looked_at() -> None:
    """A letter changed in a stanza's name or in the version line is refused, although it is a letter of base64."""
    for position in (0, 5, 19, 25, 30, 38, 22 + 1557 * 7 + 3):
        assert not passes(FILE[:position] + b"x" + FILE[position + 1 :])


@pytest.mark.parametrize("cut", [0, 10, 22, 1000, LENGTH - 1])
def test_a_cut_header_is_refused(cut: int) -> None:
    """A file that ends inside its header fails both readers."""
    assert not passes(FILE[:cut])
    with pytest.raises(HeaderError):
        header.parse(FILE[:cut])


def test_slots_are_read_where_the_parser_finds_them() -> None:
    """The bytes at a slot's fixed offset are those of the parser's stanza of that number."""
    parsed = header.parse(FILE)
    for position, stanza in enumerate(parsed.stanzas):
        assert header.slot(FILE, 8, position) == header.read_hybrid(stanza)
    for position in (-1, 8):
        with pytest.raises(HeaderError):
            header.slot(FILE, 8, position)
    assert header.authenticated_part(FILE, 8) == (parsed.authenticated, parsed.mac)


def test_a_stanza_of_wrong_size_is_refused_before_any_key_is_used() -> None:
    """Encapsulated keys and bodies of another length never reach HPKE (partitioning oracles)."""
    identity = Identity.from_seed(bytes(32))
    for enc, body in ((1119, 32), (1121, 32), (1120, 31), (1120, 33), (0, 0)):
        with pytest.raises(HeaderError):
            identity.unwrap(header.hybrid_stanza(bytes(enc), bytes(body)))
    with pytest.raises(HeaderError):
        identity.unwrap(header.Stanza((header.HYBRID,), bytes(32)))
