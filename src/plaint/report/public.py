# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promises, inquiries and sources of the public record, as blocks of a report.

Rules of this module:

- What the record says is told as it says it: dates as far as they are known, "cannot be verified" is never "broken".
- Words in the other language, where nobody has written them in this one yet, are marked for the eye and for a voice.
- Catalogue `record` is the register's own; this room has no words of its own for the record's closed lists.
"""

import re
from collections.abc import Iterator
from typing import Final

from plaint.language import Catalogue
from plaint.register.model import Commitment, Inquiry, Register, Source, Words
from plaint.register.telling import day, label
from plaint.report.document import Entries, Entry, Line, Listing, Run, plain

_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")
_WEB: Final = re.compile(r"https?://[a-z0-9.-]+(?::[0-9]{1,5})?(?:[/?#][!-~]*)?", re.IGNORECASE)


def promises(register: Register, words: Catalogue, record: Catalogue) -> Entries:
    """Return every promise, oldest first, with its signs and what became of it."""
    listed = sorted(register.commitments.values(), key=lambda one: (_said(register, one), one.id))
    return Entries(tuple(_promise(register, one, words, record) for one in listed))


def inquiries(register: Register, words: Catalogue, record: Catalogue) -> Entries:
    """Return every inquiry, oldest first, with its steps and its quality."""
    listed = sorted(register.inquiries.values(), key=lambda one: (one.opened.place, one.id))
    return Entries(tuple(_inquiry(register, one, words, record) for one in listed))


def sources(register: Register, words: Catalogue, record: Catalogue) -> Listing:
    """Return all sources as a reader would look them up."""
    del record
    listed = sorted(register.sources.values(), key=lambda one: (one.citation.casefold(), one.id))
    return Listing(tuple((cited(one, words.language),) for one in listed))


def cited(source: Source, language: str) -> Run:
    """Return a source as a reader would look it up, with its address where that is one of the web."""
    # A citation is written as its source is, and in Latin letters mostly a name. Only plain addresses of the web become
    # links: what else stands in a record stays words.
    spoken = "ru" if language != "ru" and _CYRILLIC.search(source.citation) else ""
    link = source.url if source.url and _WEB.fullmatch(source.url) else ""
    return Run(text=source.citation, link=link, language=spoken)


def told(text: Words, language: str, before: str = "", after: str = "") -> Line:
    """Return words of the record between some of ours; those that stand in the other language alone are marked."""
    own = text.of(language)
    other = next(code for code in ("en", "ru") if code != language)
    said = (Run(text=own),) if own else (Run(text=f"[{other}] "), Run(text=text.of(other), language=other))
    return tuple(one for one in (Run(text=before), *said, Run(text=after)) if one.text)


def _said(register: Register, one: Commitment) -> object:
    return register.statements[one.statement].said.place


def _promise(register: Register, one: Commitment, words: Catalogue, record: Catalogue) -> Entry:
    language = words.language
    statement = register.statements[one.statement]
    who = label(register.actors[statement.actor].name, language)
    to = label(register.actors[one.to].name, language)
    due = day(record, one.due) if one.due else record("show.undated")
    status = one.statuses[-1]
    said = words("record.said", actor=who, to=to, date=day(record, statement.said))
    lines = [(words("record.promised"), plain(said)), (words("record.due"), plain(due))]
    lines += [
        (words("record.sign"), told(sign.text, language, after=f" — {record(f'sign_state.{sign.state}')}"))
        for sign in one.signs
    ]
    lines.append((words("record.held", date=day(record, status.on)), told(status.why, language)))
    mark = record(f"commitment_status.{status.status}")
    return Entry(name=told(one.what, language), mark=mark, lines=tuple(lines))


def _inquiry(register: Register, one: Inquiry, words: Catalogue, record: Catalogue) -> Entry:
    language = words.language
    lines = [(words("record.body"), told(register.actors[one.body].name, language))]
    for step in one.steps:
        what = f"{record(f'step_kind.{step.kind}')} ({record(f'case_role.{step.role}')}): "
        lines.append((day(record, step.date), told(step.text, language, before=what)))
    lines += list(_quality(one, words, record))
    mark = words("record.cycles", n=one.cycles) if one.cycles > 1 else ""
    return Entry(name=told(one.about, language), mark=mark, lines=tuple(lines))


def _quality(one: Inquiry, words: Catalogue, record: Catalogue) -> Iterator[tuple[str, Line]]:
    """Yield the criteria by finding: those of which something is known with the reason, the rest in one line."""
    for quality in one.quality:
        if quality.finding != "unknown":
            name = f"{record(f'criterion.{quality.criterion}')}: {record(f'finding.{quality.finding}')}"
            yield name, told(quality.why, words.language)
    unknown = [record(f"criterion.{quality.criterion}") for quality in one.quality if quality.finding == "unknown"]
    if unknown:
        yield words("record.unknown"), plain(", ".join(unknown))
