# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cover for tests whose subject is something else: sealed once, and told apart by its last bytes.

A desk's stock holds a week of cover, and a test of several desks makes stocks again and again: sealing took half of
its time. What cover looks like is tested with genuine cover (tests/attacks/test_indistinguishable.py).
"""

import os
from functools import cache

from plaint.desk.post.poster import cover

_COMMIT = 32
"""Bytes of the erase commitment in front of the blob."""

_sealed = cache(cover)


def cheap_cover(slots: int) -> bytes:
    """Return a prepared entry that opens for nobody, as genuine cover does: each stanza's key was thrown away."""
    return os.urandom(_COMMIT) + _sealed(slots)[_COMMIT:-_COMMIT] + os.urandom(_COMMIT)
