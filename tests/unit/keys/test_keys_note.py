# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signed notes, verifier keys and cosignatures."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plaint.keys import cosignature, note
from plaint.keys.errors import NoteError, SignatureError
from plaint.keys.note import Note, SignatureLine
from plaint.keys.signature import SigningKey
from plaint.keys.vkey import NoteKeyType, NoteSigner, VerifierKey

ORIGIN = "plaint.example/moscow-2017"
ROOT = base64.b64encode(bytes(32)).decode()
CHECKPOINT = f"{ORIGIN}\n20852163\n{ROOT}\ntick 415000\nboard 12\n".encode()
TIME = 1_494_000_000


def signer(name: str, kind: NoteKeyType, number: int = 1) -> NoteSigner:
    """Return a signer whose seed is `number`."""
    return NoteSigner(name, kind, SigningKey.from_seed(bytes([number]) * 32, kind.algorithm))


LOG = signer(ORIGIN, NoteKeyType.ED25519)
LOG_PQ = signer(ORIGIN, NoteKeyType.ML_DSA_44_COSIGNATURE)
PAPER = signer("cosigner.example/paper", NoteKeyType.ED25519_COSIGNATURE, 2)
COURT = signer("cosigner.example/court", NoteKeyType.ML_DSA_44_COSIGNATURE, 3)
SIGNERS = [LOG, LOG_PQ, PAPER, COURT]


def test_the_example_of_the_specification_verifies() -> None:
    """The example note and key of c2sp.org/signed-note verify here, and the key writes itself again."""
    text = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    key = VerifierKey.from_text(text)
    signature = "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM="
    signed = note.parse(f"This is an example message.\n\n— example.com/foo {signature}\n".encode())
    assert str(key) == text
    assert note.verify(signed, [key]) == (note.Verified(key, None),)


def test_a_note_comes_back_as_it_was_written() -> None:
    """A checkpoint with four signatures parses to itself and verifies with each key; cosignatures state their time."""
    signed = note.sign(CHECKPOINT, SIGNERS, time=TIME)
    assert note.parse(bytes(signed)) == signed
    verified = note.verify(signed, [each.verifier for each in SIGNERS])
    assert [each.key for each in verified] == [each.verifier for each in SIGNERS]
    assert [each.time for each in verified] == [None, TIME, TIME, TIME]


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80)
LINES = st.builds(
    SignatureLine,
    st.from_regex(r"\A[a-z0-9./-]{1,30}\Z"),
    st.binary(min_size=4, max_size=4),
    st.binary(min_size=1, max_size=90),
)


@given(st.lists(TEXTS, max_size=5), st.lists(LINES, min_size=1, max_size=5))
def test_any_note_comes_back(lines: list[str], signatures: list[SignatureLine]) -> None:
    """Any text of lines with any signatures under it parses to itself."""
    text = "".join(line + "\n" for line in [*lines, "end"]).encode()
    written = Note(text, tuple(signatures))
    assert note.parse(bytes(written)) == written


@given(st.binary(max_size=200))
def test_any_bytes_are_a_note_or_refused(octets: bytes) -> None:
    """No bytes end in any other way than the declared error or a note that is written again as it was."""
    for whole in (octets, "text\n\n— ".encode() + octets + b"\n", octets + "\n\n— a.example QUJDREU=\n".encode()):
        try:
            read = note.parse(whole)
        except NoteError:
            continue
        assert bytes(read) == whole


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(CHECKPOINT) - 1), st.integers(1, 127))
def test_a_changed_text_is_refused(at: int, flip: int) -> None:
    """Whichever byte of the text is changed, the Ed25519 signature of the ledger refuses the note."""
    octets = bytearray(bytes(note.sign(CHECKPOINT, [LOG])))
    octets[at] ^= flip
    with pytest.raises((NoteError, SignatureError)):
        note.verify(note.parse(bytes(octets)), [LOG.verifier])


