# SPDX-License-Identifier: AGPL-3.0-or-later
"""The traps that were found in libraries and formats while this was designed, each closed by a named test."""

import base64
import dataclasses
import re
import unicodedata
from pathlib import Path

import pyshamir
import pytest
from cryptography import __version__ as cryptography_version

from plaint.age import header
from plaint.age.decrypt import decrypt, open_slot
from plaint.age.encrypt import encrypt
from plaint.age.errors import HeaderError, KeyTextError, NoMatchError, PayloadError
from plaint.age.filekey import header_mac
from plaint.age.identity import Recipient
from plaint.entry.envelope import ShareError
from plaint.entry.identity import SealedName
from plaint.keys.words import from_words, to_words, word_list
from plaint.seal.envelope import seal_envelope
from plaint.unseal.envelope import TooFewSharesError, open_name, open_share
from tests.support.keys import age_identities
from tests.support.node import ROOT, run_script

MEMBERS = age_identities(4)


def test_trap_1_a_library_mixes_classical_and_post_quantum_recipients() -> None:
    """The browser library seals to both kinds without a word; we seal to no classical one and open no such slot."""
    mixed = base64.b64decode(run_script("age-mixed.mjs", str(MEMBERS[0].recipient)))
    assert {stanza.arguments[0] for stanza in header.parse(mixed).stanzas} == {"mlkem768x25519", "X25519"}
    for slots in (1, 2):
        with pytest.raises(HeaderError):
            open_slot(mixed, MEMBERS[0], slots=slots, position=0)
    with pytest.raises(KeyTextError):
        Recipient.from_text("age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj")


def test_trap_2_one_copy_of_noble_is_installed() -> None:
    """A fresh npm install may bring two copies of the primitives; the lock holds exactly one of each."""
    nested = [
        path
        for path in (ROOT / "js" / "node_modules").glob("**/node_modules/@noble/*")
        if path.is_dir() and path.parent.parent != ROOT / "js" / "node_modules"
    ]
    assert nested == []


def test_trap_4_the_russian_list_in_two_normal_forms() -> None:
    """Words with й and ё read in NFC and NFD, and with е for ё: 276 words failed in two libraries."""
    hard = [place for place, word in enumerate(word_list("ru")) if unicodedata.normalize("NFD", word) != word]
    assert len(hard) == 276
    entropy = next(
        candidate
        for candidate in (bytes([number]) * 16 for number in range(256))
        if any(unicodedata.normalize("NFD", word) != word for word in to_words(candidate, "ru"))
    )
    phrase = " ".join(to_words(entropy, "ru"))
    for typed in (unicodedata.normalize("NFD", phrase), phrase.replace("ё", "е"), phrase.upper()):
        assert from_words(typed) == entropy


def test_trap_5_shamir_combines_garbage_silently() -> None:
    """The library combines too few and wrong shares without a word; we combine neither."""
    envelope = seal_envelope(SealedName(name="Имя"), {n: MEMBERS[n].recipient for n in range(4)}, k=3)
    shares = [open_share(envelope, MEMBERS[slot], slot=slot) for slot in range(4)]
    assert len(pyshamir.combine([bytearray(share.share) for share in shares[:2]])) == 32
    with pytest.raises(TooFewSharesError):
        open_name(envelope, shares[:2])
    # The x of the share stays: a lie with the x of another share would be noticed, and x is drawn at random.
    lie = dataclasses.replace(shares[1], share=bytes(32) + shares[1].share[32:])
    assert len(pyshamir.combine([bytearray(share.share) for share in (shares[0], lie, shares[2])])) == 32
    with pytest.raises(ShareError):
        open_name(envelope, [shares[0], lie, shares[2]])


def test_trap_6_a_sender_breaks_one_members_stanza() -> None:
    """The others still open; the one is told that the file could not be opened, and whom to ask."""
    key = b"a file key of 16"
    wrapped = [member.recipient.wrap(key) for member in MEMBERS[:2]]
    broken = header.hybrid_stanza(bytes(1120), bytes(32))
    authenticated = header.emit((wrapped[0], broken))
    file = header.finish(authenticated, header_mac(key, authenticated)) + bytes(48)
    with pytest.raises(PayloadError):
        open_slot(file, MEMBERS[0], slots=2, position=0)
    with pytest.raises(NoMatchError, match="could not be opened"):
        open_slot(file, MEMBERS[1], slots=2, position=1)


def test_trap_7_nothing_leaves_before_the_last_byte_is_authentic() -> None:
    """A file of sixteen good chunks and one bad one gives an error and not a byte of the sixteen."""
    file = encrypt(bytes(16 * header.CHUNK + 1), [MEMBERS[0].recipient])
    for damaged in (file[:-1] + bytes([file[-1] ^ 1]), file[:-17], file[: -17 - header.CHUNK - 16]):
        with pytest.raises(PayloadError):
            decrypt(damaged, [MEMBERS[0]])


def test_trap_8_the_browser_half_uses_no_native_post_quantum_keys() -> None:
    """ML-KEM is native in one browser and not in another: what differs between browsers would tell them apart."""
    for path in (ROOT / "js" / "src").glob("*.js"):
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"""["'`]ML-KEM""", source), path.name
        assert "WebAssembly." not in source, path.name


def test_trap_9_the_library_has_the_kem() -> None:
    """HPKE with MLKEM768-X25519 came with version 50 of `cryptography`; an older one must not be installed."""
    assert int(cryptography_version.split(".", maxsplit=1)[0]) >= 50
    locked = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8")
    names = {line.split("==")[0].lower() for line in locked.splitlines() if "==" in line}
    assert not names & {"oprf", "oblivious", "pq-age", "xwing-kem"}
    assert (Path(ROOT) / "pyproject.toml").read_text(encoding="utf-8").count('"cryptography>=50"') == 1
