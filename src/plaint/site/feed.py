# SPDX-License-Identifier: AGPL-3.0-or-later
"""Atom feeds (RFC 4287): everything of the record, and its corrections alone.

Ids are name-based UUIDs of the record and its id: the same on every mirror, whatever its address. Atom wants a moment
for each entry, and the record has dates as far as they are known; the moment is the last one that the date may mean,
and the title has the date as it is known.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID, uuid5
from xml.sax.saxutils import escape, quoteattr

from plaint.register.dates import PartialDate
from plaint.register.model import Correction
from plaint.site.edition import Edition
from plaint.site.paths import Address, link
from plaint.site.speech import Speech

_SPACE: Final = UUID("f0a4a9a2-6d0c-5f7e-9c3b-2f1f6c1f3f5e")
"""Drawn once; it only keeps our names apart from those of others."""
MOST: Final = 100
"""Entries of a feed: the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    record: str
    title: str
    text: str
    day: PartialDate
    file: str
    mark: str = ""


def feeds(edition: Edition, speech: Speech) -> dict[str, bytes]:
    """Return the feeds of one language by their path."""
    fixed = [_correction(edition, speech, one) for one in edition.register.corrections.values()]
    everything = [*_statements(edition, speech), *fixed]
    parts = {"feed": (speech.t("feed.all"), everything), "corrections": (speech.t("feed.corrections"), fixed)}
    return {
        f"{speech.language}/{name}.xml": _feed(edition, speech, name, title, entries)
        for name, (title, entries) in parts.items()
    }


def _statements(edition: Edition, speech: Speech) -> Iterator[_Entry]:
    register = edition.register
    for one in register.timeline():
        yield _Entry(
            record=f"statements/{one.id}",
            title=speech.headline(register, one),
            text=speech.text(one.text).text,
            day=one.reported or one.said,
            file=Address(speech.language, ("statement", one.id)).file,
        )


def _correction(edition: Edition, speech: Speech, one: Correction) -> _Entry:
    del edition
    return _Entry(
        record=f"corrections/{one.id}",
        title=speech.t("feed.correction_of", of=one.of, field=one.field),
        text=speech.text(one.reason).text,
        day=one.on,
        file=Address(speech.language, ("corrections",)).file,
        mark=f"#{one.id}",
    )


def _feed(edition: Edition, speech: Speech, name: str, title: str, entries: Iterable[_Entry]) -> bytes:
    own = f"{speech.language}/{name}.xml"
    newest = sorted(entries, key=lambda one: (one.day.place, one.record), reverse=True)[:MOST]
    record = speech.text(edition.register.title).text
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{speech.language}">',
        f"<id>{_id(edition, f'{speech.language}/{name}')}</id>",
        f"<title>{escape(f'{record}. {title}')}</title>",
        f"<updated>{_moment(edition.as_of)}</updated>",
        f"<author><name>{escape(record)}</name></author>",
        f"<rights>{escape(edition.register.licence)}</rights>",
        _link("self", _href(edition, own, own)),
        _link("alternate", _href(edition, own, Address(speech.language).file)),
    ]
    for one in newest:
        lines += [
            "<entry>",
            f"<id>{_id(edition, f'{speech.language}/{one.record}')}</id>",
            f"<title>{escape(one.title)}</title>",
            f"<updated>{_moment(min(one.day.latest, edition.as_of))}</updated>",
            _link("alternate", _href(edition, own, one.file) + one.mark),
            f"<summary>{escape(one.text)}</summary>",
            "</entry>",
        ]
    return "\n".join([*lines, "</feed>", ""]).encode()


def _id(edition: Edition, name: str) -> str:
    name_of = edition.register.title.en + "\n" + name
    return f"urn:uuid:{uuid5(_SPACE, name_of)}"


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _link(relation: str, href: str) -> str:
    return f"<link rel={quoteattr(relation)} href={quoteattr(href)}/>"


def _href(edition: Edition, source: str, target: str) -> str:
    if edition.base_url is None:
        return link(source, target)
    return edition.base_url + target.removesuffix("index.html")
