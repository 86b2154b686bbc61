# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ledger's signing key: one small file, readable by its owner only.

It signs heads and opens nothing. Who has it can make a second history of the ledger, which desks and cosigners would
notice; who loses it needs a new version of the charter that names another one.
"""

import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from plaint.entry import strictjson
from plaint.errors import FormatError
from plaint.keys.signature import SEED_LENGTH, Algorithm, SigningKey
from plaint.keys.vkey import NoteKeyType, NoteSigner
from plaint.store.database import sync_folder
from plaint.store.errors import StoreError

_FORM: Final = "ledger-key/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerKey:
    """The seeds of the ledger's two signing keys, and the origin that they sign for."""

    origin: str
    ed25519: bytes = field(repr=False)
    ml_dsa_44: bytes = field(repr=False)

    @property
    def signers(self) -> tuple[NoteSigner, NoteSigner]:
        """What a head is signed with: Ed25519 first, then ML-DSA-44."""
        return (
            NoteSigner(self.origin, NoteKeyType.ED25519, SigningKey.from_seed(self.ed25519)),
            NoteSigner(
                self.origin,
                NoteKeyType.ML_DSA_44_COSIGNATURE,
                SigningKey.from_seed(self.ml_dsa_44, Algorithm.ML_DSA_44),
            ),
        )


def create_ledger_key(path: Path, origin: str) -> LedgerKey:
    """Make a key and write it to `path`, durably and for the owner only; raise StoreError where a file is there."""
    seeds = secrets.token_bytes(SEED_LENGTH), secrets.token_bytes(SEED_LENGTH)
    write_ledger_key(path, LedgerKey(origin=origin, ed25519=seeds[0], ml_dsa_44=seeds[1]))
    return read_ledger_key(path)


def write_ledger_key(path: Path, key: LedgerKey) -> None:
    """Write `key` to a new file at `path`."""
    octets = strictjson.encode(
        {"plaint": _FORM, "origin": key.origin, "ed25519": key.ed25519.hex(), "ml_dsa_44": key.ml_dsa_44.hex()}
    )
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise StoreError(f"There is a key at {path} already.", hint="Name another file; nothing was changed.") from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(octets)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def read_ledger_key(path: Path) -> LedgerKey:
    """Read the key at `path`; raise StoreError where it is missing, open to others, or no key."""
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise StoreError(f"Others may read {path}.", hint=f"Run: chmod 600 {path}")
        tree = strictjson.decode_object(path.read_bytes())
        if tree.get("plaint") != _FORM:
            raise StoreError(f"{path} is no key of a ledger.", hint="Name the file that `plaint intake init` made.")
        seeds = [bytes.fromhex(str(tree[name])) for name in ("ed25519", "ml_dsa_44")]
        return LedgerKey(origin=str(tree["origin"]), ed25519=seeds[0], ml_dsa_44=seeds[1])
    except FileNotFoundError:
        raise StoreError(
            f"The ledger's key is not at {path}.",
            hint="Bring it back from its backup; without it, the group must name a new one in the charter.",
        ) from None
    except (FormatError, KeyError, ValueError):
        raise StoreError(f"{path} is no key of a ledger.", hint="Bring it back from its backup.") from None
