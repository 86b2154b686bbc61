# SPDX-License-Identifier: AGPL-3.0-or-later
"""The process that decodes one picture: bytes in on standard input, a freshly drawn copy out on standard output.

Run as `python -I -m plaint.desk.pictures.worker`. Exit code 0 and an answer, or 1 and nothing: why a picture does not
decode is of no use to who looks at it, and an error text might quote the file.
"""

import io
import struct

from PIL import Image, ImageOps

from plaint import apart
from plaint.desk.pictures import limits


def draw(original: bytes) -> bytes:
    """Return the answer for this file: its first frame, upright, at most 2,400 pixels long, without metadata."""
    Image.MAX_IMAGE_PIXELS = limits.MOST_PIXELS // 2  # Pillow warns at one times this and refuses at two
    with Image.open(io.BytesIO(original), formats=limits.FORMATS) as opened:
        if opened.width * opened.height > limits.MOST_PIXELS:
            raise ValueError("too many pixels")
        opened.draft("RGB", (limits.LONGEST_SIDE, limits.LONGEST_SIDE))
        upright = ImageOps.exif_transpose(opened)
    clear = upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info
    copy = upright.convert("RGBA" if clear else "RGB")
    copy.thumbnail((limits.LONGEST_SIDE, limits.LONGEST_SIDE))
    # A picture made from the pixels alone: nothing of the file's own chunks, profiles or comments can come along.
    bare = Image.frombytes(copy.mode, copy.size, copy.tobytes())
    out = io.BytesIO()
    if clear:
        bare.save(out, "PNG")
    else:
        bare.save(out, "JPEG", quality=88)
    return limits.MAGIC + (b"P" if clear else b"J") + struct.pack(">HH", *bare.size) + out.getvalue()


def main() -> int:
    """Draw what comes on standard input; return the exit code."""
    return apart.answer(draw, most=limits.MOST_BYTES, memory=limits.MEMORY_BYTES)


if __name__ == "__main__":
    raise SystemExit(main())
