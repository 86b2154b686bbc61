# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading binary forms strictly: big-endian integers, exact lengths, zeros where they must be, nothing left over."""

from typing import Final

from plaint.errors import FormatError

LARGEST_INTEGER: Final = 2**53 - 1
"""JavaScript counts exactly up to here: a larger number would be two different ones to the two halves."""

_ZEROS = bytes(4096)


class Reader:
    """Takes a form apart from front to end; every fault is a `FormatError` that names the form."""

    __slots__ = ("_at", "_form", "_octets")

    def __init__(self, octets: bytes, form: str) -> None:
        """Read `octets`; `form` is what they should be, as errors name it."""
        self._octets = octets
        self._form = form
        self._at = 0

    @property
    def left(self) -> int:
        """How many bytes are not yet taken."""
        return len(self._octets) - self._at

    def take(self, length: int) -> bytes:
        """Return the next `length` bytes."""
        taken = self._octets[self._at : self._at + length]
        if len(taken) != length:
            raise self.error("it is cut off")
        self._at += length
        return taken

    def rest(self) -> bytes:
        """Return all bytes that are left."""
        return self.take(self.left)

    def integer(self, width: int) -> int:
        """Return the next `width` bytes as an unsigned, big-endian integer, which is at most 2^53−1."""
        value = int.from_bytes(self.take(width), "big")
        if value > LARGEST_INTEGER:
            raise self.error("a number in it is too large")
        return value

    def prefixed(self, width: int, most: int) -> bytes:
        """Return the bytes behind a length of `width` bytes, which may be at most `most`."""
        length = self.integer(width)
        if length > most:
            raise self.error("a length in it is too large")
        return self.take(length)

    def zeros(self, length: int) -> None:
        """Refuse unless the next `length` bytes are zero: they would be a place to hide something in."""
        if length > self.left:
            raise self.error("it is cut off")
        end = self._at + length
        # By pages: the padding of an entry is tens of kilobytes, and a desk reads thousands of entries.
        starts = range(self._at, end, len(_ZEROS))
        if not all(self._octets.startswith(_ZEROS[: end - start], start) for start in starts):
            raise self.error("bytes that must be zero are not")
        self._at = end

    def end(self) -> None:
        """Refuse what is left over: it would give one content many forms."""
        if self.left:
            raise self.error("something follows its end")

    def error(self, why: str) -> FormatError:
        """Return the error that says why these bytes are not of the form."""
        return FormatError(
            f"This is not a {self._form}: {why}.", hint="Fetch it again; update the program if it stays so."
        )
