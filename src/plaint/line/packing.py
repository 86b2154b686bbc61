# SPDX-License-Identifier: AGPL-3.0-or-later
"""Unpacking an answer, within bounds.

Rules of this module:

- What comes out has a greatest size while it comes out. A hundred bytes of brotli are a hundred megabytes of zeros: who
  unpacks first and measures then is out of memory, and a cosigner that is gone posts no cover.
- One packing, of those that intake uses. Packed twice, or otherwise, is nothing that an honest server sends.
"""

import zlib
from typing import Final

try:
    import brotli
except ImportError:  # the extra of the cosigner, which alone asks for packed answers, has it
    brotli = None

_GZIP: Final = 31
"""Of zlib's `wbits`: a gzip header, and the largest window."""


def unpacked(octets: bytes, packing: str, *, most: int) -> bytes:
    """Return what `octets` hold under a Content-Encoding, or the first `most + 1` bytes; nothing where damaged."""
    if packing in {"", "identity"}:
        return octets[: most + 1]
    try:
        if packing == "gzip":
            return zlib.decompressobj(_GZIP).decompress(octets, most + 1)
        if packing == "br" and brotli is not None:
            found: bytes = brotli.Decompressor().process(octets, output_buffer_limit=most + 1)
            return found[: most + 1]
    except (zlib.error, getattr(brotli, "error", zlib.error)):
        return b""
    return b""
