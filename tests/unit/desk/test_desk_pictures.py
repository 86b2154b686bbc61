# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures from strangers are drawn anew by a process of their own."""

import io

import pytest
from PIL import Image

from plaint.desk.pictures import limits
from plaint.desk.pictures.reencode import Picture, PictureError, _read_answer, reencode

CANARY = b"canary-in-the-metadata"


def _jpeg(width: int = 64, height: int = 32, *, orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = CANARY.decode()
    out = io.BytesIO()
    Image.new("RGB", (width, height), (200, 30, 30)).save(out, "JPEG", exif=exif, comment=CANARY)
    return out.getvalue()


def _open(picture: Picture) -> Image.Image:
    return Image.open(io.BytesIO(picture.content))


def test_metadata_does_not_come_along() -> None:
    """Neither EXIF nor a comment of the original is in the copy."""
    original = _jpeg()
    assert CANARY in original
    picture = reencode(original)
    assert CANARY not in picture.content
    assert not _open(picture).getexif()
    assert (picture.media_type, picture.width, picture.height) == ("image/jpeg", 64, 32)


def test_a_picture_is_shown_upright() -> None:
    """The turn that a phone wrote into the metadata is applied before the metadata goes."""
    picture = reencode(_jpeg(orientation=6))
    assert (picture.width, picture.height) == (32, 64)


def test_a_large_picture_is_made_smaller() -> None:
    """The copy is never longer than the limit on one side."""
    picture = reencode(_jpeg(4000, 1000))
    assert (picture.width, picture.height) == (limits.LONGEST_SIDE, 600)


def test_transparency_stays() -> None:
    """A picture with an alpha channel comes back as PNG with one."""
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (1, 2, 3, 0)).save(out, "WEBP", lossless=True)
    picture = reencode(out.getvalue())
    assert picture.media_type == "image/png"
    assert _open(picture).getpixel((0, 0))[3] == 0  # type: ignore[index] # RGBA pixels are tuples


@pytest.mark.parametrize("form", ["TIFF", "BMP", "PPM", "ICO", "TGA"])
def test_other_formats_are_no_pictures_here(form: str) -> None:
    """Only four formats are decoded, however well Pillow knows the others."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, form)
    with pytest.raises(PictureError):
        reencode(out.getvalue())


@pytest.mark.parametrize("original", [b"", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, b"<svg onload=alert(1)>"])
def test_what_is_no_picture_is_refused(original: bytes) -> None:
    """A file that does not decode gives an error that says what to do, and nothing of the file."""
    with pytest.raises(PictureError, match="separate machine"):
        reencode(original)


def test_a_bomb_is_refused_before_it_is_decoded() -> None:
    """A small file that claims more pixels than the limit is refused."""
    out = io.BytesIO()
    Image.new("1", (10_000, 6_000)).save(out, "PNG")
    assert len(out.getvalue()) < 20_000
    with pytest.raises(PictureError):
        reencode(out.getvalue())


def test_a_slow_worker_is_ended() -> None:
    """A decoder that takes too long is stopped and the file shown as no picture."""
    with pytest.raises(PictureError):
        reencode(_jpeg(), seconds=0.001)


@pytest.mark.parametrize(
    "answer",
    [b"", b"PLPX", b"PLPXJ\0\1\0\1", b"XXXXJ\0\1\0\1x", b"PLPXZ\0\1\0\1x", b"PLPXJ\0\0\0\1x", b"PLPXJ\xff\xff\0\1x"],
)
def test_a_worker_that_was_taken_over_cannot_lie_about_the_form(answer: bytes) -> None:
    """An answer that is short, of another type or of impossible size is refused."""
    with pytest.raises(PictureError):
        _read_answer(answer)
