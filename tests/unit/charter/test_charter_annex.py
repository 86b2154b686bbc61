# SPDX-License-Identifier: AGPL-3.0-or-later
"""Annexes: post-quantum keys and signatures, and the sealed credential."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from plaint.charter.annex import Annex, cosigner_keys, verify_annex
from plaint.charter.credential import open_credential, seal_credential
from plaint.charter.errors import CharterError
from tests.support.charter_vectors import history
from tests.support.cosigners import COURT, PAPER, countersigned_group

GROUP = countersigned_group()
HISTORY = history()


def refused(annex: Annex) -> str:
    """Return the code with which an annex of version 1 is refused."""
    with pytest.raises(CharterError) as error:
        verify_annex(GROUP.signed, annex)
    return error.value.code


def test_an_annex_is_written_and_read_as_the_same() -> None:
    """Nothing is lost between the value and its text."""
    assert Annex.from_text(str(GROUP.annex)) == GROUP.annex


def test_every_version_has_an_annex_that_verifies() -> None:
    """Version 1 by every body, the later ones with keys of the version before."""
    verify_annex(HISTORY.v1.signed, HISTORY.v1.annex)
    verify_annex(HISTORY.v2.signed, HISTORY.v2.annex, (HISTORY.v1.signed, HISTORY.v1.annex))
    verify_annex(HISTORY.v3.signed, HISTORY.v3.annex, (HISTORY.v2.signed, HISTORY.v2.annex))


def test_a_signature_of_a_member_who_signs_no_charters_is_left_aside() -> None:
    """It neither counts nor harms, whatever it is."""
    besides = {**GROUP.annex.signatures, "ombudsman-2": bytes(2420), "stranger": bytes(2420)}
    verify_annex(GROUP.signed, replace(GROUP.annex, signatures=besides))


def test_a_later_annex_needs_the_one_before() -> None:
    """Keys of version n sign version n+1, so the annex of n must be at hand."""
    with pytest.raises(CharterError) as error:
        verify_annex(HISTORY.v2.signed, HISTORY.v2.annex)
    assert error.value.code == "annex"


def test_new_keys_do_not_sign_the_version_that_brings_them() -> None:
    """A signature under the new post-quantum key of a member is none under the version before."""
    fresh = HISTORY.v2.keys["prosecutor-1"].keys
    from_new_key = fresh.ml_dsa_44.sign(b"plaint/v1 charter\x00" + HISTORY.v2.signed.note.text)
    forged = replace(HISTORY.v2.annex, signatures={**HISTORY.v2.annex.signatures, "prosecutor-1": from_new_key})
    with pytest.raises(CharterError) as error:
        verify_annex(HISTORY.v2.signed, forged, (HISTORY.v1.signed, HISTORY.v1.annex))
    assert error.value.code == "signature"


CHANGES: list[tuple[str, Callable[[Annex], Annex], str]] = [
    ("of another version", lambda annex: replace(annex, charter=bytes(32)), "annex"),
    ("another ledger key", lambda annex: replace(annex, ledger_pq=bytes(1312)), "annex"),
    (
        "keys of two members swapped",
        lambda annex: replace(
            annex,
            members={**annex.members, "ngo-1": annex.members["interior-1"], "interior-1": annex.members["ngo-1"]},
        ),
        "annex",
    ),
    (
        "a member's key missing",
        lambda annex: replace(annex, members={name: key for name, key in annex.members.items() if name != "ngo-1"}),
        "annex",
    ),
    (
        "a stranger's key",
        lambda annex: replace(annex, members={**annex.members, "stranger": annex.members["ngo-1"]}),
        "annex",
    ),
    (
        "a cosigner's key missing",
        lambda annex: replace(annex, cosigners={PAPER.name: annex.cosigners[PAPER.name]}),
        "annex",
    ),
    (
        "keys of two cosigners swapped",
        lambda annex: replace(
            annex,
            cosigners={PAPER.name: annex.cosigners[COURT.name], COURT.name: annex.cosigners[PAPER.name]},
        ),
        "annex",
    ),
    (
        "a key of a cosigner whom the charter does not list",
        lambda annex: replace(annex, cosigners={**annex.cosigners, "other.example": annex.cosigners[PAPER.name]}),
        "annex",
    ),
    (
        "a body's signature missing",
        lambda annex: replace(annex, signatures={n: one for n, one in annex.signatures.items() if n != "ngo-1"}),
        "bodies",
    ),
    (
        "signatures swapped",
        lambda annex: replace(
            annex,
            signatures={
                **annex.signatures,
                "ngo-1": annex.signatures["interior-1"],
                "interior-1": annex.signatures["ngo-1"],
            },
        ),
        "signature",
    ),
]


@pytest.mark.parametrize(("change", "code"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES])
def test_a_changed_annex_is_refused(change: Callable[[Annex], Annex], code: str) -> None:
    """Each change is refused with its code."""
    assert refused(change(GROUP.annex)) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "form"),
        ("[]", "form"),
        ('{"plaint": "annex/2"}', "update"),
        (str(GROUP.annex).replace('"ledger_pq": "', '"ledger_pq": " '), "form"),
        (str(GROUP.annex).replace('"ngo-1": "', '"NGO": "', 1), "form"),
        (str(GROUP.annex).replace('"members": {', '"members": [{', 1), "form"),
        (str(GROUP.annex).replace('"cosigners": {', '"cosigner": {', 1), "form"),
        (str(GROUP.annex).replace(PAPER.name, "", 1), "form"),
        (str(GROUP.annex).replace(GROUP.annex.charter.hex(), GROUP.annex.charter.hex().upper()), "form"),
        (" " * 600_000, "form"),
        (str(GROUP.annex).replace('"credential": "', '"credential": "*'), "form"),
    ],
)
def test_what_is_no_annex_is_refused(text: str, code: str) -> None:
    """Text from outside has the one form of an annex, or is refused."""
    with pytest.raises(CharterError) as error:
        Annex.from_text(text)
    assert error.value.code == code


def test_the_keys_of_cosigners_are_whole_again_beside_the_annex() -> None:
    """Charter and annex give the verifier keys that the cosigners themselves printed, each under its name."""
    assert cosigner_keys(GROUP.signed.charter, GROUP.annex) == (*PAPER.verifiers, *COURT.verifiers)
    assert not any(str(key) in GROUP.signed.note.text.decode() for key in PAPER.verifiers)


def test_every_seated_member_opens_the_credential_and_nobody_else() -> None:
    """The credential is sealed to the members of this version; a retired member's key does not open the next one."""
    for member in HISTORY.v2.signed.charter.seated:
        identity = HISTORY.v2.keys[member.id].keys.identity
        assert open_credential(HISTORY.v2.annex, HISTORY.v2.signed.charter, identity) == HISTORY.v2.credential
    with pytest.raises(CharterError) as error:
        open_credential(HISTORY.v2.annex, HISTORY.v2.signed.charter, HISTORY.v1.keys["ombudsman-2"].keys.identity)
    assert error.value.code == "credential"


def test_a_credential_that_is_not_the_charters_is_refused() -> None:
    """Nobody signed the sealed credential, so its hash in the charter decides."""
    charter = GROUP.signed.charter
    identity = GROUP.keys["ngo-1"].keys.identity
    for wrong in (bytes(32), GROUP.credential + b"x"):
        with pytest.raises(CharterError) as error:
            open_credential(replace(GROUP.annex, credential=seal_credential(wrong, charter)), charter, identity)
        assert error.value.code == "credential"


def test_each_version_has_another_credential() -> None:
    """Who was retired with version 2 cannot read with what opened version 1."""
    assert len({HISTORY.v1.credential, HISTORY.v2.credential, HISTORY.v3.credential}) == 3
