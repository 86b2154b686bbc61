# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every parser of outside bytes that we have. A new parser belongs in this list with the commit that brings it."""

from collections.abc import Sequence
from contextlib import suppress

from plaint.age import header
from plaint.age.decrypt import decrypt
from plaint.age.identity import Identity, Recipient
from plaint.casework.statements import read_statement
from plaint.charter.annex import Annex
from plaint.charter.errors import CharterError
from plaint.charter.freshness import Freshness
from plaint.charter.parse import parse as parse_charter
from plaint.charter.pin import Pin
from plaint.charter.signed import SignedCharter
from plaint.demo import year
from plaint.entry import attachments, container, sections, strictjson
from plaint.entry.attachments import Chunk
from plaint.entry.cell import CellPart
from plaint.entry.complaint import Complaint
from plaint.entry.envelope import Envelope, OpenShare
from plaint.entry.followup import FollowUp
from plaint.entry.identity import SealedName
from plaint.entry.message import Received, Rekey, Reply
from plaint.entry.record import Record
from plaint.entry.slices import Slice
from plaint.entry.unknown import Unknown
from plaint.errors import FormatError
from plaint.figures import book as release_book
from plaint.figures import codebook, reading
from plaint.figures.errors import BookError
from plaint.figures.units import Unit
from plaint.filing.parcel import read_parcel
from plaint.intake.plain import PlainHead, read_plain_head
from plaint.keys import note
from plaint.keys.cosignature import read_head
from plaint.keys.errors import NoteError
from plaint.keys.vkey import VerifierKey
from plaint.ledger.armor import read_armor
from plaint.ledger.board import read_board
from plaint.ledger.checkpoint import read_checkpoint
from plaint.ledger.leaf import read_leaf
from plaint.ledger.packet import read_head as read_packet_head
from plaint.ledger.packet import read_packet
from plaint.ledger.tile import read_bundle, read_tile_path, write_bundle
from plaint.ledger.tombstone import read_tombstone
from plaint.ledger.window import read_window
from plaint.receipt.words import read as read_receipt
from plaint.register import published, toml
from plaint.register.archive.proposing import Proposal, read_answer
from plaint.register.dates import PartialDate, Period
from plaint.register.dossier.placing import place as place_rows
from plaint.register.dossier.rows import read_rows
from plaint.register.findings import Finding
from plaint.register.model import Statement as PublicStatement
from plaint.register.shape import Reading, to_table
from plaint.register.toml import Document
from plaint.report import markup, plan
from plaint.report.errors import ReportError, TextError
from plaint.site import manifest
from plaint.web.bodies import parse_form
from tests.fuzz import corpus
from tests.fuzz.target import Script, Target
from tests.support.keys import age_identities

STATEMENT_KINDS = range(16, 24)
IDENTITY = age_identities(1)[0]


def _text(octets: bytes) -> str:
    # What a browser or a terminal hands on as text: bytes that are no UTF-8 have been replaced before.
    return octets.decode("utf-8", "replace")


def _strict_text(octets: bytes) -> str:
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        raise FormatError("This is no UTF-8.") from None


def _kept(value: object) -> bytes:
    """Write back what came from a form with versions; an unknown one is kept as it was."""
    return value.octets if isinstance(value, Unknown) else value.encode()  # type: ignore[attr-defined]


def _age_header(octets: bytes) -> object:
    return header.parse(octets)


def _container(octets: bytes) -> bytes:
    read = container.decode(octets, 8)
    return read.octets if isinstance(read, Unknown) else container.encode(read.records, 8)


def _statements(octets: bytes) -> list[object]:
    # The kind stands in the record and not in the document: each reader sees every document.
    read: list[object] = []
    for kind in STATEMENT_KINDS:
        with suppress(FormatError):
            read.append(read_statement(kind, octets))
    if not read:
        raise FormatError("No kind of statement.")
    return read


def _armor(octets: bytes) -> object:
    return [read_packet(packet) for packet in read_armor(_text(octets), most=8)]


def _known(octets: bytes) -> bytes:
    # The page opens no entries: its reader sees only what the page itself wrote, and knows one version.
    read = container.decode(octets, 8)
    if isinstance(read, Unknown):
        raise FormatError("A container of another version.")
    return container.encode(read.records, 8)


def _slot(octets: bytes) -> bytes:
    header.check_shape(octets, 8)
    return header.slot(octets, 8, 7)


def _plain_head(octets: bytes) -> PlainHead:
    # What is not taken is no error there: it is left to the HTTP library.
    read = read_plain_head(octets)
    if read is None:
        raise FormatError("Not of the plain form.")
    return read


