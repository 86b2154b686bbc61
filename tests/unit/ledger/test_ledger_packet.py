# SPDX-License-Identifier: AGPL-3.0-or-later
"""Packets, their work, and their form as text."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaint.errors import FormatError
from plaint.ledger.armor import BEGIN, END, DamagedError, read_armor, write_armor
from plaint.ledger.leaf import Leaf, LeafKind
from plaint.ledger.packet import (
    Packet,
    PacketHead,
    erase_commit_of,
    has_work,
    packet_length,
    read_head,
    read_packet,
    work_seed,
)

HEADS = st.builds(
    PacketHead,
    st.sampled_from([LeafKind.ENTRY, LeafKind.CHUNK]),
    st.integers(0, 2**64 - 1),
    st.binary(min_size=32, max_size=32),
)


@given(HEADS)
def test_a_head_reads_back(head: PacketHead) -> None:
    """48 bytes, whatever is in them."""
    assert len(bytes(head)) == 48
    assert read_head(bytes(head)) == head


@pytest.mark.parametrize(("kind", "length"), [(LeafKind.ENTRY, 65_584), (LeafKind.CHUNK, 1_048_624)])
def test_a_packet_has_one_length_for_its_kind(kind: LeafKind, length: int) -> None:
    """One byte more or less is no packet."""
    octets = bytes(Packet(PacketHead(kind, 7, b"e" * 32), b"b" * (length - 48)))
    assert packet_length(kind) == len(octets) == length
    assert bytes(read_packet(octets)) == octets
    for wrong in (octets[:-1], octets + b"b", octets[:48], b""):
        with pytest.raises(FormatError):
            read_packet(wrong)


@pytest.mark.parametrize(
    "begin",
    [
        b"PLTX\x01\x01\x00\x00",
        b"PLTP\x00\x01\x00\x00",
        b"PLTP\x02\x01\x00\x00",
        b"PLTP\x01\x00\x00\x00",
        b"PLTP\x01\x03\x00\x00",
        b"PLTP\x01\x01\x01\x00",
        b"PLTP\x01\x01\x00\x01",
    ],
)
def test_any_other_head_is_refused(begin: bytes) -> None:
    """Magic, version, a kind that nobody may hand in, reserved bytes."""
    with pytest.raises(FormatError):
        read_head(begin + bytes(40))


def test_the_leaf_commits_to_what_the_packet_says() -> None:
    """Kind and commitment come from the head, the hash from the blob."""
    assert PacketHead(LeafKind.CHUNK, 0, b"e" * 32).leaf(b"h" * 32) == Leaf(LeafKind.CHUNK, b"h" * 32, b"e" * 32)


def test_work_is_counted_in_leading_zero_bits() -> None:
    """The least nonce that reaches n bits reaches n and, here, not n + 1; no bits take any nonce."""
    seed = work_seed(b"h" * 32, b"e" * 32)
    assert seed == sha256(b"plaint/v1 work\x00" + b"h" * 32 + b"e" * 32).digest()
    nonce = next(nonce for nonce in range(1 << 16) if has_work(seed, nonce, 8))
    assert sha256(seed + nonce.to_bytes(8, "big")).digest()[0] == 0
    assert not any(has_work(seed, earlier, 8) for earlier in range(nonce))
    assert has_work(seed, 0, 0)
    assert not has_work(work_seed(b"h" * 32, b"f" * 32), nonce, 20)


def test_an_erase_commitment_hides_its_token() -> None:
    """The label keeps it apart from every other hash of 32 bytes."""
    assert erase_commit_of(b"t" * 32) == sha256(b"plaint/v1 erase\x00" + b"t" * 32).digest()
    with pytest.raises(FormatError):
        erase_commit_of(b"t" * 31)


@given(st.lists(st.binary(min_size=1, max_size=300), min_size=1, max_size=4))
def test_armor_reads_back(packets: list[bytes]) -> None:
    """One text may hold several packets."""
    text = "".join(write_armor(packet) for packet in packets)
    assert read_armor(text, most=4) == tuple(packets)
    assert max(len(line) for line in text.splitlines()) <= 64


@given(st.binary(min_size=1, max_size=300), st.integers(1, 80), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_armor_survives_messengers(packet: bytes, width: int, end: str, blanks: bool) -> None:  # noqa: FBT001 - hypothesis gives it by place
    """Lines broken anew, line ends turned, blanks and empty lines added: the packet is the same."""
    body = "".join(write_armor(packet).splitlines()[1:-1])
    lines = [BEGIN, *(body[at : at + width] for at in range(0, len(body), width)), END]
    text = end.join(f"  {line}\t{end}" if blanks else line for line in lines)
    assert read_armor(text, most=1) == (packet,)


@given(st.binary(min_size=40, max_size=60), st.integers(0, 39), st.sampled_from("AQgw09-_"))
def test_a_damaged_paste_is_told_from_a_foreign_text(packet: bytes, place: int, other: str) -> None:
    """A character changed in the body is damage."""
    body = "".join(write_armor(packet).splitlines()[1:-1])
    if body[place] == other:
        return
    with pytest.raises(DamagedError):
        read_armor(f"{BEGIN}\n{body[:place]}{other}{body[place + 1 :]}\n{END}\n", most=1)


@pytest.mark.parametrize(
    "body", ["", "A", "AAAA", "AAAAA=", "AAAA AAAA", "AAA+", "Жалоба", "47DEQg"], ids=lambda body: body or "empty"
)
def test_a_body_that_is_no_packet_is_damage(body: str) -> None:
    """Too short for its checksum, padded, blank within a line, another alphabet, a right checksum of nothing."""
    with pytest.raises(DamagedError):
        read_armor(f"{BEGIN}\n{body}\n{END}\n", most=1)


@pytest.mark.parametrize(
    "text", ["", "hello", f"hello\n{write_armor(b'x')}", f"{write_armor(b'x')}bye", END, "Меня зовут"]
)
def test_a_text_that_is_no_armor_is_foreign(text: str) -> None:
    """What is not armor is not looked at any further: it may be a complaint in clear."""
    with pytest.raises(FormatError) as caught:
        read_armor(text, most=3)
    assert not isinstance(caught.value, DamagedError)
    assert "зовут" not in str(caught.value)


def test_no_more_packets_than_asked_for() -> None:
    """The bound is the reader's, not the text's."""
    with pytest.raises(FormatError):
        read_armor(write_armor(b"x") * 3, most=2)


def test_an_unfinished_packet_is_damage() -> None:
    """A paste without its last line."""
    with pytest.raises(DamagedError):
        read_armor(write_armor(b"x").removesuffix(END + "\n"), most=1)
