# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every parser of outside bytes that we have. A new parser belongs in this list with the commit that brings it."""

from plaint.age.decrypt import decrypt
from plaint.age.identity import Identity, Recipient
from plaint.charter.annex import Annex
from plaint.charter.card import Card, LedgerCard
from plaint.charter.errors import CharterError
from plaint.charter.freshness import Freshness
from plaint.charter.pagenote import PageNote
from plaint.charter.parse import parse as parse_charter
from plaint.charter.pin import Pin
from plaint.charter.signed import SignedCharter
from plaint.charter.signing import Signature
from plaint.desk.erasing.wish import Wish, WishError
from plaint.desk.sync.blobs import read_run
from plaint.entry import attachments, sections, strictjson
from plaint.entry.attachments import Chunk
from plaint.entry.cell import CellPart
from plaint.entry.complaint import Complaint
from plaint.entry.envelope import Envelope, OpenShare
from plaint.entry.followup import FollowUp
from plaint.entry.identity import SealedName
from plaint.entry.message import Received, Rekey, Reply
from plaint.entry.record import Record
from plaint.entry.slices import Slice
from plaint.entry.thread import ThreadSection
from plaint.errors import FormatError
from plaint.figures import book as release_book
from plaint.figures import codebook, manuscript, reading, spec, written
from plaint.figures.errors import BookError
from plaint.figures.units import Unit
from plaint.filing.parcel import MOST_PACKETS, read_parcel
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
from plaint.offline.reading import read_page
from plaint.offline.recipe import RecipeError
from plaint.receipt.words import read as read_receipt
from plaint.register.dates import PartialDate, Period
from plaint.report import plan
from plaint.report.errors import ReportError, TextError
from plaint.site import manifest
from plaint.web.bodies import parse_form
from tests.fuzz import behind, corpus, group_corpus, public_corpus, readers
from tests.fuzz.target import Script, Target


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
        Target(name="statement", parse=readers.statement, corpus=corpus.statements),
        Target(name="sealed-name", parse=SealedName.decode, corpus=corpus.sealed_names),
    ]


def _sealed() -> list[Target]:
    return [
        Target(name="age-header", parse=readers.age_header, corpus=corpus.age_files),
        Target(name="age-shape", parse=readers.slot, corpus=corpus.entries),
        Target(name="age-file", parse=lambda octets: decrypt(octets, [readers.IDENTITY]), corpus=corpus.age_files),
        Target(name="age-stanzas", parse=behind.open_headed, corpus=behind.headers),
        Target(name="age-payload", parse=behind.open_payload, corpus=behind.payloads),
        Target(
            name="age-recipient",
            parse=lambda octets: Recipient.from_text(readers.text(octets)),
            corpus=corpus.age_recipients,
            write=lambda recipient: str(recipient).encode(),
        ),
        # Behind the checksum of its text, which hardly any mutated one passes.
        Target(
            name="age-recipient-key",
            parse=Recipient.from_bytes,
            corpus=corpus.age_recipient_keys,
            write=lambda recipient: recipient.raw,
        ),
        Target(
            name="age-identity",
            parse=lambda octets: Identity.from_text(readers.text(octets)),
            corpus=corpus.age_secret_keys,
            write=lambda identity: identity.to_text().encode(),
        ),
    ]


def _entry() -> list[Target]:
    return [
        Target(name="record", parse=Record.decode, corpus=corpus.records, write=readers.kept),
        Target(
            name="container", parse=readers.known_container, corpus=corpus.containers, write=bytes, script=Script.SAME
        ),
        Target(name="container-of-any-version", parse=readers.any_container, corpus=corpus.containers, write=bytes),
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
        Target(name="envelope", parse=Envelope.decode, corpus=corpus.envelopes, write=readers.kept, script=Script.SAME),
        Target(name="share", parse=OpenShare.decode, corpus=corpus.shares, write=readers.kept),
        Target(
            name="attachments",
            parse=attachments.decode,
            corpus=corpus.attachment_lists,
            write=attachments.encode,
            script=Script.SAME,
        ),
        Target(name="jpeg", parse=bytes, corpus=corpus.pictures, script=Script.ALONE),
        Target(name="chunk", parse=Chunk.decode, corpus=corpus.chunks, write=readers.kept),
        Target(name="thread", parse=ThreadSection.decode, corpus=corpus.threads, write=ThreadSection.encode),
        Target(name="slice", parse=Slice.decode, corpus=corpus.slices, write=readers.kept),
    ]


