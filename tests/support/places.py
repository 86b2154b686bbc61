# SPDX-License-Identifier: AGPL-3.0-or-later
"""A whole intake inside the test process, without a network.

async with opened(tmp_path) as intake:
answer = await intake.client.post("/e", content=bytes(entry_packet()))
await intake.next_tick()
"""

import hashlib
import os
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from plaint.age.header import emit, finish, hybrid_stanza
from plaint.charter.founding import Founded
from plaint.clock import HeldClock
from plaint.intake.app import build_app
from plaint.intake.place import Place, open_place
from plaint.intake.settings import LEAST_RESERVE, IntakeSettings
from plaint.ledger.leaf import LeafKind
from plaint.ledger.packet import BLOB_LENGTHS, Packet, PacketHead, erase_commit_of, has_work, work_seed
from plaint.store.database import create_database
from plaint.store.lastsigned import LastSigned
from plaint.store.ledgerkey import LedgerKey, write_ledger_key
from plaint.store.reserve import Reserve
from plaint.web.asgi import App
from tests.support.groups import NOW, group_folder, small_group

HOST: Final = "intake.test"
TICK: Final = 3600


def made_place(folder: Path, *versions: Founded, host: str = HOST, listen: str = "unix:intake.sock") -> IntakeSettings:
    """Make ledger, key and charter files of a group below `folder`, as an operator would; return the settings."""
    groups = versions or (small_group(),)
    settings = IntakeSettings(
        hosts=(host,),
        listen=listen,
        folder=folder / "ledger",
        charters=group_folder(folder / "charters", *groups),
        key=folder / "ledger.key",
        last_signed=folder / "last-signed",
        offline=folder / "offline",
        reserve_mib=LEAST_RESERVE,
    )
    key = ledger_key(groups[0])
    settings.folder.mkdir()
    create_database(settings.folder, key.origin)
    LastSigned(settings.last_signed).create(key.origin)
    write_ledger_key(settings.key, key)
    return settings


def settings_file(settings: IntakeSettings, folder: Path) -> Path:
    """Write `settings` as a file."""
    path = folder / "intake.toml"
    path.write_text(
        f'hosts = ["{settings.hosts[0]}"]\nlisten = "{settings.listen}"\nfolder = "{settings.folder}"\n'
        f'charters = "{settings.charters}"\nkey = "{settings.key}"\nlast_signed = "{settings.last_signed}"\n'
        f"reserve_mib = {settings.reserve_mib}\ncircuits = {str(settings.circuits).lower()}\n",
        encoding="utf-8",
    )
    return path


@dataclass(frozen=True, slots=True)
class Intake:
    """An open intake and a client of it."""

    place: Place
    clock: HeldClock
    client: httpx.AsyncClient

    async def next_tick(self, ticks: int = 1) -> None:
        """Move the clock by `ticks` ledger ticks and wait until the head of the last one is shown."""
        self.clock.move(ticks * TICK)
        await self.settled()

    async def settled(self) -> None:
        """Wait until the head of the present tick is shown and nothing is left to be tidied away."""
        wanted = self.clock.now() // TICK
        for _ in range(2000):
            await self.turn()
            shown = self.place.published
            if shown is not None and shown.checkpoint.tick == wanted:
                # What is tidied away after a head takes some steps more.
                for _ in range(12):
                    await self.turn()
                return
        raise AssertionError("no head came")

    async def turn(self) -> None:
        """Let the writing thread take a step."""
        await self.place.writer.write(lambda _: None)


@asynccontextmanager
async def opened(
    folder: Path,
    *versions: Founded,
    settings: IntakeSettings | None = None,
    reserve: Reserve | None = None,
    at: int = NOW,
) -> AsyncIterator[Intake]:
    """Open an intake below `folder`: a new one, or that of `settings`."""
    clock = HeldClock(at)
    made = settings or made_place(folder, *versions)
    async with (
        open_place(made, clock, reserve=reserve) as place,
        caller(build_app(place), host=made.hosts[0]) as client,
    ):
        intake = Intake(place, clock, client)
        await intake.settled()
        yield intake


def caller(app: App, *, host: str = HOST) -> httpx.AsyncClient:
    """Return a client that calls `app` directly, under the name `host`."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=f"http://{host}")


def bearer(credential: bytes) -> dict[str, str]:
    """Return the request header that carries `credential`."""
    return {"authorization": "Bearer " + urlsafe_b64encode(credential).rstrip(b"=").decode()}


def posting(group: Founded, slot: int) -> dict[str, str]:
    """Return the request header of the desk in `slot`."""
    member = next(each for each in group.signed.charter.seated if each.slot == slot)
    return bearer(group.keys[member.id].keys.posting_credential)


def ledger_key(group: Founded) -> LedgerKey:
    """Return the ledger's signing key of a group."""
    keys = group.ledger
    return LedgerKey(origin=group.signed.charter.origin, ed25519=keys.ed25519, ml_dsa_44=keys.ml_dsa_44)


def bytes_below(folder: Path) -> bytes:
    """Return the bytes of every file below `folder`, one after another."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def header_like(stanzas: int) -> bytes:
    """Return random bytes in the form of an age header of this many post-quantum recipients."""
    written = emit(tuple(hybrid_stanza(os.urandom(1120), os.urandom(32)) for _ in range(stanzas)))
    return finish(written, os.urandom(32))


def packet(kind: LeafKind = LeafKind.ENTRY, *, slots: int = 8, work_bits: int = 0, token: bytes = b"t" * 32) -> Packet:
    """Return a packet that intake cannot tell from a sealed one: the header's form, then random bytes."""
    head = header_like(slots if kind is LeafKind.ENTRY else 1)
    blob = head + os.urandom(BLOB_LENGTHS[kind] - len(head))
    return worked(kind, blob, erase_commit_of(token), work_bits)


def worked(kind: LeafKind, blob: bytes, commit: bytes, work_bits: int) -> Packet:
    """Return the packet of `blob` with its work done."""
    seed = work_seed(hashlib.sha256(blob).digest(), commit)
    nonce = next(nonce for nonce in range(1 << 40) if has_work(seed, nonce, work_bits))
    return Packet(PacketHead(kind, nonce, commit), blob)