@pytest.mark.parametrize(
    "whole",
    [
        b"",
        b"text\n",
        b"text\n\n",
        b"text\n\n- a.example QUJDREU=\n",
        "text\n\n— a.example QUJDREU=".encode(),
        "text\r\n\n— a.example QUJDREU=\n".encode(),
        "te\x00xt\n\n— a.example QUJDREU=\n".encode(),
        "te\txt\n\n— a.example QUJDREU=\n".encode(),
        "text\n\n— a.example  QUJDREU=\n".encode(),
        "text\n\n— a.example QUJDREU=\n\n".encode(),
        "text\n\n—  QUJDREU=\n".encode(),
        "text\n\n— a+b QUJDREU=\n".encode(),
        "text\n\n— a\u00a0b QUJDREU=\n".encode(),
        "text\n\n— a.example QUJDREV=\n".encode(),
        "text\n\n— a.example QUJDREU\n".encode(),
        "text\n\n— a.example QUJDRA==\n".encode(),
        "text\n\n— a.example QUJD\nREU=\n".encode(),
        b"text\xff\n\n\xe2\x80\x94 a.example QUJDREU=\n",
    ],
)
def test_malformed_notes_are_refused(whole: bytes) -> None:
    """Each text that a laxer reader might take for a note is refused."""
    assert note.parse("text\n\n— a.example QUJDREU=\n".encode()).text == b"text\n"
    with pytest.raises(NoteError):
        note.parse(whole)


def test_notes_have_limits() -> None:
    """64 signature lines are read and 65 are not; nor is a note beyond 512 KiB."""
    line = "— a.example QUJDREU=\n"
    assert len(note.parse(("text\n\n" + line * 64).encode()).signatures) == 64
    with pytest.raises(NoteError):
        note.parse(("text\n\n" + line * 65).encode())
    with pytest.raises(NoteError):
        note.parse(b"x" * note.MAX_NOTE + ("\n\n" + line).encode())


def test_unknown_keys_are_ignored() -> None:
    """A signature of an unknown key, even of the same name or the same key id as a known one, changes nothing."""
    signed = note.sign(CHECKPOINT, [LOG])
    stranger = SignatureLine(LOG.name, b"\x00" * 4, bytes(64))
    namesake = SignatureLine("other.example", LOG.verifier.key_id, bytes(64))
    assert len(note.verify(Note(CHECKPOINT, (stranger, namesake, *signed.signatures)), [LOG.verifier])) == 1


def test_a_note_of_no_known_key_is_refused() -> None:
    """A note that only strangers signed, and any note where nobody is known, is refused."""
    signed = note.sign(CHECKPOINT, [PAPER], time=TIME)
    for known in ([LOG.verifier], []):
        with pytest.raises(SignatureError):
            note.verify(signed, known)


@pytest.mark.parametrize("bad", SIGNERS)
def test_one_bad_signature_of_a_known_key_refuses_the_note(bad: NoteSigner) -> None:
    """Beside good signatures, a known key's wrong one refuses the whole note, whatever its kind."""
    signed = note.sign(CHECKPOINT, SIGNERS, time=TIME)
    lines = [
        SignatureLine(line.name, line.key_id, line.signature[:-1] + bytes([line.signature[-1] ^ 1]))
        if (line.name, line.key_id) == (bad.name, bad.verifier.key_id)
        else line
        for line in signed.signatures
    ]
    assert tuple(lines) != signed.signatures
    with pytest.raises(SignatureError):
        note.verify(Note(CHECKPOINT, tuple(lines)), [each.verifier for each in SIGNERS])


def test_a_known_key_signs_once() -> None:
    """A second line of a known key is refused, so that a statement has one form."""
    signed = note.sign(CHECKPOINT, [LOG])
    with pytest.raises(SignatureError):
        note.verify(Note(CHECKPOINT, signed.signatures * 2), [LOG.verifier])


def test_a_time_moved_later_is_refused() -> None:
    """The time of a cosignature is signed: a fresher one cannot be put in its place."""
    for each in (PAPER, COURT):
        line = note.sign(CHECKPOINT, [each], time=TIME).signatures[0]
        later = (TIME + 3600).to_bytes(8, "big") + line.signature[8:]
        with pytest.raises(SignatureError):
            note.verify(Note(CHECKPOINT, (SignatureLine(line.name, line.key_id, later),)), [each.verifier])
        short = Note(CHECKPOINT, (SignatureLine(line.name, line.key_id, line.signature[:7]),))
        with pytest.raises(SignatureError):
            note.verify(short, [each.verifier])


