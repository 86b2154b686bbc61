# SPDX-License-Identifier: AGPL-3.0-or-later
"""Making a new cosigner, and saying what one has signed. Making is a step of its own, done once by a person."""

from collections.abc import Iterator

from plaint.cosign import evidence
from plaint.cosign.key import CosignerKey, create_key, read_key
from plaint.cosign.settings import CosignSettings
from plaint.cosign.state import create_state, read_state
from plaint.keys.vkey import check_name


def init_cosigner(settings: CosignSettings, name: str) -> CosignerKey:
    """Make folder and key for the cosigner `name`; return the key. Raises `FileError` where one is there already.

    The key is made last: without it nothing runs, so what broke off half-way is seen before anything was signed.
    """
    check_name(name)
    create_state(settings.folder)
    return create_key(settings.key, name)


def tell(settings: CosignSettings) -> Iterator[str]:
    """Yield lines that say which keys sign and what was countersigned last."""
    yield from (f"key: {key}" for key in read_key(settings.key).verifiers)
    state = read_state(settings.folder)
    checkpoint = state.checkpoint
    if checkpoint is None:
        yield "countersigned: nothing yet"
    else:
        yield f"countersigned: {checkpoint.origin}, {checkpoint.size} leaves, tick {checkpoint.tick}"
        yield f"root: {checkpoint.root.hex()}"
    found = evidence.everything(settings.folder)
    yield from (f"evidence: {path}" for path in found)
    if not found:
        yield "evidence: none"
