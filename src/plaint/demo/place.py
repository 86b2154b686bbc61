# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demonstration's folder: a group founded in it, and everything that intake and desks need to begin."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Final

from plaint.charter import fingerprint
from plaint.charter.founding import Founded, found
from plaint.charter.keyfile import lock
from plaint.charter.plan import read_plan
from plaint.charter.signed import joined
from plaint.charter.signing import sign_page
from plaint.clock import date_of
from plaint.cosign.key import CosignerKey
from plaint.cosign.key import write_key as write_cosigner_key
from plaint.cosign.state import create_state
from plaint.demo.keys import CHEAP, PASSPHRASE
from plaint.errors import PlaintError
from plaint.filing.group import GroupFiles
from plaint.intake.carried import NAME as PAGE
from plaint.intake.carried import NOTE
from plaint.keys.signature import SEED_LENGTH
from plaint.offline.page import render
from plaint.offline.recipe import Recipe
from plaint.store.database import create_database
from plaint.store.lastsigned import LastSigned
from plaint.store.ledgerkey import LedgerKey, write_ledger_key

COSIGNERS: Final = ("paper.plaint.example/cosigner", "court.plaint.example/cosigner")
COVER: Final = {"cover_per_day": 2880, "burst_every": 40, "erase_every": 20}
"""An entry of cover in half a minute from each: enough to be seen in an hour, little enough for one machine."""


class DemoError(PlaintError):
    """The demonstration could not begin, or one of its programs ended."""


@dataclass(frozen=True, slots=True)
class DemoPlace:
    """Where the parts of one demonstration lie."""

    folder: Path

    @property
    def group(self) -> Path:
        """What the group hands out: charter, annex, freshness."""
        return self.folder / "group"

    @property
    def record(self) -> Path:
        """The public record's site, where one is published."""
        return self.folder / "record"

    @property
    def intake(self) -> Path:
        """The public server's folder."""
        return self.folder / "intake"

    @property
    def settings(self) -> Path:
        """The public server's settings."""
        return self.intake / "intake.toml"

    def desk(self, member: str) -> Path:
        """Return the folder of one member's desk."""
        return self.folder / "desks" / member

    def cosigner(self, name: str) -> Path:
        """Return the folder of one cosigner."""
        return self.folder / "cosigners" / name.partition(".")[0]

    @property
    def receipts(self) -> Path:
        """The words of the invented complaints; a real receipt is never stored."""
        return self.folder / "receipts.txt"


def make_cosigners() -> tuple[CosignerKey, ...]:
    """Return new keys of the invented cosigners."""
    seeds = [(name, secrets.token_bytes(SEED_LENGTH), secrets.token_bytes(SEED_LENGTH)) for name in COSIGNERS]
    return tuple(CosignerKey(name=name, ed25519=first, ml_dsa_44=second) for name, first, second in seeds)


def found_group(now: int, cosigners: Sequence[CosignerKey]) -> Founded:
    """Return a freshly founded group of the demonstration's plan, whose charter names these cosigners."""
    plan = read_plan(_resource("plan.toml").decode())
    keys = [str(key) for one in cosigners for key in one.verifiers]
    policy = plan["cosigners"]
    named = {**policy, "keys": [*keys]} if isinstance(policy, dict) else policy
    return found({**plan, "cosigners": named}, issued=date_of(now), random=secrets.token_bytes)


def lay_out_cosigner(place: DemoPlace, group: Founded, key: CosignerKey, address: str) -> Path:
    """Write key, state and settings of one cosigner; return its settings file."""
    folder = place.cosigner(key.name)
    create_state(folder / "cosigned")
    write_cosigner_key(folder / "cosigner.key", key)
    words = " ".join(fingerprint.words(group.signed.digest, "en"))
    rates = "".join(f"{name} = {value}\n" for name, value in COVER.items())
    _write(folder, {"cosign.toml": f'server = "{address}"\nfingerprint = "{words}"\n{rates}'.encode()})
    return folder / "cosign.toml"


def complaints() -> bytes:
    """Return the invented complaints, as answers for `plaint seal`."""
    return _resource("complaints.toml")


def lay_out(folder: Path, group: Founded, *, port: int, now: int) -> DemoPlace:
    """Write everything into `folder`, which must be new or empty; raise `DemoError` where it is not."""
    if folder.exists() and any(folder.iterdir()):
        raise DemoError(f"{folder} is not empty.", hint="Name a new folder, or remove this one.")
    place = DemoPlace(folder)
    texts = {"1.charter": bytes(group.signed), "1.annex": str(group.annex).encode()}
    _write(place.group, {**texts, "freshness": group.freshness(now)})
    _write(place.intake / "charters", texts)
    _lay_out_intake(place, group, port)
    _write(place.intake / "offline", offline_page(group, port=port, now=now))
    for name, key in group.keys.items():
        _write(place.desk(name), {"member.key": lock(key, PASSPHRASE, cost=CHEAP)})
    return place


def offline_page(group: Founded, *, port: int, now: int) -> Mapping[str, bytes]:
    """Return the demonstration's offline page and the note that all its members signed, by the names intake reads."""
    files = GroupFiles((bytes(group.signed),), group.freshness(now))
    page = render(Recipe(files=files, doors=(f"http://127.0.0.1:{port}",)))
    signing = [member.id for member in group.signed.charter.seated if member.signs]
    note = joined([sign_page(group.signed, group.keys[name], page) for name in signing], code="page")
    return {PAGE: page, NOTE: bytes(note)}


def _lay_out_intake(place: DemoPlace, group: Founded, port: int) -> None:
    origin = group.signed.charter.origin
    # Paths are relative to the settings: the name of the folder may hold what TOML would read otherwise.
    settings = f"""\
hosts = ["127.0.0.1:{port}", "localhost:{port}"]
listen = "127.0.0.1:{port}"
folder = "ledger"
charters = "charters"
key = "ledger.key"
last_signed = "last-signed"
offline = "offline"
reserve_mib = 64
drafts = true
"""
    _write(place.intake, {"intake.toml": settings.encode()})
    (place.intake / "ledger").mkdir(mode=0o700)
    create_database(place.intake / "ledger", origin)
    LastSigned(place.intake / "last-signed").create(origin)
    key = LedgerKey(origin=origin, ed25519=group.ledger.ed25519, ml_dsa_44=group.ledger.ml_dsa_44)
    write_ledger_key(place.intake / "ledger.key", key)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, octets in files.items():
        path = folder / name
        path.touch(mode=0o600)
        path.write_bytes(octets)


def _resource(name: str) -> bytes:
    return resources.files("plaint.demo").joinpath(name).read_bytes()
