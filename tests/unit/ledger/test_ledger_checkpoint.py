# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signed heads: one text, two signatures, and nothing taken on trust."""

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaint.errors import FormatError
from plaint.keys import note as notes
from plaint.keys.errors import SignatureError
from plaint.keys.signature import Algorithm, SigningKey
from plaint.keys.vkey import NoteKeyType, NoteSigner
from plaint.ledger.checkpoint import LARGEST, Checkpoint, open_checkpoint, read_checkpoint, sign_checkpoint

ORIGIN = "plaint.example/test"
ED25519 = NoteSigner(ORIGIN, NoteKeyType.ED25519, SigningKey.from_seed(b"e" * 32))
ML_DSA = NoteSigner(ORIGIN, NoteKeyType.ML_DSA_44_COSIGNATURE, SigningKey.from_seed(b"m" * 32, Algorithm.ML_DSA_44))
NUMBERS = st.integers(0, LARGEST)
HEAD = Checkpoint(origin=ORIGIN, size=5, root=b"r" * 32, tick=400_000, board=3)


@given(NUMBERS, st.binary(min_size=32, max_size=32), NUMBERS, NUMBERS)
def test_a_head_reads_back(size: int, root: bytes, tick: int, board: int) -> None:
    """Text to head to text."""
    head = Checkpoint(origin=ORIGIN, size=size, root=root, tick=tick, board=board)
    assert read_checkpoint(head.text) == head


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("\n5\n", "\n05\n"), ("\n5\n", "\n-5\n"), ("\n5\n", "\n 5\n"), ("\n5\n", "\n\n"),
        ("\n5\n", "\n9223372036854775808\n"), ("tick ", "tick  "), ("tick ", "Tick "), ("tick 400000\n", ""),
        ("board 3\n", ""), ("board 3\n", "board 3"), ("board 3\n", "board 3\nmore 1\n"), ("board 3", "board 03"),
        ("plaint", "Plaint"), ("plaint", "plàint"), ("/test", "//test"), ("/test", "/" * 70), ("cnI=", "cnJ="),
    ],
)  # fmt: skip
def test_any_other_text_is_refused(before: str, after: str) -> None:
    """Leading zeros, further lines, another origin's form, base64 of another form: there is one text for a head."""
    text = HEAD.text.decode()
    changed = text.replace(before, after, 1)
    assert changed != text
    with pytest.raises(FormatError):
        read_checkpoint(changed.encode())


def test_a_head_is_signed_twice() -> None:
    """Ed25519 over every line, ML-DSA-44 with the time of the tick."""
    note = sign_checkpoint(HEAD, [ED25519, ML_DSA], ledger_tick=3600)
    times = {each.key.kind: each.time for each in notes.verify(note, [ED25519.verifier, ML_DSA.verifier])}
    assert times == {NoteKeyType.ED25519: None, NoteKeyType.ML_DSA_44_COSIGNATURE: 400_000 * 3600}
    assert open_checkpoint(note, [ED25519.verifier, ML_DSA.verifier], ORIGIN) == HEAD
    assert open_checkpoint(note, [ED25519.verifier], ORIGIN) == HEAD


def test_a_head_without_a_wanted_signature_is_refused() -> None:
    """Who insists on both signatures gets both; who asks for none gets nothing."""
    note = sign_checkpoint(HEAD, [ED25519], ledger_tick=3600)
    with pytest.raises(SignatureError):
        open_checkpoint(note, [ED25519.verifier, ML_DSA.verifier], ORIGIN)
    with pytest.raises(SignatureError):
        open_checkpoint(sign_checkpoint(HEAD, [ML_DSA], ledger_tick=3600), [ML_DSA.verifier], ORIGIN)
    with pytest.raises(SignatureError):
        open_checkpoint(note, [], ORIGIN)


def test_a_head_of_another_ledger_is_refused() -> None:
    """The right key under another origin does not count."""
    note = sign_checkpoint(HEAD, [ED25519], ledger_tick=3600)
    with pytest.raises(SignatureError, match="another ledger"):
        open_checkpoint(note, [ED25519.verifier], "plaint.example/other")


@pytest.mark.parametrize("line", range(5))
def test_no_line_can_be_changed(line: int) -> None:
    """The Ed25519 signature covers origin, size, root, tick and board."""
    lines = bytes(sign_checkpoint(HEAD, [ED25519], ledger_tick=3600)).decode().split("\n")
    lines[line] = {0: "plaint.example/tess", 1: "6", 2: b64encode(b"s" * 32).decode(), 3: "tick 400001", 4: "board 4"}[
        line
    ]
    with pytest.raises(SignatureError):
        open_checkpoint(notes.parse("\n".join(lines).encode()), [ED25519.verifier], lines[0])