def test_what_a_cosignature_covers() -> None:
    """Messages are those of c2sp.org/tlog-cosignature, byte for byte."""
    assert cosignature.message(PAPER.verifier, CHECKPOINT, TIME) == b"cosignature/v1\ntime 1494000000\n" + CHECKPOINT
    expected = (
        b"subtree/v1\n\x00"
        b"\x16cosigner.example/court"
        + TIME.to_bytes(8, "big")
        + bytes([len(ORIGIN)])
        + ORIGIN.encode()
        + bytes(8)
        + (20852163).to_bytes(8, "big")
        + bytes(32)
    )
    assert cosignature.message(COURT.verifier, CHECKPOINT, TIME) == expected


def test_extension_lines_are_covered_by_ed25519_only() -> None:
    """A changed `board` line is refused by Ed25519 cosigners; ML-DSA-44 makes no statement about it (C2SP)."""
    changed = CHECKPOINT.replace(b"board 12", b"board 13")
    signed = note.sign(CHECKPOINT, [PAPER, COURT], time=TIME)
    assert note.verify(Note(changed, signed.signatures[1:]), [COURT.verifier])
    with pytest.raises(SignatureError):
        note.verify(Note(changed, signed.signatures[:1]), [PAPER.verifier])


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"{ORIGIN}\n1\n",
        f"{ORIGIN}\n01\n{ROOT}\n",
        f"{ORIGIN}\n-1\n{ROOT}\n",
        f"{ORIGIN}\n9223372036854775808\n{ROOT}\n",
        f"{ORIGIN}\n1\n{ROOT[:-4]}\n",
        f"\n1\n{ROOT}\n",
        f"{ORIGIN}\n1\n{ROOT}\n\nboard 1\n",
        f"{ORIGIN}\n1\n{ROOT}",
        f"{ORIGIN}\n١\n{ROOT}\n",
    ],
)
def test_what_is_no_checkpoint_is_not_cosigned(text: str) -> None:
    """A cosigner's key signs nothing but the text of a checkpoint in its one form."""
    assert cosignature.read_head(f"{ORIGIN}\n1\n{ROOT}\n".encode()) == cosignature.TreeHead(ORIGIN, 1, bytes(32))
    with pytest.raises(NoteError):
        cosignature.message(COURT.verifier, text.encode(), TIME)


def test_verifier_keys_have_one_text() -> None:
    """Every kind writes and reads itself; a wrong id, type, length or base64 is refused."""
    for each in SIGNERS:
        assert VerifierKey.from_text(str(each.verifier)) == each.verifier
    name, key_id, encoded = str(LOG.verifier).split("+", 2)
    octets = base64.b64decode(encoded)
    wrong_type = base64.b64encode(b"\x02" + octets[1:]).decode()
    short = base64.b64encode(octets[:-1]).decode()
    for text in (
        f"{name}+00000000+{encoded}",
        f"{name}+{key_id.upper()}+{encoded}",
        f"{name}+{key_id}+{encoded[:-1]}",
        f"{name}+{key_id}+{wrong_type}",
        f"{name}+{key_id}+{short}",
        f"{name}+{key_id}",
        f"+{key_id}+{encoded}",
        "",
    ):
        with pytest.raises(NoteError):
            VerifierKey.from_text(text)


def test_a_key_of_another_algorithm_signs_no_such_note() -> None:
    """An Ed25519 key cannot stand behind an ML-DSA-44 type."""
    with pytest.raises(NoteError):
        NoteSigner("a.example", NoteKeyType.ML_DSA_44_COSIGNATURE, LOG.key)


def test_a_text_that_no_reader_accepts_is_not_signed() -> None:
    """A text without a final newline, or with a control character, is refused when it is signed."""
    for text in (b"text", b"te\rxt\n", b"\xff\n"):
        with pytest.raises(NoteError):
            note.sign(text, [LOG])