def _reply() -> list[Target]:
    return [
        Target(name="cell", parse=CellPart.decode, corpus=corpus.cells, script=Script.SAME, write=readers.kept),
        Target(name="received", parse=Received.decode, corpus=corpus.received, script=Script.SAME, write=readers.kept),
        Target(name="reply", parse=Reply.decode, corpus=corpus.replies, script=Script.SAME, write=readers.kept),
        Target(name="rekey", parse=Rekey.decode, corpus=corpus.rekeys, script=Script.SAME, write=readers.kept),
        Target(
            name="receipt",
            script=Script.WIDER,
            parse=lambda octets: read_receipt(readers.text(octets)),
            corpus=corpus.receipts,
        ),
    ]


def _ledger() -> list[Target]:
    return [
        Target(
            name="packet",
            parse=read_packet,
            corpus=corpus.packets,
            large=corpus.chunk_packets,
            write=bytes,
            script=Script.SAME,
        ),
        Target(name="packet-head", parse=read_packet_head, corpus=corpus.packet_heads, write=bytes),
        Target(
            name="armor",
            parse=lambda octets: read_armor(readers.text(octets), most=MOST_PACKETS),
            corpus=corpus.armored,
            large=corpus.armored_packets,
            script=Script.SAME,
        ),
        Target(name="parcel", parse=read_parcel, corpus=corpus.parcels, large=corpus.long_parcels),
        Target(name="form", parse=lambda octets: parse_form(octets, fields=4), corpus=corpus.forms),
        Target(name="plain-head", parse=readers.plain_head, corpus=corpus.plain_heads),
        Target(name="leaf", parse=read_leaf, corpus=corpus.leaves, write=bytes),
        Target(name="tombstone", parse=read_tombstone, corpus=corpus.tombstones, write=bytes),
        Target(name="board", parse=read_board, corpus=corpus.boards, script=Script.SAME, write=bytes),
        Target(name="window", parse=read_window, corpus=corpus.windows, script=Script.SAME, write=bytes),
        Target(name="blob-run", parse=lambda octets: read_run(octets, 3), corpus=corpus.blob_runs),
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
            parse=lambda octets: VerifierKey.from_text(readers.text(octets)),
            corpus=group_corpus.verifier_keys,
            script=Script.SAME,
            errors=(NoteError,),
        ),
        Target(
            name="charter",
            parse=lambda octets: parse_charter(readers.strict_text(octets)),
            corpus=group_corpus.charters,
            script=Script.SAME,
            errors=forms,
        ),
        Target(
            name="signed-charter",
            parse=SignedCharter.from_bytes,
            corpus=group_corpus.signed_charters,
            errors=forms,
            script=Script.SAME,
        ),
        Target(name="freshness", parse=Freshness.from_bytes, corpus=group_corpus.freshness, errors=forms),
        Target(
            name="annex",
            parse=lambda octets: Annex.from_text(readers.text(octets)),
            corpus=group_corpus.annexes,
            errors=forms,
        ),
        Target(
            name="wish",
            parse=lambda octets: Wish.from_text(readers.text(octets)),
            corpus=group_corpus.wishes,
            errors=(FormatError, WishError),
        ),
        Target(
            name="pin",
            parse=lambda octets: Pin.from_text(readers.strict_text(octets)),
            corpus=group_corpus.pins,
            errors=forms,
            script=Script.SAME,
        ),
    ]


