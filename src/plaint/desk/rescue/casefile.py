# SPDX-License-Identifier: AGPL-3.0-or-later
"""A case as files, each an age file: the records as JSON, the attachments, and the entries as the ledger holds them.

docs/operations.md says how to open them in ten years: with any age that knows `mlkem768x25519`.
"""

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from plaint.age.encrypt import encrypt
from plaint.age.identity import Identity, Recipient
from plaint.casework.reference import reference
from plaint.casework.seen import Seen, slots
from plaint.entry import attachments, strictjson
from plaint.entry.attachments import Attachment
from plaint.entry.kinds import RecordKind, Tag
from plaint.entry.strictjson import JsonValue
from plaint.errors import FormatError
from plaint.unseal.chunks import open_file

FORM: Final = "case-export/1"
README: Final = """\
Exported from Plaint. Every file that ends in .age is sealed (age v1, c2sp.org/age, recipient type mlkem768x25519).

  case.json.age    what was written in this case, sealed to the member who exported it
  files/n.age      attached files, sealed to the same member; case.json names them by n
  entries/n.age    the entries as they lie in the ledger under index n, for whoever wants to check them

To read without Plaint, take a stock `age` (1.3 or later), and the identity that `plaint key export` printed:

  age --decrypt --identity identity.txt case.json.age
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where the sealed parts of a case come from; None for what was erased or never came."""

    entry: Callable[[int], bytes | None]
    """The entry at a ledger index."""
    chunk: Callable[[bytes], bytes | None]
    """The chunk blob with a hash."""


@dataclass(frozen=True, slots=True)
class _File:
    number: int
    attachment: Attachment = field(repr=False)
    content: bytes | None = field(repr=False)


def export_case(
    records: Sequence[Seen], origin: str, sources: Sources, recipient: Recipient
) -> Iterator[tuple[str, bytes]]:
    """Yield the files of an export, path and bytes; `records` are those of one case in ledger order."""
    files = tuple(_files(records, sources))
    tree: dict[str, JsonValue] = {
        "plaint": FORM,
        "origin": origin,
        "case": records[0].record.case_id.hex(),
        "reference": reference(records[0].record.case_id),
        "records": [_record(seen) for seen in records],
        "files": [_described(file) for file in files],
    }
    yield "README.txt", README.encode("ascii")
    yield "case.json.age", encrypt(strictjson.encode(tree), [recipient])
    for file in files:
        if file.content is not None:
            yield f"files/{file.number}.age", encrypt(file.content, [recipient])
    for index in dict.fromkeys(seen.index for seen in records):
        entry = sources.entry(index)
        if entry is not None:
            yield f"entries/{index}.age", entry


def _record(seen: Seen) -> Mapping[str, JsonValue]:
    record = seen.record
    return {
        "index": seen.index,
        "day": seen.day,
        "kind": record.kind,
        "kind_name": RecordKind(record.kind).name.lower() if record.kind in set(RecordKind) else "unknown",
        "author": seen.member or "complainant",
        "sealed_by": int(record.sealed_by),
        "readers": list(slots(record.readers)),
        "charter_version": record.charter_version,
        "record_id": record.record_id.hex(),
        "document": _document(record.sections().get(Tag.DOCUMENT)),
        # As it was signed: with docs/protocol.md at hand its signature can be checked for ever.
        "signed": b64encode(record.encode()).decode("ascii"),
    }


def _document(octets: bytes | None) -> JsonValue:
    return None if octets is None else strictjson.decode_object(octets)


def _files(records: Sequence[Seen], sources: Sources) -> Iterator[_File]:
    number = 0
    for seen in records:
        section = seen.record.sections().get(Tag.ATTACHMENTS)
        for attachment in attachments.decode(section) if section is not None else ():
            number += 1
            yield _File(number, attachment, _content(attachment, sources))


def _content(attachment: Attachment, sources: Sources) -> bytes | None:
    blobs = [sources.chunk(digest) for digest in attachment.chunks]
    present = [blob for blob in blobs if blob is not None]
    if len(present) < len(blobs):
        return None
    try:
        return open_file(present, attachment)
    except FormatError:
        # A file that its sender broke must not keep the rest of the case from being saved.
        return None


def _described(file: _File) -> Mapping[str, JsonValue]:
    attachment = file.attachment
    return {
        "number": file.number,
        "name": attachment.name,
        "media_type": attachment.media_type,
        "size": attachment.size,
        "sha256": attachment.digest.hex(),
        "original": attachment.original,
        "saved": file.content is not None,
        "identity": Identity.from_seed(attachment.seed).to_text(),
        "chunks": [digest.hex() for digest in attachment.chunks],
    }
