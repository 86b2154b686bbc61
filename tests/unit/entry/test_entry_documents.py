# SPDX-License-Identifier: AGPL-3.0-or-later
"""The documents that a complainant writes: complaint, follow-up, sealed name, thread."""

import dataclasses
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plaint.age.errors import KeyTextError
from plaint.entry import complaint, identity, strictjson
from plaint.entry.complaint import About, Complaint, Helper
from plaint.entry.fields import DocumentError
from plaint.entry.followup import FollowUp
from plaint.entry.identity import SealedName
from plaint.entry.thread import ThreadSection
from plaint.entry.unknown import Unknown
from plaint.errors import FormatError
from tests.support.records import COMPLAINT, THREAD

ID = st.from_regex(r"\A[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?\Z")
IDS = st.lists(ID, unique=True, max_size=4).map(tuple)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=100)
PURPOSES = st.lists(st.sampled_from(complaint.PURPOSES), unique=True).map(tuple)
HELPERS = st.none() | st.builds(
    Helper,
    organisation=TEXT,
    relation=st.sampled_from(complaint.HELPER_RELATIONS),
    consent=st.sampled_from(complaint.HELPER_CONSENTS),
    dictated=st.booleans(),
)
COMPLAINTS = st.builds(
    Complaint,
    language=st.sampled_from(["ru", "en", "ce"]),
    relation=st.sampled_from(complaint.RELATIONS),
    about=st.builds(About, bodies=IDS, regions=IDS, unknown=st.booleans(), uniformed=st.booleans(), note=TEXT),
    left_out=IDS,
    included=IDS,
    account=TEXT.filter(bool),
    who=TEXT,
    urgency=st.sampled_from(complaint.URGENCIES),
    wish=st.sampled_from(complaint.WISHES),
    consent=PURPOSES,
    earlier=st.booleans(),
    helper=HELPERS,
)
FOLLOW_UP = FollowUp(language="ru", text="Есть ещё свидетель.")
NAME = SealedName(name="Имя Фамилия", contact="через адвоката")


@settings(max_examples=50, deadline=None)
@given(COMPLAINTS)
def test_any_complaint_comes_back(said: Complaint) -> None:
    """Whatever is said within the form reads as it was said, and is written as the same bytes."""
    assert Complaint.decode(said.encode()) == said


def changed(document: bytes, path: str, value: Any) -> bytes:
    """Return the document with the field at a dotted path changed; `...` drops it."""
    tree: Any = strictjson.decode_object(document)
    inner = tree
    *way, last = path.split(".")
    for name in way:
        inner = inner[name]
    if value is ...:
        del inner[last]
    else:
        inner[last] = value
    return strictjson.encode(tree)


