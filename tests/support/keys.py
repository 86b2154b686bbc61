# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keys for tests, each from a seed that says which it is, so that a failure can be repeated."""

import hashlib
from functools import cache

from plaint.age.identity import Identity


@cache
def age_identity(number: int) -> Identity:
    """Return the test identity of this number."""
    return Identity.from_seed(hashlib.sha256(b"plaint test identity %d" % number).digest())


def age_identities(count: int) -> list[Identity]:
    """Return the first `count` test identities."""
    return [age_identity(number) for number in range(count)]
