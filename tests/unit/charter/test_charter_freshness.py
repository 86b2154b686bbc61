# SPDX-License-Identifier: AGPL-3.0-or-later
"""Freshness notes and pins: the newest version, and never back."""

import pytest

from plaint.charter.errors import CharterError
from plaint.charter.freshness import DAY, Freshness, latest, merge, verify
from plaint.charter.pin import Pin
from plaint.charter.signing import sign_freshness
from plaint.keys import note
from tests.support.charter_vectors import history, pin_of
from tests.support.groups import NOW, amended, small_group

GROUP = small_group()
UNTIL = NOW + 7 * DAY


def signed_by(*members: str, until: int = UNTIL) -> bytes:
    """Return one freshness note of these members, each of whom signed on an own desk."""
    return bytes(merge(tuple(sign_freshness(GROUP.signed, GROUP.keys[name], until=until, now=NOW) for name in members)))


def refused(octets: bytes, now: int = NOW) -> str:
    """Return the code with which a note is refused."""
    with pytest.raises(CharterError) as error:
        verify(Freshness.from_bytes(octets), GROUP.signed, now)
    return error.value.code


def test_notes_of_single_desks_are_joined_to_one_that_stands() -> None:
    """Three desks of three bodies out of four make a charter fresh."""
    fresh = Freshness.from_bytes(signed_by("ombudsman-1", "ngo-1", "interior-1"))
    verify(fresh, GROUP.signed, NOW)
    assert fresh.until == UNTIL
    assert fresh.version == 1


def test_half_of_the_bodies_do_not_make_a_charter_fresh() -> None:
    """Two bodies of four, also with three members, are too few."""
    assert refused(signed_by("ombudsman-1", "ombudsman-2", "ngo-1")) == "bodies"


def test_the_order_in_which_notes_are_joined_does_not_matter() -> None:
    """One set of signatures has one form."""
    assert signed_by("ngo-1", "interior-1") == signed_by("interior-1", "ngo-1", "ngo-1")


def test_notes_that_say_different_things_are_not_joined() -> None:
    """A majority is one for the same words."""
    notes = tuple(
        sign_freshness(GROUP.signed, GROUP.keys["ngo-1"], until=until, now=NOW) for until in (UNTIL, UNTIL + 1)
    )
    with pytest.raises(CharterError):
        merge(notes)
    with pytest.raises(CharterError):
        merge(())


@pytest.mark.parametrize("until", [NOW, NOW - 1, NOW + 10 * DAY + 1])
def test_a_desk_signs_no_note_beyond_what_the_charter_allows(until: int) -> None:
    """At most `freshness_days` ahead, and not into the past."""
    with pytest.raises(CharterError) as error:
        sign_freshness(GROUP.signed, GROUP.keys["ngo-1"], until=until, now=NOW)
    assert error.value.code == "clock"
    assert latest(GROUP.signed, NOW) == NOW + 10 * DAY


def test_a_retired_members_desk_signs_no_freshness() -> None:
    """A retired member has no word in what is the newest."""
    after = amended(GROUP, lambda tree: {**tree, "reply_days": 30})
    history_after = history().v2.signed
    with pytest.raises(CharterError) as error:
        sign_freshness(history_after, history().v1.keys["ombudsman-2"], until=UNTIL, now=NOW)
    assert error.value.code == "unknown"
    assert sign_freshness(after.signed, GROUP.keys["ombudsman-2"], until=UNTIL, now=NOW).signatures


def test_the_note_of_one_version_does_not_freshen_the_next() -> None:
    """Freshness is for a hash, not for a number."""
    after = amended(GROUP, lambda tree: {**tree, "reply_days": 30}).signed
    with pytest.raises(CharterError) as error:
        verify(Freshness.from_bytes(GROUP.freshness(NOW)), after, NOW)
    assert error.value.code == "freshness"


def test_a_note_runs_out_by_the_second() -> None:
    """It holds at `until` and not a second later."""
    octets = signed_by("ombudsman-1", "ngo-1", "interior-1")
    verify(Freshness.from_bytes(octets), GROUP.signed, UNTIL)
    assert refused(octets, UNTIL + 1) == "stale"


@pytest.mark.parametrize(
    "text",
    [
        "plaint freshness/1\n",
        "plaint freshness/1\nplaint.example/north\n01\n" + "00" * 32 + "\n1\n",
        "plaint freshness/1\nplaint.example/north\n1\n" + "AA" * 32 + "\n1\n",
        "plaint freshness/1\nplaint.example/north\n1\n" + "00" * 32 + "\n-1\n",
        "plaint freshness/1\nplaint.example/north\n1\n" + "00" * 32 + "\n1\nmore\n",
    ],
)
def test_what_is_no_freshness_text_is_refused(text: str) -> None:
    """The text has five lines of one form, numbers without leading zeros."""
    stamp = str(GROUP.signed.note.signatures[0])
    with pytest.raises(CharterError) as error:
        Freshness.from_bytes(f"{text}\n{stamp}".encode())
    assert error.value.code == "form"


def test_a_note_that_is_no_note_is_refused() -> None:
    """Bytes that are no signed note are a matter of form."""
    with pytest.raises(CharterError) as error:
        Freshness.from_bytes(b"\xff\xfe")
    assert error.value.code == "form"


def test_a_note_is_a_signed_note_that_other_tools_read() -> None:
    """The stock reader of signed notes finds the signatures."""
    assert len(note.parse(signed_by("ngo-1", "interior-1")).signatures) == 2


def test_a_pin_is_written_and_read_as_the_same() -> None:
    """Nothing is lost between a pin and its text."""
    for version in ("v1", "v2", "v3"):
        pin = pin_of(version)
        assert Pin.from_text(str(pin)) == pin


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        str(pin_of("v2")).replace('"version": 2', '"version": 1'),
        str(pin_of("v2")).replace('"version": 2', '"version": "2"'),
        str(pin_of("v2")).replace("plaint.example/north", "https://plaint.example"),
    ],
)
def test_what_is_no_pin_is_refused(text: str) -> None:
    """A pin has one form, and in version 1 its hash is the root."""
    with pytest.raises(CharterError) as error:
        Pin.from_text(text)
    assert error.value.code == "form"
