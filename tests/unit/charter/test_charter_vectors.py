# SPDX-License-Identifier: AGPL-3.0-or-later
"""The shared vectors of charters: what both halves take and what they refuse, with which code."""

from pathlib import Path
from typing import Any

import pytest

from plaint.charter.chain import verify_first, verify_next
from plaint.charter.errors import HINTS, CharterError, CharterFormError
from plaint.charter.fingerprint import need_words, words
from plaint.charter.freshness import Freshness, verify
from plaint.charter.parse import parse
from plaint.charter.pin import Pin, verify_from
from plaint.charter.signed import SignedCharter
from plaint.entry import strictjson
from plaint.errors import FormatError
from tests.support.charter_cases import charter_vectors

VECTORS: Any = strictjson.loads((Path(__file__).parents[2] / "vectors" / "charter.json").read_text(encoding="utf-8"))


def text_of(spelled: Any) -> str:
    """Return the text that a vector spells as a change of a genuine one."""
    genuine = VECTORS["notes"][spelled["text"]].rpartition("\n\n")[0] + "\n"
    start, end, put = spelled["patch"]
    return f"{genuine[:start]}{put}{genuine[end:]}"


def note_of(spelled: Any) -> bytes:
    """Return the note that a vector spells."""
    if isinstance(spelled, str):
        return VECTORS["notes"][spelled].encode()  # type: ignore[no-any-return]  # JSON has no types
    genuine = VECTORS["notes"][spelled["text"]].rpartition("\n\n")[2].splitlines()
    lines = "".join(f"{line}\n" for line in spelled.get("lines", genuine))
    return f"{text_of(spelled)}\n{lines}".encode()


def take_first(case: Any) -> None:
    """Do what a desk does with a version 1."""
    verify_first(SignedCharter.from_bytes(note_of(case["note"])), root=case["root"] and bytes.fromhex(case["root"]))


def take_next(case: Any) -> None:
    """Do what a desk does with a next version."""
    before, after = (SignedCharter.from_bytes(note_of(case[key])) for key in ("before", "after"))
    verify_next(before, after)


def take_page(case: Any) -> int:
    """Do what a page does before it asks anything; return the version it goes on with."""
    pin = Pin.from_text(strictjson.dumps(VECTORS["pins"][case["pin"]]))
    newest = verify_from(pin, [SignedCharter.from_bytes(note_of(one)) for one in case["notes"]])
    if case["freshness"] is None:
        raise CharterError("freshness", "There is no freshness note.")
    verify(Freshness.from_bytes(case["freshness"].encode()), newest, case["now"])
    return newest.charter.version


def by_name(case: Any) -> str:
    """Return a case's name for the test report."""
    return str(case["name"])


@pytest.mark.parametrize("case", VECTORS["parse"], ids=by_name)
def test_texts(case: Any) -> None:
    """A text is a charter with these unknown keys, or refused with this code and the field named."""
    if "unknown" in case:
        assert sorted(parse(text_of(case)).unknown) == sorted(case["unknown"])
    else:
        with pytest.raises(CharterError) as refused:
            parse(text_of(case))
        assert refused.value.code == case["error"]
        assert getattr(refused.value, "field", "") == case["field"]


@pytest.mark.parametrize(
    ("take", "case"),
    [(take_first, case) for case in VECTORS["first"]] + [(take_next, case) for case in VECTORS["next"]],
    ids=lambda value: value["name"] if isinstance(value, dict) else value.__name__,
)
def test_chains(take: Any, case: Any) -> None:
    """A note begins or continues a chain, or is refused with this code."""
    if case["error"] is None:
        take(case)
    else:
        with pytest.raises(CharterError) as refused:
            take(case)
        assert refused.value.code == case["error"]


@pytest.mark.parametrize("case", VECTORS["page"], ids=by_name)
def test_pages(case: Any) -> None:
    """A page goes on with this version, or stops with this code."""
    if "version" in case:
        assert take_page(case) == case["version"]
    else:
        with pytest.raises(CharterError) as refused:
            take_page(case)
        assert refused.value.code == case["error"]
        assert refused.value.hint, "a page must say what to do next"


def test_the_fingerprint_is_the_same_words_in_both_languages() -> None:
    """Twelve words of either list stand for the root, and other words do not."""
    root = bytes.fromhex(VECTORS["root"])
    assert {"en": list(words(root, "en")), "ru": list(words(root, "ru"))} == VECTORS["fingerprint"]
    need_words(root, " ".join(VECTORS["fingerprint"]["ru"]))
    need_words(root, " ".join(VECTORS["fingerprint"]["en"]))
    with pytest.raises(CharterError) as refused:
        need_words(bytes(32), " ".join(VECTORS["fingerprint"]["en"]))
    assert refused.value.code == "root"


def test_a_slip_of_the_hand_is_no_other_group() -> None:
    """A word mistyped, left out or at another place is told as that; nobody is sent to warn the group."""
    root = bytes.fromhex(VECTORS["root"])
    right = VECTORS["fingerprint"]["en"]
    for typed in (["betterr", *right[1:]], right[1:], [right[1], right[0], *right[2:]]):
        with pytest.raises(FormatError, match="no twelve words of a fingerprint") as refused:
            need_words(root, " ".join(typed))
        assert not isinstance(refused.value, CharterError)
        assert "type them again" in refused.value.hint


def test_every_code_of_a_page_or_chain_has_a_vector() -> None:
    """No refusal that a page can meet is without a vector; "page" is a refusal of `plaint offline verify` alone."""
    cases = [*VECTORS["parse"], *VECTORS["first"], *VECTORS["next"], *VECTORS["page"]]
    met = {case.get("error") for case in cases}
    elsewhere = {"annex", "credential", "about", "page"}
    assert met >= set(HINTS) - elsewhere


def test_the_shared_vectors_are_what_the_generator_makes() -> None:
    """tools/vectors/charter.py writes the same vectors in every run."""
    assert charter_vectors() == VECTORS


def test_form_errors_name_the_field_in_their_message() -> None:
    """What a person reads begins with the field that is wrong."""
    error = CharterFormError("members[2].slot", "must be a whole number from 0 to 15")
    assert str(error).startswith("members[2].slot: must be")
