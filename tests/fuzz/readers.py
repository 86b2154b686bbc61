# SPDX-License-Identifier: AGPL-3.0-or-later
"""Parsers that give no value, or more than one, or raise nothing: each with a skin that makes a target of it."""

from collections.abc import Sequence
from functools import cache

from plaint.age import header
from plaint.casework.statements import STATEMENTS, read_statement, write_statement
from plaint.demo import year
from plaint.entry import container
from plaint.entry.unknown import Unknown
from plaint.errors import FormatError
from plaint.figures import documenting
from plaint.figures.book import words_in
from plaint.figures.manuscript import Manuscript
from plaint.figures.spec import Sensitivity
from plaint.intake.plain import PlainHead, read_plain_head
from plaint.register import published, toml
from plaint.register.archive.proposing import Proposal, read_answer
from plaint.register.dates import PartialDate
from plaint.register.dossier.placing import place as place_rows
from plaint.register.dossier.rows import read_rows
from plaint.register.findings import Finding
from plaint.register.model import Statement as PublicStatement
from plaint.register.shape import Reading, to_table
from plaint.register.toml import Document
from plaint.report import assessed, markup
from plaint.report.errors import TextError
from tests.support import public_record
from tests.support.keys import age_identities

IDENTITY = age_identities(1)[0]
codebook = cache(year.codebook)
OWN = {("almaz", "detained"): Sensitivity.TRAIT, ("almaz", "killed"): Sensitivity.TRAIT}


def text(octets: bytes) -> str:
    """Return what a browser or a terminal hands on as text: bytes that are no UTF-8 have been replaced before."""
    return octets.decode("utf-8", "replace")


def strict_text(octets: bytes) -> str:
    """Return what a reader of files takes as text."""
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        raise FormatError("This is no UTF-8.") from None


def kept(value: object) -> bytes:
    """Write back what came from a form with versions; an unknown one is kept as it was."""
    return value.octets if isinstance(value, Unknown) else value.encode()  # type: ignore[attr-defined]


def age_header(octets: bytes) -> object:
    """Read a header of any stanzas."""
    return header.parse(octets)


def any_container(octets: bytes) -> bytes:
    """Read a container and write it back; one of another version is kept as it was."""
    read = container.decode(octets, 8)
    return read.octets if isinstance(read, Unknown) else container.encode(read.records, 8)


def statement(octets: bytes) -> object:
    """Read a document of the kind in the first byte; raise `ValueError` if it means something else written anew."""
    kind, document = octets[:1], octets[1:]
    if not kind or kind[0] not in STATEMENTS:
        raise FormatError("No kind of statement.")
    said, is_newer = read_statement(kind[0], document)
    if not isinstance(said, Unknown) and not is_newer:
        again, written = write_statement(said)
        if again != kind[0] or read_statement(again, written) != (said, False):
            raise ValueError("written back otherwise")
    return said


def known_container(octets: bytes) -> bytes:
    """Read a container of the one version that the page knows, which opens no entries but its own."""
    read = container.decode(octets, 8)
    if isinstance(read, Unknown):
        raise FormatError("A container of another version.")
    return container.encode(read.records, 8)


def slot(octets: bytes) -> bytes:
    """Read one slot of an entry."""
    header.check_shape(octets, 8)
    return header.slot(octets, 8, 7)


def plain_head(octets: bytes) -> PlainHead:
    """Read the head of a filing; what is not taken is no error there, but left to the HTTP library."""
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


def dossier(octets: bytes) -> object:
    """Read the rows of a dossier and place them in a record."""
    rows, findings = read_rows(octets, "dossier.csv")
    _refused(findings)
    return place_rows(rows, "main")


def record_file(octets: bytes) -> Document:
    """Read a file of a statement; raise `ValueError` if it means something else when it is written anew."""
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


def published_log(octets: bytes) -> object:
    """Read a log of what was published."""
    lines, findings = published.read(octets)
    _refused(findings)
    return lines


def proposal(octets: bytes) -> Proposal:
    """Read what the process answered that reads saved pages."""
    found = read_answer(octets)
    if found is None:
        raise FormatError("No proposal.")
    return found


def manuscript_text(octets: bytes) -> Manuscript:
    """Read what an approver of a report's words is to sign."""
    found = words_in(octets)
    if found is None:
        raise FormatError("No text of words.")
    return found


def report_text(octets: bytes) -> object:
    """Read a chapter of a report."""
    parts, faults = markup.parse(strict_text(octets), "x.txt")
    if faults:
        raise TextError(faults)
    return parts


def own_records(octets: bytes) -> object:
    """Read own records of people, of two units of one scope, that nothing links."""
    return documenting.parse(octets, b"one,other,link\n", OWN)


def links(octets: bytes) -> object:
    """Read what links four records."""
    return documenting.parse(year.documented(dict.fromkeys(OWN, 2))[0], octets, OWN)


def counts(octets: bytes) -> object:
    """Read counts of the invented record."""
    return assessed.parse(octets, public_record.record(), PartialDate.parse("2032-03"))
