# SPDX-License-Identifier: AGPL-3.0-or-later
"""Looking at attachments and giving them out."""

import hashlib
import io
import re

import pytest
from PIL import Image

from plaint.age.decrypt import decrypt
from plaint.desk.desk import Desk
from plaint.seal.chunks import OutgoingFile
from tests.support.desks import Browser, seen, sync
from tests.support.groups import small_group
from tests.support.keys import age_identity
from tests.support.ledgers import Ledger
from tests.support.stories import Story

READERS = (0, 1, 3)


def _photo() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "canary in the metadata"
    out = io.BytesIO()
    Image.new("RGB", (40, 20), (10, 120, 60)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def _send(ledger: Ledger, story: Story, content: bytes, name: str, media_type: str, *, chunks: bool = True) -> str:
    """File a complaint and a follow-up with one file; return the address of the file's page."""
    anna = story.complainant("anna")
    ledger.file(story.complaint(anna, readers=READERS).record)
    outgoing = OutgoingFile(content=content, name=name, media_type=media_type, original=True)
    blobs = list(outgoing.blobs())
    attachment = outgoing.attachment(tuple(hashlib.sha256(blob).digest() for blob in blobs))
    ledger.file(story.follow_up(anna, readers=READERS, text="файл", files=(attachment,)).record)
    if chunks:
        for blob in blobs:
            ledger.chunk(blob)
    ledger.tick(3600)
    return f"/case/{anna.case_id.hex()}/file/1/0"


def test_a_picture_is_shown_as_a_copy(member: Browser, desk: Desk, ledger: Ledger, story: Story) -> None:
    """The page shows a freshly drawn copy without metadata; the original's bytes never reach the browser."""
    address = _send(ledger, story, _photo(), "рынок.jpg", "image/jpeg")
    sync(desk, ledger.now)
    page = member.get(address)
    assert "рынок.jpg" in seen(page)
    assert f"{address}/picture" in page.text
    shown = member.get(f"{address}/picture")
    assert shown.headers["content-type"] == "image/jpeg"
    assert shown.headers["cache-control"] == "no-store"
    assert b"canary" not in shown.content
    assert Image.open(io.BytesIO(shown.content)).size == (40, 20)


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (b"%PDF-1.7 canary", "справка.pdf", "application/pdf"),
        (b"<svg onload='alert(1)'>", "a.svg", "image/svg+xml"),
        (b"<html><script>alert(1)</script>", "a.html", "text/html"),
    ],
)
def test_other_files_are_not_shown(
    member: Browser, desk: Desk, ledger: Ledger, story: Story, content: bytes, name: str, media_type: str
) -> None:
    """A file of another kind has no picture; its page warns and offers to save it sealed."""
    address = _send(ledger, story, content, name, media_type)
    sync(desk, ledger.now)
    page = member.get(address)
    assert "not opened on a desk" in seen(page)
    assert "<img" not in page.text
    assert content not in page.content
    assert member.get(f"{address}/picture").status_code == 404


def test_a_false_picture_is_no_picture(member: Browser, desk: Desk, ledger: Ledger, story: Story) -> None:
    """A file that only claims to be a picture gives nothing."""
    address = _send(ledger, story, b"GIF89a<script>", "a.gif", "image/gif")
    sync(desk, ledger.now)
    answer = member.get(f"{address}/picture")
    assert (answer.status_code, answer.content) == (404, b"")


def test_a_file_is_given_out_sealed(member: Browser, desk: Desk, ledger: Ledger, story: Story) -> None:
    """What is saved opens with this member's key, or with the typed recipient's, and is named after nothing."""
    content = b"%PDF-1.7 canary"
    address = _send(ledger, story, content, "справка.pdf", "application/pdf")
    sync(desk, ledger.now)
    own = small_group().keys["ombudsman-1"].keys.identity
    for typed, identity in (("", own), (str(age_identity(5).recipient), age_identity(5))):
        answer = member.post(address, recipient=typed)
        assert b"canary" not in answer.content
        assert decrypt(answer.content, [identity]) == content
        assert re.fullmatch(r'attachment; filename="[0-9a-f]{8}\.age"', answer.headers["content-disposition"])


def test_a_wrong_recipient_gives_nothing_out(member: Browser, desk: Desk, ledger: Ledger, story: Story) -> None:
    """A typed text that is no recipient is refused on the page."""
    address = _send(ledger, story, b"x", "a.pdf", "application/pdf")
    sync(desk, ledger.now)
    answer = member.post(address, recipient="age1qqq")
    assert answer.status_code == 422
    assert "content-disposition" not in answer.headers


def test_a_file_that_is_still_coming_is_said_to_be(member: Browser, desk: Desk, ledger: Ledger, story: Story) -> None:
    """While chunks are missing the page says so and offers nothing."""
    address = _send(ledger, story, _photo(), "a.jpg", "image/jpeg", chunks=False)
    sync(desk, ledger.now)
    page = member.get(address)
    assert "still to come" in seen(page)
    assert '<form method="post" action="' + desk.base + address not in page.text
    assert member.post(address).status_code == 422


@pytest.mark.parametrize("tail", ["file/9/0", "file/1/9", "file/0/0", "file/x/0", "file/1/-1", "file/1/٣"])
def test_other_addresses_hold_no_file(member: Browser, desk: Desk, ledger: Ledger, story: Story, tail: str) -> None:
    """A place that no file has gives one answer."""
    address = _send(ledger, story, b"x", "a.pdf", "application/pdf")
    sync(desk, ledger.now)
    answer = member.get(f"{address.partition('/file')[0]}/{tail}")
    assert answer.status_code in {400, 404}
    assert "a.pdf" not in answer.text
