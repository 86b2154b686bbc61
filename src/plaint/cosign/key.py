# SPDX-License-Identifier: AGPL-3.0-or-later
"""The cosigner's signing key: one small file, readable by its owner only.

It opens nothing. Who has it can countersign a second history of the ledger together with whoever holds the ledger's own
key; who loses it needs a new version of the charter that names another one.
"""

import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from plaint import files
from plaint.cosign.errors import CosignError
from plaint.entry import strictjson
from plaint.errors import FormatError
from plaint.keys.signature import SEED_LENGTH, Algorithm, SigningKey
from plaint.keys.vkey import NoteKeyType, NoteSigner, VerifierKey, check_name

_FORM: Final = "cosigner-key/1"
_LONGEST: Final = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class CosignerKey:
    """The seeds of a cosigner's two signing keys, and the name that it signs under."""

    name: str
    ed25519: bytes = field(repr=False)
    ml_dsa_44: bytes = field(repr=False)

    @property
    def signers(self) -> tuple[NoteSigner, NoteSigner]:
        """What a head is countersigned with: Ed25519 (0x04) first, then ML-DSA-44 (0x06)."""
        return (
            NoteSigner(self.name, NoteKeyType.ED25519_COSIGNATURE, SigningKey.from_seed(self.ed25519)),
            NoteSigner(
                self.name,
                NoteKeyType.ML_DSA_44_COSIGNATURE,
                SigningKey.from_seed(self.ml_dsa_44, Algorithm.ML_DSA_44),
            ),
        )

    @property
    def verifiers(self) -> tuple[VerifierKey, ...]:
        """The public halves, as the charter lists them."""
        return tuple(signer.verifier for signer in self.signers)


def create_key(path: Path, name: str) -> CosignerKey:
    """Make a key and write it to `path`, for the owner only; raise `FileError` where a file is there."""
    check_name(name)
    key = CosignerKey(name=name, ed25519=secrets.token_bytes(SEED_LENGTH), ml_dsa_44=secrets.token_bytes(SEED_LENGTH))
    write_key(path, key)
    return key


def write_key(path: Path, key: CosignerKey) -> None:
    """Write `key` to a new file at `path`, for the owner only."""
    tree: strictjson.JsonValue = {
        "plaint": _FORM,
        "name": key.name,
        "ed25519": key.ed25519.hex(),
        "ml_dsa_44": key.ml_dsa_44.hex(),
    }
    files.write_new(path, strictjson.encode(tree), private=True)


def read_key(path: Path) -> CosignerKey:
    """Read the key at `path`; raise `CosignError` where it is missing, open to others, or no key."""
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise CosignError(f"Others may read {path}.", hint=f"Run: chmod 600 {path}")
    except FileNotFoundError:
        raise CosignError(
            f"The cosigner's key is not at {path}.",
            hint="If this is a new cosigner, run `plaint cosign init`; if not, bring the key back from its backup.",
        ) from None
    try:
        tree = strictjson.decode_object(files.read(path, _LONGEST))
        if tree.get("plaint") != _FORM or len(tree) != 4:
            raise _not_a_key(path)
        seeds = [bytes.fromhex(str(tree[name])) for name in ("ed25519", "ml_dsa_44")]
        key = CosignerKey(name=str(tree["name"]), ed25519=seeds[0], ml_dsa_44=seeds[1])
        check_name(key.name)
        key.signers  # noqa: B018 - a seed of another length is refused here, not in the middle of the night
    except (FormatError, KeyError, ValueError):
        raise _not_a_key(path) from None
    return key


def _not_a_key(path: Path) -> CosignError:
    return CosignError(f"{path} is no key of a cosigner.", hint="Bring it back from its backup.")