def _refused(findings: Sequence[Finding]) -> None:
    # These parsers tell everything that is wrong at once; each of it says where and what to do.
    if not all(found.place and found.problem and found.remedy and found.line >= 0 for found in findings):
        raise ValueError("a finding says nothing")
    if findings:
        raise FormatError(str(findings[0]))


def _dossier(octets: bytes) -> object:
    rows, findings = read_rows(octets, "dossier.csv")
    _refused(findings)
    return place_rows(rows, "main")


def _record_file(octets: bytes) -> Document:
    document, finding = toml.read(octets, "statement.toml")
    if document is None:
        raise FormatError(str(finding))
    reading = Reading(document, "statement.toml")
    said = reading.record(PublicStatement, document.table, id="one")
    _refused(reading.findings)
    # What was taken means the same when it is written anew.
    again, _ = toml.read(toml.write(to_table(said)).encode(), "statement.toml")
    if again is None or Reading(again, "statement.toml").record(PublicStatement, again.table, id="one") != said:
        raise ValueError("written back otherwise")
    return document


def _published_log(octets: bytes) -> object:
    lines, findings = published.read(octets)
    _refused(findings)
    return lines


def _proposal(octets: bytes) -> Proposal:
    found = read_answer(octets)
    if found is None:
        raise FormatError("No proposal.")
    return found


def _documents() -> list[Target]:
    return [
        Target(
            name="strict-json",
            parse=strictjson.decode,
            corpus=corpus.json_texts,
            script=Script.SAME,
        ),
        Target(name="complaint", parse=Complaint.decode, corpus=corpus.complaints),
        Target(name="follow-up", parse=FollowUp.decode, corpus=corpus.follow_ups),
        Target(name="statement", parse=_statements, corpus=corpus.statements),
        Target(name="sealed-name", parse=SealedName.decode, corpus=corpus.sealed_names),
    ]


def _sealed() -> list[Target]:
    return [
        Target(name="age-header", parse=_age_header, corpus=corpus.age_files),
        Target(name="age-shape", parse=_slot, corpus=corpus.entries),
        Target(name="age-file", parse=lambda octets: decrypt(octets, [IDENTITY]), corpus=corpus.age_files, share=10),
        Target(
            name="age-recipient",
            parse=lambda octets: Recipient.from_text(_text(octets)),
            corpus=corpus.age_recipients,
            write=lambda recipient: str(recipient).encode(),
        ),
        Target(
            name="age-identity",
            parse=lambda octets: Identity.from_text(_text(octets)),
            corpus=corpus.age_secret_keys,
            write=lambda identity: identity.to_text().encode(),
        ),
    ]


def _entry() -> list[Target]:
    return [
        Target(name="record", parse=Record.decode, corpus=corpus.records, write=_kept),
        Target(name="container", parse=_known, corpus=corpus.containers, write=bytes, script=Script.SAME),
        Target(name="container-of-any-version", parse=_container, corpus=corpus.containers, write=bytes),
        Target(
            name="body",
            parse=sections.decode,
            corpus=corpus.bodies,
            write=sections.encode,
            script=Script.SAME,
        ),
        Target(
            name="relayed",
            parse=sections.decode_relayed,
            corpus=corpus.relayed,
            write=sections.encode_relayed,
        ),
        Target(name="envelope", parse=Envelope.decode, corpus=corpus.envelopes, write=_kept, script=Script.SAME),
        Target(name="share", parse=OpenShare.decode, corpus=corpus.shares, write=_kept),
        Target(
            name="attachments",
            parse=attachments.decode,
            corpus=corpus.attachment_lists,
            write=attachments.encode,
            script=Script.SAME,
        ),
        Target(name="chunk", parse=Chunk.decode, corpus=corpus.chunks, write=_kept, share=100),
        Target(name="slice", parse=Slice.decode, corpus=corpus.slices, write=_kept),
    ]


def _reply() -> list[Target]:
    return [
        Target(name="cell", parse=CellPart.decode, corpus=corpus.cells, script=Script.SAME, write=_kept),
        Target(name="received", parse=Received.decode, corpus=corpus.received, script=Script.SAME, write=_kept),
        Target(name="reply", parse=Reply.decode, corpus=corpus.replies, script=Script.SAME, write=_kept),
        Target(name="rekey", parse=Rekey.decode, corpus=corpus.rekeys, script=Script.SAME, write=_kept),
        Target(
            name="receipt",
            script=Script.WIDER,
            parse=lambda octets: read_receipt(_text(octets)),
            corpus=corpus.receipts,
            share=20,
        ),
    ]