def _handed() -> list[Target]:
    forms = (CharterError, FormatError)
    return [
        Target(
            name="member-card",
            parse=lambda octets: Card.from_text(readers.strict_text(octets)),
            corpus=group_corpus.member_cards,
            errors=forms,
        ),
        Target(
            name="ledger-card",
            parse=lambda octets: LedgerCard.from_text(readers.strict_text(octets)),
            corpus=group_corpus.ledger_cards,
            errors=forms,
        ),
        Target(
            name="charter-signature",
            parse=lambda octets: Signature.from_text(readers.strict_text(octets)),
            corpus=group_corpus.charter_signatures,
            errors=forms,
        ),
        Target(name="page-note", parse=PageNote.from_bytes, corpus=group_corpus.page_notes, errors=forms),
        Target(
            name="offline-page",
            parse=read_page,
            corpus=group_corpus.offline_pages,
            large=group_corpus.whole_offline_pages,
            errors=(FormatError, RecipeError),
        ),
    ]


def _register() -> list[Target]:
    return [
        Target(
            name="partial-date",
            parse=lambda octets: PartialDate.parse(readers.text(octets)),
            corpus=public_corpus.partial_dates,
            write=lambda date: str(date).encode(),
        ),
        Target(
            name="period",
            parse=lambda octets: Period.parse(readers.text(octets)),
            corpus=public_corpus.periods,
        ),
        Target(
            name="dossier", parse=readers.dossier, corpus=public_corpus.dossiers, large=public_corpus.whole_dossiers
        ),
        Target(name="record-file", parse=readers.record_file, corpus=public_corpus.record_files),
        Target(name="published-log", parse=readers.published_log, corpus=public_corpus.published_logs),
        Target(name="proposal", parse=readers.proposal, corpus=public_corpus.proposals),
    ]


def _figures() -> list[Target]:
    return [
        Target(
            name="neutral-rows",
            parse=lambda octets: reading.parse(octets, Unit.PERSONS, readers.codebook()),
            corpus=public_corpus.neutral_rows,
            write=reading.write,
        ),
        Target(
            name="codebook",
            parse=lambda octets: codebook.parse(readers.text(octets)),
            corpus=public_corpus.codebooks,
            large=public_corpus.whole_codebooks,
        ),
        Target(
            name="table-specs",
            parse=lambda octets: spec.parse(readers.text(octets), readers.codebook()),
            corpus=public_corpus.table_specs,
            large=public_corpus.whole_table_specs,
        ),
        Target(
            name="release-book",
            parse=release_book.parse,
            corpus=public_corpus.release_books,
            errors=(BookError,),
        ),
        # Behind the signatures of a book, which no mutated one passes.
        Target(
            name="release-founding",
            parse=release_book._read_founding,
            corpus=public_corpus.foundings,
            write=lambda founded: release_book._founding(*founded),
            errors=(BookError, NoteError),
        ),
        Target(
            name="manuscript",
            parse=manuscript.decode,
            corpus=public_corpus.manuscripts,
            write=manuscript.encode,
            errors=(BookError,),
        ),
        Target(
            name="manuscript-text",
            parse=readers.manuscript_text,
            corpus=public_corpus.manuscript_texts,
            errors=(BookError, FormatError),
        ),
        Target(
            name="release",
            parse=lambda octets: written.decode(octets, bytes(32), ()),
            corpus=public_corpus.releases,
            write=written.encode,
            errors=(BookError,),
        ),
    ]


def _documented() -> list[Target]:
    return [
        Target(name="own-records", parse=readers.own_records, corpus=public_corpus.own_records),
        Target(name="links", parse=readers.links, corpus=public_corpus.links),
        Target(name="counts", parse=readers.counts, corpus=public_corpus.counts, errors=(TextError,)),
    ]


def _report() -> list[Target]:
    return [
        Target(
            name="report-text",
            parse=readers.report_text,
            corpus=public_corpus.report_texts,
            errors=(FormatError, TextError),
        ),
        Target(
            name="report-plan",
            parse=lambda octets: plan.parse(readers.text(octets)),
            corpus=public_corpus.report_plans,
            errors=(ReportError,),
        ),
    ]


def _site() -> list[Target]:
    return [
        Target(name="manifest", parse=manifest.parse, corpus=public_corpus.manifests, write=manifest.listing),
    ]


TARGETS = {
    target.name: target
    for made in (
        _documents,
        _sealed,
        _entry,
        _reply,
        _ledger,
        _charter,
        _handed,
        _register,
        _figures,
        _documented,
        _report,
        _site,
    )
    for target in made()
}
