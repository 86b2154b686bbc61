# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cards: public, signed with the keys that they name, and compared by voice."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from plaint.charter.card import Card, LedgerCard
from plaint.charter.errors import CharterError
from plaint.charter.founding import LedgerKeys
from plaint.charter.keyfile import MemberKey

KEY = MemberKey("plaint.example/north", "ngo-1", "ngo", "2017-05-10", bytes(range(32)))
OTHER = MemberKey("plaint.example/north", "ngo-2", "ngo", "2017-05-10", bytes(range(1, 33)))
CARD = Card.of(KEY)


def test_a_card_is_written_and_read_as_the_same() -> None:
    """Nothing is lost between a card and its text."""
    assert Card.from_text(CARD.text) == CARD


def test_a_card_holds_no_secret() -> None:
    """Neither seed, nor identity, nor posting credential stands on it."""
    keys = KEY.keys
    for secret in (KEY.root, keys.posting_credential, keys.identity.seed, keys.vault_key):
        assert secret.hex() not in CARD.text
    assert "AGE-SECRET" not in CARD.text


def test_an_unknown_key_is_signed_too() -> None:
    """What a later program adds to a card cannot be added by anybody else."""
    with pytest.raises(CharterError) as refused:
        Card.from_text(json.dumps({**json.loads(CARD.text), "later": 1}))
    assert refused.value.code == "signature"


CHANGES: list[tuple[str, Callable[[Any], Any], str]] = [
    ("another member", lambda card: {**card, "id": "ngo-3"}, "signature"),
    ("another body", lambda card: {**card, "body": "interior"}, "signature"),
    ("another group", lambda card: {**card, "origin": "plaint.example/south"}, "signature"),
    (
        "another's recipient",
        lambda card: {**card, "recipient": json.loads(Card.of(OTHER).text)["recipient"]},
        "signature",
    ),
    ("another's signing key", lambda card: {**card, "ed25519": OTHER.keys.ed25519.public.hex()}, "signature"),
    ("another's post-quantum key", lambda card: {**card, "pq": OTHER.keys.ml_dsa_44.public.hex()}, "signature"),
    (
        "no post-quantum signature",
        lambda card: {**card, "signatures": {**card["signatures"], "ml_dsa_44": ""}},
        "signature",
    ),
    ("no signatures", lambda card: {key: card[key] for key in card if key != "signatures"}, "form"),
    ("another form", lambda card: {**card, "plaint": "member-card/2"}, "update"),
    ("a recipient that is none", lambda card: {**card, "recipient": "age1x"}, "form"),
    ("a list", lambda _card: [], "form"),
]


@pytest.mark.parametrize(("change", "code"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES])
def test_a_changed_card_is_refused(change: Callable[[Any], Any], code: str) -> None:
    """Whatever was changed, the card is refused with its code."""
    with pytest.raises(CharterError) as refused:
        Card.from_text(json.dumps(change(json.loads(CARD.text))))
    assert refused.value.code == code


@pytest.mark.parametrize("text", ["", "{", "[]"])
def test_what_is_no_object_is_no_card(text: str) -> None:
    """Text that is no strict JSON object is a matter of form."""
    with pytest.raises(CharterError) as refused:
        Card.from_text(text)
    assert refused.value.code == "form"


def test_the_words_of_a_card_tell_two_cards_apart() -> None:
    """Twelve words, the same for the same card and others for another one."""
    assert len(CARD.words("en")) == 12
    assert CARD.words("en") == Card.from_text(CARD.text).words("en")
    assert CARD.words("en") != Card.of(OTHER).words("en")


def test_a_ledger_card_is_written_and_read_as_the_same() -> None:
    """The operator's public keys come back from their text."""
    card = LedgerKeys(ed25519=bytes(32), ml_dsa_44=bytes(32)).card("plaint.example/north")
    assert LedgerCard.from_text(str(card)) == card
    assert card.key.name == "plaint.example/north"


@pytest.mark.parametrize(
    "change", [{"plaint": "x"}, {"ledger_key": "x"}, {"ledger_pq": "00"}], ids=["form", "key", "post-quantum key"]
)
def test_what_is_no_ledger_card_is_refused(change: dict[str, str]) -> None:
    """A ledger card with any part of another form is refused."""
    card = LedgerKeys(ed25519=bytes(32), ml_dsa_44=bytes(32)).card("plaint.example/north")
    with pytest.raises(CharterError):
        LedgerCard.from_text(json.dumps({**json.loads(str(card)), **change}))
