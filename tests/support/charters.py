# SPDX-License-Identifier: AGPL-3.0-or-later
"""A small charter for tests of intake: real in form, with credentials that are easy to name and no valid signature."""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

from plaint.intake.terms import Terms, read_terms
from tests.support.groups import small_group

READ_CREDENTIAL = b"group".ljust(32, b".")


def posting_credential(slot: int) -> bytes:
    """Return the posting credential of the member in `slot`."""
    return f"desk {slot}".encode().ljust(32, b".")


def bearer(credential: bytes) -> dict[str, str]:
    """Return the request header that carries `credential`."""
    return {"authorization": "Bearer " + base64.urlsafe_b64encode(credential).rstrip(b"=").decode()}


def charter_note(version: int = 1, *, ledger_tick: int = 3600, desk_tick: int = 10800, work_bits: int = 0) -> bytes:
    """Return the bytes of a charter with three members in eight slots."""
    charter: dict[str, Any] = json.loads(small_group(3, 3).signed.note.text)
    charter |= {
        "version": version,
        "previous": "" if version == 1 else "00" * 32,
        "ticks": {"ledger": ledger_tick, "desk": desk_tick},
        "work_bits": work_bits,
        "read_credential": hashlib.sha256(READ_CREDENTIAL).hexdigest(),
    }
    for member in charter["members"]:
        member["posting"] = hashlib.sha256(posting_credential(member["slot"])).hexdigest()
    text = json.dumps(charter, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    signature = base64.b64encode(bytes(68)).decode()
    return f"{text}\n— {charter['origin']}/somebody {signature}\n".encode()


def charter_terms(*, ledger_tick: int = 3600, desk_tick: int = 10800, work_bits: int = 0) -> Terms:
    """Return the terms of that charter."""
    return read_terms(charter_note(ledger_tick=ledger_tick, desk_tick=desk_tick, work_bits=work_bits))


def charter_folder(folder: Path, *notes: bytes) -> Path:
    """Write `notes` as the versions 1, 2 … of a charter into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, note in enumerate(notes, start=1):
        (folder / f"{number}.charter").write_bytes(note)
    return folder
