# SPDX-License-Identifier: AGPL-3.0-or-later
"""Right inputs of a charter and what belongs to it, and of what the people of a group hand one another as files."""

import functools
import json
from typing import Any

from plaint.charter.card import Card
from plaint.charter.founding import Founded
from plaint.charter.signing import sign_draft, sign_page
from plaint.desk.erasing.wish import Target, new_wish, sign
from plaint.offline.page import MADE_OF, render
from tests.support.charter_vectors import history, pin_of
from tests.support.groups import NOW, ORIGIN, found_with, small_plan
from tests.support.offline import recipe_of
from tests.support.shared import ROOT


@functools.cache
def charter_vectors() -> dict[str, Any]:
    """Return the shared vectors of charters."""
    vectors: dict[str, Any] = json.loads((ROOT / "tests" / "vectors" / "charter.json").read_text("utf-8"))
    return vectors


def signed_charters() -> list[bytes]:
    """Return charters with their signatures."""
    return [note.encode() for note in charter_vectors()["notes"].values()]


def freshness() -> list[bytes]:
    """Return freshness notes."""
    return [note.encode() for note in charter_vectors()["freshness"].values()]


def charters() -> list[bytes]:
    """Return the texts of charters, without signatures."""
    return [note.partition("\n\n")[0].encode() + b"\n" for note in charter_vectors()["notes"].values()]


def annexes() -> list[bytes]:
    """Return annexes."""
    return [str(group.annex).encode() for group in history().named.values()]


def pins() -> list[bytes]:
    """Return pins."""
    return [str(pin_of(name)).encode() for name in history().named]


def verifier_keys() -> list[bytes]:
    """Return verifier keys of both kinds."""
    return [json.loads(text)["ledger_key"].encode() for text in charters()]


@functools.cache
def _group() -> Founded:
    return found_with(small_plan() | {"demo": True})


def member_cards() -> list[bytes]:
    """Return cards of members."""
    return [Card.of(key).text.encode() for key in list(_group().keys.values())[:2]]


def ledger_cards() -> list[bytes]:
    """Return the card of a ledger's operator."""
    return [str(_group().ledger.card(ORIGIN)).encode()]


@functools.cache
def charter_signatures() -> list[bytes]:
    """Return the signatures of two members under a draft."""
    text = _group().signed.note.text.decode()
    return [str(sign_draft(text, key)).encode() for key in _group().keys.values() if key.member.endswith("-1")][:2]


def page_notes() -> list[bytes]:
    """Return the word of a member for an offline page."""
    return [bytes(sign_page(_group().signed, _group().keys["ombudsman-1"], b"<!doctype html>"))]


def offline_pages() -> list[bytes]:
    """Return short pages that hold what an offline page has to: of one charter, and of three."""
    made_of = str(recipe_of(_group(), now=NOW, doors=("http://abcdefgh.onion",))).replace('"', "&#34;")
    files = {MADE_OF: made_of, "/charter": "one &lt; two\n", "/freshness": "fresh\n", "words.ru.txt": "0слово"}
    older = {"/charter/1": "the first\n", "/charter/2": "the second\n"}
    return [
        "".join(f'<p>\n<template data-file="{name}">{text}</template>\n' for name, text in held.items()).encode()
        for held in (files, older | files)
    ]


@functools.cache
def whole_offline_pages() -> list[bytes]:
    """Return an offline page as it is handed on."""
    return [render(recipe_of(_group(), now=NOW))]


def wishes() -> list[bytes]:
    """Return wishes to erase: one that nobody has signed, one of several leaves with two signers."""
    group = _group()
    charter = group.signed.charter
    bare = new_wish(charter, [Target(17, bytes(32))], "спам, решено 12 мая")
    signed = new_wish(charter, [Target(index, bytes(32)) for index in (3, 17)], "Rubbish.")
    for member in ("ngo-1", "ombudsman-1"):
        signed = sign(signed, group.keys[member], charter)
    return [str(each).encode() for each in (bare, signed)]
