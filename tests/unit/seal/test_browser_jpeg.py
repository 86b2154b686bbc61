# SPDX-License-Identifier: AGPL-3.0-or-later
"""Photographs cleaned by the browser half, looked at with a picture library that knows nothing of it."""

import io
from typing import Any

import pytest
from PIL import Image, ImageOps

from tests.support.browser_half import ask, decoded, encoded

CANARY = b"CANARY"
ORIENTATION = 0x0112


def picture(**options: Any) -> bytes:
    """Return a JPEG with patterns in it, saved with these options."""
    image = Image.effect_mandelbrot((96, 64), (-2, -1, 1, 1), 40).convert(options.pop("mode", "RGB"))
    saved = io.BytesIO()
    image.save(saved, "JPEG", quality=85, **options)
    return saved.getvalue()


def exif(orientation: int | None = None) -> bytes:
    """Return EXIF with a camera, a place and, where given, an orientation."""
    found = Image.Exif()
    found[0x010F] = "CANARY camera"
    found[0x0132] = "2017:04:04 12:00:00"
    found.get_ifd(0x8825).update({1: "N", 2: (43.0, 19.0, 5.0), 3: "E", 4: (45.0, 41.0, 55.0)})
    if orientation is not None:
        found[ORIENTATION] = orientation
    return found.tobytes()


def clean(octets: bytes) -> tuple[bytes, list[str]]:
    """Have the browser half clean a picture; return it and what was removed."""
    told = ask("clean", picture=encoded(octets))
    assert "error" not in told
    return decoded(told["picture"]), [each["what"] for each in told["removed"]]


def upright(octets: bytes) -> bytes:
    """Return the pixels as a viewer shows them."""
    with Image.open(io.BytesIO(octets)) as image:
        image.load()
        return ImageOps.exif_transpose(image).tobytes()


@pytest.mark.parametrize(
    "octets",
    [
        pytest.param(picture(exif=exif()), id="a camera and a place"),
        pytest.param(picture(exif=exif(6)), id="turned to the right"),
        pytest.param(picture(exif=exif(3), progressive=True), id="progressive, upside down"),
        pytest.param(picture(exif=exif(), comment=CANARY, mode="L"), id="grey, with a comment"),
        pytest.param(picture(exif=exif(), mode="CMYK"), id="in printer's colours"),
        pytest.param(picture(exif=exif(8), restart_marker_rows=1), id="with restarts"),
        pytest.param(picture(xmp=b"<x:xmpmeta>CANARY</x:xmpmeta>"), id="with XMP"),
        pytest.param(picture(exif=exif()) + CANARY * 100, id="with a film behind it"),
    ],
)
def test_the_picture_stays_and_what_is_hidden_goes(octets: bytes) -> None:
    """Same pixels the same way up; no camera, place, comment, XMP or trailing bytes."""
    assert CANARY in octets
    cleaned, removed = clean(octets)
    assert CANARY not in cleaned
    assert removed
    assert upright(cleaned) == upright(octets)
    with Image.open(io.BytesIO(cleaned)) as image:
        assert set(image.getexif()) <= {ORIENTATION}
        assert "comment" not in image.info
        assert "xmp" not in image.info


def test_several_pictures_in_one_file_become_one() -> None:
    """What a phone keeps behind the picture (a second shot, a depth map) goes, with the list of it."""
    image = Image.effect_mandelbrot((64, 64), (-2, -1, 1, 1), 40).convert("RGB")
    saved = io.BytesIO()
    image.save(saved, "MPO", save_all=True, append_images=[image.rotate(90)])
    cleaned, removed = clean(saved.getvalue())
    assert {"further pictures", "trailing bytes"} <= set(removed)
    with Image.open(io.BytesIO(cleaned)) as alone:
        assert (alone.format, getattr(alone, "n_frames", 1)) == ("JPEG", 1)


def test_what_is_no_jpeg_is_not_taken_for_clean() -> None:
    """A PNG under the name of a JPEG, and half a JPEG, are refused."""
    saved = io.BytesIO()
    Image.new("RGB", (8, 8)).save(saved, "PNG")
    for octets in (saved.getvalue(), picture()[:300]):
        assert ask("clean", picture=encoded(octets))["error"]["code"] == "bad-jpeg"
