# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rows of the data package's tables: one for each thing of the register, in the order of the timeline or of ids."""

from collections.abc import Callable, Iterator, Mapping

from plaint.site.edition import Edition

Row = Mapping[str, object]


def _ids(values: tuple[str, ...]) -> str:
    return " ".join(values)


def statements(edition: Edition) -> Iterator[Row]:
    """Give a row for each statement."""
    for one in edition.register.timeline():
        yield {
            "id": one.id,
            "occasion": one.occasion,
            "actor": one.actor,
            "kind": one.kind,
            "said": one.said,
            "reported": one.reported,
            "scope": one.scope,
            "text_en": one.text.en,
            "text_ru": one.text.ru,
            "quote": one.quote.text if one.quote else None,
            "quote_language": one.quote.language if one.quote else None,
            "told_by": one.told_by,
            "coercion_suspected": one.coercion_suspected,
            "confidence": one.confidence,
        }


def counts(edition: Edition) -> Iterator[Row]:
    """Give a row for each number as it was given."""
    for claim in edition.register.all_claims():
        count = claim.count
        yield {
            "statement": claim.statement.id,
            "unit": count.unit,
            "scope": count.scope,
            "low": count.low,
            "high": count.high,
            "wording": count.wording,
            "period": count.period,
            "cumulative": count.cumulative,
            "method": count.method,
            "lineage": count.lineage,
        }


def figures(edition: Edition) -> Iterator[Row]:
    """Give a row for each combined figure."""
    for one in edition.figures:
        yield {
            "unit": one.unit,
            "scope": one.scope,
            "low": one.low,
            "high": one.high,
            "contested": one.contested,
            "claims": len(one.claims),
        }


def derivations(edition: Edition) -> Iterator[Row]:
    """Give a row for each step of a derivation."""
    for one in edition.figures:
        for number, step in enumerate(one.steps, start=1):
            yield {
                "unit": one.unit,
                "scope": one.scope,
                "step": number,
                "rule": step.rule,
                "lineage": step.lineage,
                "other": step.other,
                "claims": _ids(tuple(claim.statement.id for claim in step.claims)),
                "low": step.low,
                "high": step.high,
            }


def commitments(edition: Edition) -> Iterator[Row]:
    """Give a row for each promise."""
    for one in edition.register.commitments.values():
        yield {
            "id": one.id,
            "statement": one.statement,
            "to": one.to,
            "what_en": one.what.en,
            "what_ru": one.what.ru,
            "due": one.due,
            "status": one.status,
        }


def signs(edition: Edition) -> Iterator[Row]:
    """Give a row for each sign of a promise."""
    for one in edition.register.commitments.values():
        for number, each in enumerate(one.signs, start=1):
            yield {
                "commitment": one.id,
                "number": number,
                "text_en": each.text.en,
                "text_ru": each.text.ru,
                "state": each.state,
                "sources": _ids(each.sources),
            }


def statuses(edition: Edition) -> Iterator[Row]:
    """Give a row for each status that a promise had."""
    for one in edition.register.commitments.values():
        for number, each in enumerate(one.statuses, start=1):
            yield {
                "commitment": one.id,
                "number": number,
                "on": each.on,
                "status": each.status,
                "why_en": each.why.en,
                "why_ru": each.why.ru,
            }


def inquiries(edition: Edition) -> Iterator[Row]:
    """Give a row for each inquiry."""
    for one in edition.register.inquiries.values():
        yield {
            "id": one.id,
            "body": one.body,
            "opened": one.opened,
            "scope": one.scope,
            "about_en": one.about.en,
            "about_ru": one.about.ru,
            "runs": one.cycles,
        }


def steps(edition: Edition) -> Iterator[Row]:
    """Give a row for each step of an inquiry."""
    for one in edition.register.inquiries.values():
        for number, step in enumerate(one.steps, start=1):
            yield {
                "inquiry": one.id,
                "number": number,
                "date": step.date,
                "kind": step.kind,
                "run": step.cycle,
                "role_of_person": step.role,
                "text_en": step.text.en,
                "text_ru": step.text.ru,
                "statement": step.statement,
                "sources": _ids(step.sources),
            }


def quality(edition: Edition) -> Iterator[Row]:
    """Give a row for each finding about an inquiry."""
    for one in edition.register.inquiries.values():
        for each in one.quality:
            yield {
                "inquiry": one.id,
                "criterion": each.criterion,
                "finding": each.finding,
                "why_en": each.why.en,
                "why_ru": each.why.ru,
                "sources": _ids(each.sources),
            }


def actors(edition: Edition) -> Iterator[Row]:
    """Give a row for each speaker."""
    for one in edition.register.actors.values():
        yield {
            "id": one.id,
            "kind": one.kind,
            "name_en": one.name.en,
            "name_ru": one.name.ru,
            "capacity_en": one.capacity.en if one.capacity else None,
            "capacity_ru": one.capacity.ru if one.capacity else None,
            "since": one.since,
            "until": one.until,
        }


def sources(edition: Edition) -> Iterator[Row]:
    """Give a row for each source."""
    for one in edition.register.sources.values():
        yield {
            "id": one.id,
            "citation": one.citation,
            "medium": one.medium,
            "url": one.url,
            "published": one.published,
            "language": one.language,
            "reposted_from": one.reposted_from,
            "sha256": one.snapshot.sha256 if one.snapshot else None,
            "taken": one.snapshot.taken if one.snapshot else None,
        }


def pairs(name: str, other: str) -> Callable[[Edition], Iterator[Row]]:
    """Return what gives a row for each id that statements name under `name`; its column is called `other`."""

    def given(edition: Edition) -> Iterator[Row]:
        for one in edition.register.timeline():
            for value in getattr(one, name):
                yield {"statement": one.id, other: value}

    return given


def named(kind: str) -> Callable[[Edition], Iterator[Row]]:
    """Return what gives a row for each unit, scope or lineage."""

    def given(edition: Edition) -> Iterator[Row]:
        for one in getattr(edition.register, kind).values():
            about = getattr(one, "about", None) or getattr(one, "note", None)
            yield {
                "id": one.id,
                "name_en": one.name.en,
                "name_ru": one.name.ru,
                "kind": getattr(one, "kind", None),
                "note_en": about.en if about else None,
                "note_ru": about.ru if about else None,
                "part_of": _ids(getattr(one, "part_of", ())),
            }

    return given


def corrections(edition: Edition) -> Iterator[Row]:
    """Give a row for each correction."""
    for one in edition.register.corrections.values():
        yield {
            "id": one.id,
            "of": one.of,
            "field": one.field,
            "was": one.was,
            "becomes": one.becomes,
            "reason_en": one.reason.en,
            "reason_ru": one.reason.ru,
            "on": one.on,
            "by": one.by,
        }
