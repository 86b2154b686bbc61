# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which pages there are in one language, and what stands in each."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from plaint.chart.marks import sign
from plaint.register.dates import PartialDate
from plaint.register.model import Commitment, Correction, Inquiry, Statement
from plaint.register.vocabulary import ActorKind, CommitmentStatus
from plaint.site.edition import Edition
from plaint.site.filters import Listing, listings, options
from plaint.site.hostile import leads_to_web
from plaint.site.inquiring import contradictions
from plaint.site.numbers import Panels, by_scope, compared
from plaint.site.paths import Address, link
from plaint.site.render import Page
from plaint.site.signs import KINDS, WAITING
from plaint.site.spans import Month, lanes, months
from plaint.site.speech import Speech

LATEST: Final = 3
MOST: Final = 400
"""Statements on the page of the whole timeline; with more, older ones are under their month."""
CHAPTERS: Final = ("what", "dates", "numbers", "promises", "inquiries", "mistakes", "reading")


@dataclass(frozen=True)
class Pages:
    """The pages of an edition in one language."""

    edition: Edition
    speech: Speech

    @cached_property
    def panels(self) -> tuple[Panels, ...]:
        """All numbers, by scope."""
        return by_scope(self.edition.register, self.speech, self.edition.figures)

    @cached_property
    def timeline(self) -> tuple[Statement, ...]:
        """All statements in order; sorted once, since every page asks for it."""
        return self.edition.register.timeline()

    @cached_property
    def replies(self) -> dict[str, list[Statement]]:
        """What answers each statement that is answered, in the order of the timeline."""
        return _grouped((answered, one) for one in self.timeline for answered in one.in_reply_to)

    @cached_property
    def occasions(self) -> dict[str, list[Statement]]:
        """What was said on each occasion."""
        return _grouped((one.occasion, one) for one in self.timeline)

    @cached_property
    def spoken(self) -> dict[str, list[Statement]]:
        """What each speaker said."""
        return _grouped((one.actor, one) for one in self.timeline)

    def all(self, files: Sequence[object]) -> Iterator[Page]:
        """Give every page; `files` are those of the data package, as its page lists them."""
        yield self._front()
        yield from self._lists()
        yield from self._records()
        yield from self._counts()
        yield self._sources()
        yield self._page("corrections", listed=self._corrections())
        yield self._page("methods", chapters=CHAPTERS)
        yield self._page("data", files=files)
        yield self._whole()

    def _front(self) -> Page:
        register = self.edition.register
        waiting = [one for one in self._promises() if one.status in WAITING]
        return self._made(
            (),
            "front",
            self.speech.text(register.title).text,
            speakers=len({one.actor for one in register.statements.values()}),
            lanes=lanes(register, self.speech),
            promises=waiting[:2],
            panels=compared(self.panels),
            inquiries=self._inquiries()[:2],
            latest=self.timeline[: -LATEST - 1 : -1],
            corrections=self._corrections()[:1],
        )

    def _lists(self) -> Iterator[Page]:
        lists = listings(self.edition.register)
        for listing in lists.values():
            if listing.steps[0] == "timeline":
                yield self._timeline(listing, lists)
        yield self._page("actors", groups=list(self._speakers()))
        yield self._page("promises", name="promise", listed=self._promises(), tally=self._tally())
        yield self._page("inquiries", name="inquiry", listed=self._inquiries())

    def _timeline(self, listing: Listing, lists: Any) -> Page:
        address = Address(self.speech.language, listing.steps)
        shown = listing.said[-MOST:]
        scope = dict(listing.choices).get("scope") if len(listing.choices) == 1 else None
        filters = [
            {
                "name": name,
                "open": any(option.current for option in found),
                "choices": [
                    {
                        "label": self._value(*option.choice),
                        "href": link(address.file, Address(address.language, option.to.steps).file),
                        "count": len(option.to.said),
                        "current": option.current,
                    }
                    for option in found
                ],
            }
            for name, found in options(listing, lists)
        ]
        heading = " · ".join(self._value(*choice) for choice in listing.choices) or self.speech.t("timeline.heading")
        return self._made(
            listing.steps,
            "timeline",
            heading,
            listed=listing.said,
            shown=shown,
            more=len(shown) < len(listing.said),
            filtered=bool(listing.choices),
            lead=self.edition.register.scopes[scope].about if scope else None,
            filters=filters,
            months=self._months(shown),
        )

    def _records(self) -> Iterator[Page]:
        register = self.edition.register
        for one in self.timeline:
            yield self._statement(one)
        for actor in register.actors.values():
            said = self.spoken.get(actor.id, [])
            yield self._made(
                ("actor", actor.id),
                "actor",
                self.speech.text(actor.name).text,
                one=actor,
                said=said,
                months=self._months(said),
                made=[one for one in self._promises() if register.statements[one.statement].actor == actor.id],
                led=[one for one in self._inquiries() if one.body == actor.id],
            )
        for promise in register.commitments.values():
            fixed = register.corrections_of(f"commitments/{promise.id}")
            heading = self.speech.text(promise.what).text
            yield self._made(("promise", promise.id), "promise", heading, one=promise, corrections=fixed)
        for inquiry in register.inquiries.values():
            yield self._made(
                ("inquiry", inquiry.id),
                "inquiry",
                self.speech.text(inquiry.about).text,
                one=inquiry,
                contradictions=contradictions(self.speech, inquiry),
                corrections=register.corrections_of(f"inquiries/{inquiry.id}"),
            )

    def _statement(self, one: Statement) -> Page:
        register = self.edition.register
        return self._made(
            ("statement", one.id),
            "statement",
            self.speech.headline(register, one),
            one=one,
            answered=[register.statements[id_] for id_ in one.in_reply_to],
            replies=self.replies.get(one.id, []),
            together=[other for other in self.occasions[one.occasion] if other.id != one.id],
            made=[promise for promise in self._promises() if promise.statement == one.id],
            corrections=register.corrections_of(f"statements/{one.id}"),
        )

    def _counts(self) -> Iterator[Page]:
        yield self._page("counts", scopes=self.panels)
        for scope in self.panels:
            yield self._made(("counts", scope.scope.id), "scope", self.speech.text(scope.scope.name).text, scope=scope)

    def _sources(self) -> Page:
        register = self.edition.register
        cited: dict[str, list[str]] = {}
        for one in self.timeline:
            for id_ in one.sources:
                cited.setdefault(id_, []).append(one.id)
        listed = [
            {
                "source": source,
                "cited": cited.get(source.id, []),
                "href": source.url if source.url and leads_to_web(source.url) else None,
            }
            for source in register.sources.values()
        ]
        kept = sum(source.snapshot is not None for source in register.sources.values())
        return self._page("sources", listed=listed, kept=kept)

    def _whole(self) -> Page:
        return self._made(
            ("whole",),
            "whole",
            self.speech.t("nav.whole"),
            promises=self._promises(),
            inquiries=self._inquiries(),
            scopes=self.panels,
            months=self._months(self.timeline),
            corrections=self._corrections(),
        )

    def _page(self, section: str, *, name: str | None = None, **values: Any) -> Page:
        return self._made((section,), section, self.speech.t(f"{name or section}.heading"), **values)

    def _made(self, steps: tuple[str, ...], template: str, heading: str, **values: Any) -> Page:
        address = Address(self.speech.language, steps)
        return Page(address=address, template=f"{template}.html", heading=heading, values=values)

    def _value(self, name: str, value: str) -> str:
        """Return what a filter's value is called."""
        register, speech = self.edition.register, self.speech
        match name:
            case "kind":
                return speech.label(next(kind for kind in KINDS if kind.value == value))
            case "actor":
                return speech.text(register.actors[value].name).text
            case "scope":
                return speech.text(register.scopes[value].name).text
            case _:
                return self._month_label(PartialDate.parse(value))

    def _months(self, said: Iterable[Statement]) -> list[dict[str, Any]]:
        return [self._month(month) for month in months(said)]

    def _month(self, month: Month) -> dict[str, Any]:
        return {"key": month.key, "label": self._month_label(month.date), "said": month.said}

    def _month_label(self, month: PartialDate) -> str:
        label = self.speech.date(month)
        return label[:1].upper() + label[1:]

    def _promises(self) -> list[Commitment]:
        """Return the promises; those that wait first, then by the day of the promise."""
        register = self.edition.register
        return sorted(
            register.commitments.values(),
            key=lambda one: (one.status not in WAITING, register.statements[one.statement].said.place, one.id),
        )

    def _tally(self) -> list[dict[str, Any]]:
        promises = list(self.edition.register.commitments.values())
        counted = ((status, sum(one.status is status for one in promises)) for status in CommitmentStatus)
        return [{"status": status, "count": count} for status, count in counted if count]

    def _inquiries(self) -> list[Inquiry]:
        return sorted(self.edition.register.inquiries.values(), key=lambda one: (one.opened.place, one.id))

    def _corrections(self) -> list[Correction]:
        found = self.edition.register.corrections.values()
        return sorted(found, key=lambda one: (one.on.place, one.id), reverse=True)

    def _speakers(self) -> Iterator[dict[str, Any]]:
        register, speech = self.edition.register, self.speech
        for kind in ActorKind:
            rows = []
            for actor in register.actors.values():
                said = self.spoken.get(actor.id, [])
                if said and actor.kind is kind:
                    shapes = [sign(shape) for shape in dict.fromkeys(KINDS[one.kind] for one in said)]
                    span = speech.term(said[0].said, said[-1].said)
                    rows.append({"actor": actor, "count": len(said), "span": span, "shapes": shapes})
            if rows:
                yield {"kind": kind, "actors": sorted(rows, key=lambda row: (-row["count"], row["actor"].id))}


def _grouped(pairs: Iterable[tuple[str, Statement]]) -> dict[str, list[Statement]]:
    found: dict[str, list[Statement]] = {}
    for key, one in pairs:
        found.setdefault(key, []).append(one)
    return found