WRONG: list[tuple[str, Any]] = [
    ("language", "rus"), ("language", "RU"), ("language", None), ("language", ...),
    ("relation", "friend"), ("relation", ...), ("relation", 1),
    ("about", []), ("about", ...), ("about.bodies", "police"), ("about.bodies", ["a", "a"]), ("about.bodies", [1]),
    ("about.bodies", ["Police"]), ("about.bodies", [f"b{n}" for n in range(65)]), ("about.regions", ["a b"]),
    ("about.unknown", 0), ("about.uniformed", "no"), ("about.note", "x" * 301), ("about.note", None),
    ("left_out", ["-a"]), ("included", ["a" * 41]), ("included", ...),
    ("account", ""), ("account", "я" * 10_001), ("account", ...), ("account", ["x"]),
    ("when", "x" * 301), ("where", "x" * 301), ("who", "x" * 1001), ("others", "x" * 501), ("needs", "x" * 1001),
    ("urgency", "later"), ("wish", "wait"), ("consent", ["everything"]), ("consent", ["count", "count"]),
    ("earlier", 1), ("helper", ...), ("helper", []), ("helper", {"relation": "hotline"}),
    ("form", 0), ("form", True), ("form", "1"), ("form", ...),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value"), WRONG)
def test_a_wrong_field_is_named(path: str, value: Any) -> None:
    """A field that is not as the form wants it is named in the error, and nothing that was said is."""
    with pytest.raises(DocumentError) as caught:
        Complaint.decode(changed(COMPLAINT.encode(), path, value))
    assert caught.value.field.startswith(path.split(".", maxsplit=1)[0])
    assert COMPLAINT.account not in str(caught.value)


def test_lengths_are_in_code_points() -> None:
    """10,000 letters fit whatever their script, also those beyond the basic plane."""
    for letter in ("a", "я", "ⴰ", "\U0001f600"):
        said = dataclasses.replace(COMPLAINT, account=letter * 10_000)
        assert Complaint.decode(said.encode()) == said
        with pytest.raises(DocumentError):
            dataclasses.replace(COMPLAINT, account=letter * 10_001).encode()


@pytest.mark.parametrize("name", ["when", "where", "who", "others", "needs", "about.note"])
def test_a_missing_text_was_not_said(name: str) -> None:
    """A text that is left out means the same as an empty one."""
    read = Complaint.decode(changed(COMPLAINT.encode(), name, ...))
    assert read == COMPLAINT


def test_what_is_new_is_kept() -> None:
    """Fields of a newer form are kept at every level and written again."""
    document = changed(changed(COMPLAINT.encode(), "weather", [1, None]), "about.colour", "red")
    said = Complaint.decode(document)
    assert isinstance(said, Complaint)
    assert said.more == {"weather": [1, None]}
    assert said.about.more == {"colour": "red"}
    assert said.encode() == document


def test_a_newer_form_is_kept_whole() -> None:
    """A document of another form comes back with its bytes, to be shown as "update needed"."""
    document = changed(COMPLAINT.encode(), "form", 2)
    assert Complaint.decode(document) == Unknown("complaint", 2, document)
    later = changed(FOLLOW_UP.encode(), "form", 3)
    assert FollowUp.decode(later) == Unknown("follow-up", 3, later)


def test_a_complaint_does_not_show_what_was_said() -> None:
    """`repr` holds no text of the person, so that no log does."""
    said = dataclasses.replace(COMPLAINT, who="Имярек", helper=Helper(
        organisation="Горячая линия", relation="hotline", consent="spoken", dictated=True
    ))  # fmt: skip
    shown = repr(said) + repr(NAME) + repr(FOLLOW_UP)
    for text in (said.account, said.who, "Горячая линия", NAME.name, NAME.contact, FOLLOW_UP.text):
        assert text not in shown


@given(
    st.builds(
        FollowUp,
        language=st.just("ru"),
        text=TEXT.filter(bool),
        grant=PURPOSES,
        envelope=st.sampled_from(["none", "add", "replace"]),
        close=st.booleans(),
    )
)
def test_any_follow_up_comes_back(said: FollowUp) -> None:
    """Whatever is said within the form reads as it was said."""
    assert FollowUp.decode(said.encode()) == said


@pytest.mark.parametrize(
    "changes",
    [
        {"text": ""},
        {"text": "x" * 10_001},
        {"grant": ("count",), "withdraw": ("count",)},
        {"grant": ("all",)},
        {"envelope": "remove"},
        {"language": "r"},
    ],
)
def test_a_follow_up_says_one_clear_thing(changes: dict[str, Any]) -> None:
    """Nothing said at all, or a consent given and withdrawn at once, is refused."""
    with pytest.raises(DocumentError):
        dataclasses.replace(FOLLOW_UP, **changes).encode()


@pytest.mark.parametrize(
    "changes", [{"grant": ("count",)}, {"withdraw": ("press",)}, {"envelope": "add"}, {"close": True}]
)
def test_one_thing_said_is_enough(changes: dict[str, Any]) -> None:
    """A follow-up without text may give or withdraw consent, bring a name, or ask to stop."""
    said = dataclasses.replace(FOLLOW_UP, text="", **changes)
    assert FollowUp.decode(said.encode()) == said


@given(st.builds(SealedName, name=TEXT.filter(bool), contact=TEXT, safe_contact=TEXT, other=TEXT))
def test_any_name_comes_back_in_one_length(name: SealedName) -> None:
    """Every sealed name has 2,048 bytes, or is refused as too long."""
    try:
        octets = name.encode()
    except DocumentError:
        return
    assert len(octets) == 2048
    assert SealedName.decode(octets) == name


def test_names_are_strict() -> None:
    """Another length, padding that is not zero, no name, and texts too long are refused."""
    octets = NAME.encode()
    unnamed = strictjson.encode({"form": 1, "name": "", "contact": "", "safe_contact": "", "other": ""})
    for bad in (
        octets[:-1],
        octets + b"\x00",
        octets[:-1] + b"\x01",
        b"\xff\xff" + octets[2:],
        len(unnamed).to_bytes(2, "big") + unnamed + bytes(2046 - len(unnamed)),
    ):
        with pytest.raises(FormatError):
            SealedName.decode(bad)
    for changes in ({"name": "x" * 201}, {"contact": "\x01" * 400, "safe_contact": "\x01" * 300}):
        with pytest.raises(DocumentError):
            dataclasses.replace(NAME, **changes).encode()
    assert identity.LENGTH == 2048


def test_a_thread_comes_back() -> None:
    """Section 2 has 1,248 bytes; another length or what is no recipient is refused."""
    section = ThreadSection(THREAD.key, THREAD.identity.recipient)
    octets = section.encode()
    assert len(octets) == 1248
    assert ThreadSection.decode(octets) == section
    for bad in (octets[:-1], octets + b"\x00"):
        with pytest.raises(FormatError):
            ThreadSection.decode(bad)
    with pytest.raises(KeyTextError):
        ThreadSection.decode(b"\xff" * 1248)
    assert repr(THREAD.key) not in repr(section)
