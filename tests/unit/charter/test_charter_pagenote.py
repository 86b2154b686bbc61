# SPDX-License-Identifier: AGPL-3.0-or-later
"""The group's word for an offline page: by more than half of the bodies, for one file, one charter, one group."""

import pytest

from plaint.charter.errors import CharterError, CharterFormError
from plaint.charter.founding import Founded
from plaint.charter.pagenote import PageNote, verify
from plaint.charter.signed import joined
from plaint.charter.signing import sign_freshness, sign_page
from tests.support.groups import NOW, amended, found_with, small_group, small_plan

PAGE = b"<!doctype html>"
DAY = 86_400


def signed_by(group: Founded, *members: str, page: bytes = PAGE) -> PageNote:
    """Return the note of these members."""
    notes = [sign_page(group.signed, group.keys[one], page) for one in members]
    return PageNote.from_bytes(bytes(joined(notes, code="page")))


def test_more_than_half_of_the_bodies_sign_a_page() -> None:
    """Three of four bodies are enough, two are not, and a body counts once."""
    group = small_group()
    said = signed_by(group, "ombudsman-1", "prosecutor-1", "ngo-1")
    assert verify(said, group.signed, PAGE) == {"ombudsman-1", "prosecutor-1", "ngo-1"}
    with pytest.raises(CharterError, match="2 of 4"):
        verify(signed_by(group, "ombudsman-1", "prosecutor-1"), group.signed, PAGE)


def test_only_members_who_sign_charters_sign_pages() -> None:
    """A member without `signs` gets no signature out of the program, and one made elsewhere does not count."""
    group = small_group()
    with pytest.raises(CharterError, match="does not sign"):
        sign_page(group.signed, group.keys["ombudsman-2"], PAGE)
    allowed = found_with({**small_plan(), "members": [{**one, "signs": True} for one in small_plan()["members"]]})  # type: ignore[union-attr,dict-item]
    assert allowed.signed.digest != group.signed.digest
    forged = sign_page(allowed.signed, allowed.keys["ombudsman-2"], PAGE)
    with pytest.raises(CharterError):
        verify(PageNote.from_bytes(bytes(forged)), group.signed, PAGE)


def test_a_word_for_another_file_says_nothing() -> None:
    """One byte more, another charter version, another group: each is refused by name."""
    group = small_group()
    said = signed_by(group, "ombudsman-1", "prosecutor-1", "ngo-1")
    with pytest.raises(CharterError, match="another file"):
        verify(said, group.signed, PAGE + b" ")
    for other in (amended(group, lambda tree: {**tree, "reply_days": 7}), small_group(5)):
        with pytest.raises(CharterError, match="another charter"):
            verify(said, other.signed, PAGE)


def test_a_changed_line_refuses_the_note() -> None:
    """A signature line of a listed member that does not verify refuses all, as with charters."""
    group = small_group()
    octets = bytes(signed_by(group, "ombudsman-1", "prosecutor-1", "ngo-1").note)
    other = bytes(signed_by(group, "ombudsman-1", "prosecutor-1", "ngo-1", page=b"other").note)
    mixed = octets.split(b"\n\n")[0] + b"\n\n" + other.split(b"\n\n")[1]
    with pytest.raises(CharterError, match="not of the key"):
        verify(PageNote.from_bytes(mixed), group.signed, PAGE)


def test_words_for_other_things_are_no_page_notes() -> None:
    """A freshness note, a charter and a torn text are not read as a page note, whoever signed them."""
    group = small_group()
    fresh = sign_freshness(group.signed, group.keys["ngo-1"], until=NOW + DAY, now=NOW)
    for octets in (bytes(fresh), bytes(group.signed), b"plaint offline/1\n", b""):
        with pytest.raises(CharterFormError):
            PageNote.from_bytes(octets)
    with pytest.raises(CharterError, match="do not say the same"):
        joined([sign_page(group.signed, group.keys["ngo-1"], one) for one in (b"a", b"b")], code="page")
