# SPDX-License-Identifier: AGPL-3.0-or-later
"""Parts of messages in reply cells, and the messages that they make."""

import dataclasses
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plaint.entry import cell, message
from plaint.entry.cell import CellPart, MessageKind
from plaint.entry.message import Received, Rekey, Reply
from plaint.errors import FormatError
from plaint.keys.errors import SignatureError
from plaint.keys.signature import SigningKey
from plaint.octets import LARGEST_INTEGER
from tests.support.records import MEMBER_KEY, ORIGIN, THREAD

CASE = THREAD.case_id


def part_of(content: bytes = b"content", **changes: Any) -> CellPart:
    """Return a part signed by the member of slot 3."""
    fields: dict[str, Any] = {
        "kind": MessageKind.REPLY,
        "author": 3,
        "part": 0,
        "parts": 1,
        "charter_version": 1,
        "message_id": b"message-id-16-by",
        "content": content,
        "signature": bytes(64),
    }
    return CellPart(**{**fields, **changes}).sign(MEMBER_KEY, origin=ORIGIN, case_id=CASE)


PART = part_of()


@given(
    st.binary(max_size=903), st.integers(0, 255), st.integers(0, 15), st.integers(0, 31), st.integers(0, 2**32 - 1)
)  # fmt: skip
def test_any_part_comes_back(content: bytes, kind: int, author: int, number: int, version: int) -> None:
    """A part has 996 bytes, reads as itself, and verifies for its case; an unknown kind is kept."""
    part = part_of(content, kind=kind, author=author, part=number, parts=32, charter_version=version)
    octets = part.encode()
    assert len(octets) == cell.PLAIN_LENGTH == 996
    assert CellPart.decode(octets) == part
    part.verify(MEMBER_KEY.public, origin=ORIGIN, case_id=CASE)


def test_a_part_is_bound_to_case_and_group() -> None:
    """A reply to one complainant cannot be shown to another, nor in another group, nor as another member's."""
    other = SigningKey.from_seed(bytes(32)).public
    for key, origin, case in (
        (MEMBER_KEY.public, ORIGIN, bytes(16)),
        (MEMBER_KEY.public, "plaint.example/other", CASE),
        (other, ORIGIN, CASE),
    ):
        with pytest.raises(SignatureError):
            PART.verify(key, origin=origin, case_id=case)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 995), st.integers(1, 255))
def test_a_changed_byte_is_refused(at: int, flip: int) -> None:
    """Whichever byte of an opened cell is changed, it is malformed or its signature fails."""
    octets = bytearray(PART.encode())
    octets[at] ^= flip
    try:
        part = CellPart.decode(bytes(octets))
    except FormatError:
        return
    with pytest.raises(SignatureError):
        part.verify(MEMBER_KEY.public, origin=ORIGIN, case_id=CASE)


@pytest.mark.parametrize("changes", [{"part": 1}, {"parts": 0}, {"parts": 33}, {"author": 16}, {"content": bytes(904)}])
def test_what_no_reader_accepts_is_not_written(changes: dict[str, Any]) -> None:
    """A part beyond its count, too many parts, no member's slot and too much content are refused."""
    with pytest.raises(FormatError):
        part_of(**changes)


def test_parts_join_in_any_order() -> None:
    """The parts of a message join whatever their order, also where one came twice."""
    found = [part_of(bytes([number]) * 903, part=number, parts=5) for number in range(5)]
    shuffled = random.Random(1).sample(found, 5)
    assert cell.join([*shuffled, found[2]]) == (2, b"".join(part.content for part in found))
    resigned = dataclasses.replace(found[1], signature=bytes(64))
    assert cell.join([*found, resigned]) == (2, b"".join(part.content for part in found))
    assert cell.join(shuffled[:4]) is None
    assert cell.join([]) is None


@pytest.mark.parametrize("changes", [{"kind": 4}, {"author": 4}, {"parts": 3}, {"charter_version": 2}, {"part": 0}])
def test_parts_that_contradict_each_other_are_refused(changes: dict[str, Any]) -> None:
    """Two parts of one message differ in their number and content only."""
    first = part_of(b"one", parts=2)
    second = part_of(b"two", **{"part": 1, "parts": 2, **changes})
    with pytest.raises(FormatError):
        cell.join([first, second])


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=100)
ROLE = TEXT.filter(lambda text: len(text.encode()) <= 255)
U64 = st.integers(0, LARGEST_INTEGER - 1)
HASH = st.binary(min_size=32, max_size=32)


@given(ROLE, st.integers(0, 2**32 - 1), st.sampled_from(["ru", "en", "ce"]), TEXT)
def test_any_reply_comes_back(role: str, day: int, language: str, text: str) -> None:
    """A reply or notice reads as it was written."""
    reply = Reply(role=role, day=day, language=language, text=text)
    assert Reply.decode(reply.encode()) == reply


@given(ROLE, st.integers(0, 65535), U64, HASH, st.lists(HASH, max_size=63).map(tuple))
def test_any_received_comes_back(role: str, readers: int, index: int, digest: bytes, path: tuple[bytes, ...]) -> None:
    """The first answer reads as it was written, with its proof."""
    received = Received(
        role=role, record_id=bytes(16), readers=readers, index=index, blob_hash=digest, size=index + 1, root=digest,
        tick=7, board=3, signature=bytes(64), path=path,
    )  # fmt: skip
    assert Received.decode(received.encode()) == received


def test_a_rekey_has_one_length() -> None:
    """A sealed key has 1,691 bytes; another length is refused."""
    rekey = Rekey(role="Участник", sealed_key=bytes(1691))
    assert message.REKEY_LENGTH == 1691
    assert Rekey.decode(rekey.encode()) == rekey
    for bad in (rekey.encode()[:-1], rekey.encode() + b"\x00"):
        with pytest.raises(FormatError):
            Rekey.decode(bad)


def test_malformed_messages_are_refused() -> None:
    """A cut role, text that is no UTF-8, no language, and a place beyond the ledger's end are refused."""
    good = Reply(role="r", day=1, language="ru", text="т").encode()
    for bad in (
        b"",
        b"\x05ab",
        b"\x01\xff" + good[2:],
        good[:-1],
        good.replace(b"ru", b"RU"),
        good.replace(b"ru", b"\xd1\x80"),
    ):
        with pytest.raises(FormatError):
            Reply.decode(bad)
    received = Received(
        role="r", record_id=bytes(16), readers=1, index=5, blob_hash=bytes(32), size=6, root=bytes(32), tick=1,
        board=0, signature=bytes(64), path=(bytes(32),),
    )  # fmt: skip
    beyond = dataclasses.replace(received, index=6).encode()
    for bad in (
        beyond,
        received.encode()[:-1],
        received.encode() + b"\x00",
        received.encode()[:-33] + b"\xff" + bytes(32),
    ):
        with pytest.raises(FormatError):
            Received.decode(bad)
    with pytest.raises(FormatError):
        Reply(role="я" * 128, day=1, language="ru", text="").encode()


@given(st.binary(max_size=1000))
def test_any_bytes_are_a_message_or_refused(octets: bytes) -> None:
    """No bytes end in any other way than a message that is written again as it was, or the declared error."""
    for form in (CellPart, Received, Reply, Rekey):
        try:
            assert form.decode(octets).encode() == octets
        except FormatError:
            continue
