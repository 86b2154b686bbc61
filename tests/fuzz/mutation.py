# SPDX-License-Identifier: AGPL-3.0-or-later
"""Make inputs that are almost right out of inputs that are right.

Everything is drawn from one seeded generator: the same seed gives the same inputs in every run and on every machine.
"""

import random
from collections.abc import Sequence

_EDGES = (
    *(0, 1, 2, 7, 8, 9, 15, 16, 17, 127, 128, 255, 256, 65535, 65536),
    *(2**31 - 1, 2**31, 2**32 - 1, 2**53, 2**63, 2**64 - 1),
)
_TOKENS = tuple(
    # surrogatepass: half a surrogate pair in UTF-8 is what a lenient reader lets in.
    token.encode("utf-8", "surrogatepass")
    for token in (
        *("\n", "\r\n", "\n\n", "\0", " ", "\t", "\u00a0", "\u2014 ", "/", "..", "+", "=", "A", "\\"),
        *("-----BEGIN PLAINT PACKET-----", "-----END PLAINT PACKET-----", "x001/", ".p/", "age1pq1"),
        *("-> mlkem768x25519 ", "--- ", "age-encryption.org/v1", "[" * 40, "x" * 300),
        *("{", "}", "[", "]", '"', ":", ",", "null", "true", "NaN", "Infinity", "-0", "1e9", "0.5", "9007199254740992"),
        *('"\\ud800"', '"\\u0000"', "\ud800", "\ufeff", "\u0451", "\u04c0", "\U0001f600", "\u0661", "\u0130"),
    )
)


LARGE = 50
"""One in so many inputs is drawn around a large one, where there are any."""


class Mutator:
    """Draws inputs around a corpus of right ones."""

    __slots__ = ("_corpus", "_draw", "_large", "_longest")

    def __init__(self, corpus: Sequence[bytes], seed: object, large: Sequence[bytes] = ()) -> None:
        """Draw around `corpus`, which must not be empty, and seldom around `large`; `seed` decides all that is drawn.

        In a long input most changes hit where one byte is as good as another, and each costs a thousand times its
        reading: what has structure is drawn around the shortest inputs that show it.
        """
        self._corpus = tuple(corpus)
        self._large = tuple(large)
        self._draw = random.Random(repr(seed))
        self._longest = 2 * max(map(len, self._corpus + self._large)) + 64

    def draw(self) -> bytes:
        """Return the next input: mostly a mutated right one, now and then random bytes, now and then a right one."""
        kind = self._draw.random()
        if kind < 0.03:
            return self._draw.randbytes(self._draw.randrange(min(self._longest, 4096)))
        is_large = self._large and self._draw.randrange(LARGE) == 0
        octets = bytearray(self._draw.choice(self._large if is_large else self._corpus))
        if kind < 0.05:
            return bytes(octets)
        for _ in range(self._draw.choice((1, 1, 1, 2, 2, 3, 5))):
            self._draw.choice(_WAYS)(self, octets)
        return bytes(octets[: self._longest])

    def _place(self, octets: bytearray) -> int:
        # Half of the time near the front, where lengths, versions and numbers stand.
        length = len(octets) + 1
        return self._draw.randrange(min(length, 200) if self._draw.random() < 0.5 else length)

    def _span(self, octets: bytearray) -> slice:
        at = self._place(octets)
        return slice(at, at + self._draw.choice((1, 1, 2, 4, 8, 16, 32, 64, 1024)))

    def _flip(self, octets: bytearray) -> None:
        if octets:
            octets[self._place(octets) % len(octets)] ^= 1 << self._draw.randrange(8)

    def _overwrite(self, octets: bytearray) -> None:
        if octets:
            octet = self._draw.choice((0, 1, 10, 32, 45, 127, 128, 255, self._draw.randrange(256)))
            octets[self._place(octets) % len(octets)] = octet

    def _number(self, octets: bytearray) -> None:
        width = self._draw.choice((1, 2, 4, 8))
        at = self._place(octets)
        old = int.from_bytes(octets[at : at + width], "big")
        new = self._draw.choice((self._draw.choice(_EDGES), old + self._draw.randint(-4, 4), len(octets) - at - width))
        octets[at : at + width] = (new % 256**width).to_bytes(width, "big")

    def _cut(self, octets: bytearray) -> None:
        del octets[self._span(octets)]

    def _truncate(self, octets: bytearray) -> None:
        del octets[self._place(octets) :]

    def _repeat(self, octets: bytearray) -> None:
        span = self._span(octets)
        octets[span.stop : span.stop] = octets[span]

    def _insert(self, octets: bytearray) -> None:
        at = self._place(octets)
        octets[at:at] = self._draw.randbytes(self._draw.choice((1, 1, 2, 4, 32)))

    def _token(self, octets: bytearray) -> None:
        token = self._draw.choice(_TOKENS)
        at = self._place(octets)
        octets[at : at + self._draw.choice((0, 0, 1, len(token)))] = token

    def _swap(self, octets: bytearray) -> None:
        one, other = self._span(octets), self._span(octets)
        octets[one], octets[other] = octets[other], octets[one]

    def _splice(self, octets: bytearray) -> None:
        other = self._draw.choice(self._corpus)
        octets[self._place(octets) :] = other[self._draw.randrange(len(other) + 1) :]

    def _digit(self, octets: bytearray) -> None:
        # Numbers in texts: sizes, ticks, versions.
        places = [at for at, octet in enumerate(octets[:4096]) if 48 <= octet <= 57]
        if places:
            at = self._draw.choice(places)
            octets[at : at + 1] = self._draw.choice((b"0", b"9", b"", b"00", b"-1", b"99999999999999999999", b"1_0"))


_WAYS = (
    *(Mutator._flip, Mutator._overwrite, Mutator._number) * 2,
    *(Mutator._cut, Mutator._truncate, Mutator._repeat, Mutator._insert),
    *(Mutator._token, Mutator._swap, Mutator._splice, Mutator._digit),
)
