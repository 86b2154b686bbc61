# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every binary CCTV vector of the age format that is not about passphrases: 86 of 143, 18 of them hybrid."""

import base64
import hashlib
import json
import zlib
from collections import defaultdict
from functools import cache

import pytest

from plaint.age.decrypt import Unwraps, decrypt
from plaint.age.errors import AgeError, HeaderError, MacError, NoMatchError, PayloadError
from plaint.age.identity import Identity
from tests.support.node import run_script
from tests.support.x25519 import X25519Identity

EXPECTED: dict[str, type[AgeError]] = {
    "header failure": HeaderError,
    "no match": NoMatchError,
    "HMAC failure": MacError,
    "payload failure": PayloadError,
}
# HPKE does not tell a point of low order from a foreign stanza: refused all the same, as one that is not for us.
HIDDEN_BY_HPKE = {"hybrid_identity", "hybrid_low_order"}


@cache
def vectors() -> dict[str, tuple[dict[str, list[str]], bytes]]:
    """Return fields and file of each vector that applies to us."""
    found = {}
    for name, text in json.loads(run_script("cctv.mjs")).items():
        head, _, file = base64.b64decode(text).partition(b"\n\n")
        fields: dict[str, list[str]] = defaultdict(list)
        for line in head.decode().splitlines():
            key, _, value = line.partition(": ")
            fields[key].append(value)
        if fields["armored"] or (fields["passphrase"] and not fields["identity"]):
            continue
        found[name] = fields, zlib.decompress(file) if fields["compressed"] else file
    return found


def identity(text: str) -> Unwraps:
    """Return our identity for a hybrid text, the test's own for a classical one."""
    return Identity.from_text(text) if text.startswith("AGE-SECRET-KEY-PQ-1") else X25519Identity.from_text(text)


def test_all_binary_vectors_are_there() -> None:
    """86 vectors apply to us, 18 of them about hybrid stanzas."""
    names = list(vectors())
    assert len(names) == 86
    assert len([name for name in names if "hybrid" in name]) == 18


def test_each_vector_ends_as_it_says() -> None:
    """Each vector opens to the payload it names, or fails with the error it names and releases nothing."""
    for name, (fields, file) in vectors().items():
        keys = [identity(text) for text in fields["identity"]]
        expected = fields["expect"][0]
        if expected == "success":
            assert hashlib.sha256(decrypt(file, keys)).hexdigest() == fields["payload"][0], name
            continue
        error = NoMatchError if name in HIDDEN_BY_HPKE else EXPECTED[expected]
        with pytest.raises(AgeError) as caught:
            decrypt(file, keys)
        assert type(caught.value) is error, name