def _ledger() -> list[Target]:
    return [
        Target(name="packet", parse=read_packet, corpus=corpus.packets, write=bytes, script=Script.SAME, share=4),
        Target(name="packet-head", parse=read_packet_head, corpus=corpus.packet_heads, write=bytes),
        Target(
            name="armor",
            parse=_armor,
            corpus=corpus.armored,
            script=Script.SAME,
            share=10,
        ),
        Target(name="parcel", parse=read_parcel, corpus=corpus.parcels, share=10),
        Target(name="form", parse=lambda octets: parse_form(octets, fields=4), corpus=corpus.forms),
        Target(name="plain-head", parse=_plain_head, corpus=corpus.plain_heads),
        Target(name="leaf", parse=read_leaf, corpus=corpus.leaves, write=bytes),
        Target(name="tombstone", parse=read_tombstone, corpus=corpus.tombstones, write=bytes),
        Target(name="board", parse=read_board, corpus=corpus.boards, script=Script.SAME, write=bytes),
        Target(name="window", parse=read_window, corpus=corpus.windows, script=Script.SAME, write=bytes),
        Target(name="bundle", parse=read_bundle, corpus=corpus.bundles, write=write_bundle),
        Target(
            name="tile-path",
            parse=lambda octets: read_tile_path(octets.decode("latin-1")),
            corpus=corpus.tile_paths,
            write=lambda tile: tile.path.encode("latin-1"),
        ),
        Target(
            name="checkpoint",
            parse=read_checkpoint,
            corpus=corpus.checkpoint_texts,
            script=Script.SAME,
            write=lambda head: head.text,
        ),
        Target(name="tree-head", parse=read_head, corpus=corpus.checkpoint_texts),
    ]


def _charter() -> list[Target]:
    forms = (CharterError, FormatError)
    return [
        Target(
            name="note", parse=note.parse, corpus=corpus.notes, script=Script.SAME, write=bytes, errors=(NoteError,)
        ),
        Target(
            name="verifier-key",
            parse=lambda octets: VerifierKey.from_text(_text(octets)),
            corpus=corpus.verifier_keys,
            script=Script.SAME,
            errors=(NoteError,),
        ),
        Target(
            name="charter",
            parse=lambda octets: parse_charter(_strict_text(octets)),
            corpus=corpus.charters,
            script=Script.SAME,
            errors=forms,
            share=10,
        ),
        Target(
            name="signed-charter",
            parse=SignedCharter.from_bytes,
            corpus=corpus.signed_charters,
            errors=forms,
            script=Script.SAME,
            share=10,
        ),
        Target(name="freshness", parse=Freshness.from_bytes, corpus=corpus.freshness, errors=forms),
        Target(name="annex", parse=lambda octets: Annex.from_text(_text(octets)), corpus=corpus.annexes, errors=forms),
        Target(
            name="pin",
            parse=lambda octets: Pin.from_text(_strict_text(octets)),
            corpus=corpus.pins,
            errors=forms,
            script=Script.SAME,
        ),
    ]


def _register() -> list[Target]:
    return [
        Target(
            name="partial-date",
            parse=lambda octets: PartialDate.parse(_text(octets)),
            corpus=corpus.partial_dates,
            write=lambda date: str(date).encode(),
        ),
        Target(
            name="period",
            parse=lambda octets: Period.parse(_text(octets)),
            corpus=corpus.periods,
        ),
        Target(name="dossier", parse=_dossier, corpus=corpus.dossiers, share=20),
        Target(name="record-file", parse=_record_file, corpus=corpus.record_files, share=10),
        Target(name="published-log", parse=_published_log, corpus=corpus.published_logs),
        Target(name="proposal", parse=_proposal, corpus=corpus.proposals),
    ]


def _figures() -> list[Target]:
    return [
        Target(
            name="neutral-rows",
            parse=lambda octets: reading.parse(octets, Unit.PERSONS, year.codebook()),
            corpus=corpus.neutral_rows,
            write=reading.write,
            share=10,
        ),
        Target(name="codebook", parse=lambda octets: codebook.parse(_text(octets)), corpus=corpus.codebooks, share=10),
        Target(
            name="release-book",
            parse=release_book.parse,
            corpus=corpus.release_books,
            errors=(BookError,),
            share=10,
        ),
    ]


def _report_text(octets: bytes) -> object:
    parts, faults = markup.parse(_strict_text(octets), "x.txt")
    if faults:
        raise TextError(faults)
    return parts


def _report() -> list[Target]:
    return [
        Target(name="report-text", parse=_report_text, corpus=corpus.report_texts, errors=(FormatError, TextError)),
        Target(
            name="report-plan",
            parse=lambda octets: plan.parse(_text(octets)),
            corpus=corpus.report_plans,
            errors=(ReportError,),
        ),
    ]


def _site() -> list[Target]:
    return [
        Target(name="manifest", parse=manifest.parse, corpus=corpus.manifests, write=manifest.listing),
    ]


TARGETS = {
    target.name: target
    for made in (_documents, _sealed, _entry, _reply, _ledger, _charter, _register, _figures, _report, _site)
    for target in made()
}
