# SPDX-License-Identifier: AGPL-3.0-or-later
"""One record, or the timeline, as lines of text in one language: for the terminal."""

from collections.abc import Iterator

from plaint.language import Catalogue
from plaint.register.inquiring import days_running
from plaint.register.model import Claim, Commitment, Inquiry, Register, Source, Statement, Words
from plaint.register.telling import day, label, period, stated


class Showing:
    """A register, seen in one language."""

    def __init__(self, register: Register, texts: Catalogue) -> None:
        """Keep the register and the register catalogue of the language."""
        self._register = register
        self._texts = texts

    def timeline(self) -> Iterator[str]:
        """Give a line for each statement: day, who, what it was, and what was said."""
        for said in self._register.timeline():
            kind = self._texts(f"statement_kind.{said.kind}")
            actor = self._words(self._register.actors[said.actor].name)
            yield f"{said.said!s:10}  {said.id}  {actor} ({kind}): {self._words(said.text)}"

    def statement(self, said: Statement) -> Iterator[str]:
        """Give everything that is recorded of a statement."""
        texts, register = self._texts, self._register
        yield f"{said.id}: {self._words(said.text)}"
        yield self._line("said", day(texts, said.said))
        if said.reported:
            yield self._line("reported", day(texts, said.reported))
        yield self._line("kind", texts(f"statement_kind.{said.kind}"))
        actor = register.actors[said.actor]
        yield self._line("actor", self._words(actor.name))
        capacity = said.capacity or actor.capacity
        if capacity:
            yield self._line("capacity", self._words(capacity))
        if said.told_by:
            yield self._line("told_by", self._words(register.actors[said.told_by].name))
        yield self._line("about", self._words(register.scopes[said.scope].name))
        if said.quote:
            yield self._line("quote", f"«{said.quote.text}» ({said.quote.language})")
        yield from (self._line("count", self._count(Claim(said, count))) for count in said.counts)
        yield from (self._line("replies", name) for name in said.in_reply_to)
        yield from (self._line("answered", reply.id) for reply in register.replies_to(said.id))
        if said.coercion_suspected:
            yield f"  {texts('show.coercion')}"
        yield from self._note(said.note)
        yield self._line("confidence", texts(f"confidence.{said.confidence}"))
        yield from self._sources(said.sources)
        yield from self._corrections(f"statements/{said.id}")

    def commitment(self, promise: Commitment) -> Iterator[str]:
        """Give everything that is recorded of a promise."""
        texts, register = self._texts, self._register
        said = register.statements[promise.statement]
        yield f"{promise.id}: {self._words(promise.what)}"
        yield self._line("said", f"{day(texts, said.said)} ({said.id})")
        yield self._line("actor", self._words(register.actors[said.actor].name))
        yield self._line("to", self._words(register.actors[promise.to].name))
        yield self._line("due", day(texts, promise.due) if promise.due else texts("show.undated"))
        for sign in promise.signs:
            yield self._line("signs", f"{self._words(sign.text)} — {texts(f'sign_state.{sign.state}')}")
            yield from self._note(sign.note)
            yield from self._sources(sign.sources)
        for status in promise.statuses:
            held = texts(f"commitment_status.{status.status}")
            yield self._line("status", f"{day(texts, status.on)}: {held}. {self._words(status.why)}")
        yield from self._corrections(f"commitments/{promise.id}")

    def inquiry(self, inquiry: Inquiry) -> Iterator[str]:
        """Give everything that is recorded of an inquiry, with the days that it had run at each step."""
        texts, register = self._texts, self._register
        yield f"{inquiry.id}: {self._words(inquiry.about)}"
        yield self._line("body", self._words(register.actors[inquiry.body].name))
        yield self._line("opened", day(texts, inquiry.opened))
        yield self._line("about", self._words(register.scopes[inquiry.scope].name))
        for step in inquiry.steps:
            days = days_running(inquiry, step)
            count = "" if days is None else f" [{'–'.join(str(one) for one in dict.fromkeys(days))}]"
            run = texts("show.cycle", n=step.cycle)
            head = f"{day(texts, step.date)}{count}, {run}: {texts(f'step_kind.{step.kind}')}"
            yield self._line("steps", f"{head}, {texts(f'case_role.{step.role}')}. {self._words(step.text)}")
        for quality in inquiry.quality:
            held = f"{texts(f'criterion.{quality.criterion}')}: {texts(f'finding.{quality.finding}')}"
            yield self._line("quality", f"{held}. {self._words(quality.why)}")
        yield from self._note(inquiry.note)
        yield from self._corrections(f"inquiries/{inquiry.id}")

    def source(self, source: Source) -> Iterator[str]:
        """Give where something can be read, and whether a copy was kept."""
        yield f"{source.id}: {source.citation}"
        yield from (f"    {part}" for part in (source.title, source.author, source.url) if part)
        taken = source.snapshot
        kept = "show.unarchived" if taken is None else "show.archived"
        yield f"    {self._texts(kept, **({} if taken is None else {'date': day(self._texts, taken.taken)}))}"

    def _sources(self, names: tuple[str, ...]) -> Iterator[str]:
        for name in names:
            first, *rest = self.source(self._register.sources[name])
            yield self._line("sources", first)
            yield from rest

    def _count(self, claim: Claim) -> str:
        unit = self._words(self._register.units[claim.count.unit].name)
        over = f", {period(self._texts, claim.count.period)}" if claim.count.period else ""
        return (
            f"{unit}: {stated(claim, self._texts)}{over} ({self._words(self._register.scopes[claim.count.scope].name)})"
        )

    def _note(self, note: Words | None) -> Iterator[str]:
        if note:
            yield self._line("note", self._words(note))

    def _corrections(self, record: str) -> Iterator[str]:
        for one in self._register.corrections_of(record):
            text = self._texts(
                "show.correction",
                date=day(self._texts, one.on),
                field=one.field,
                was=one.was or "—",
                becomes=one.becomes or "—",
                reason=self._words(one.reason),
            )
            yield self._line("corrections", text)

    def _line(self, name: str, text: str) -> str:
        return f"  {self._texts(f'show.{name}')}: {text}"

    def _words(self, words: Words) -> str:
        return label(words, self._texts.language)
