# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a picture may cost to draw, and the frame in which parent and worker talk."""

from typing import Final

FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF")
"""Formats that the worker decodes, as Pillow names them."""
MOST_BYTES: Final = 26_214_400
"""As large as an attachment can be (docs/protocol.md, section 7)."""
MOST_PIXELS: Final = 50_000_000
"""Larger than any phone's picture; a decompression bomb of the same file size holds billions."""
LONGEST_SIDE: Final = 2400
"""Pixels of the copy that is shown: readable handwriting on a full page, no more."""
MOST_ANSWER_BYTES: Final = 4 * LONGEST_SIDE**2 + 65_536
"""A copy of the longest sides in which nothing could be packed: four bytes a pixel, and the frame of a PNG."""
SECONDS: Final = 20
MEMORY_BYTES: Final = 1_073_741_824
"""Address space of the worker where the system can limit it: four bytes a pixel, a few copies, and Python."""

MAGIC: Final = b"PLPX"
"""A worker's answer: magic, `J` or `P` for JPEG or PNG, u16 width, u16 height, then the file."""
