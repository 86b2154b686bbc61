# SPDX-License-Identifier: AGPL-3.0-or-later
"""Texts, a release and the public record, put together into one document. Pure.

Rules of this module:

- All faults of all texts are told at once. A document with a fault does not come into being.
- A text names figures by their ids. An unknown name, a figure that may not be told, and a number of the text's own are
  faults with file and line.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final

from plaint.figures.released import Release, ReleasedFigure, ReleasedTable
from plaint.language import Catalogue
from plaint.register.model import Register
from plaint.report import bare, floors, public, rules, shown, unseen
from plaint.report.assessed import Minimum
from plaint.report.document import (
    Block,
    Document,
    Heading,
    Line,
    Listing,
    Numbers,
    Paragraph,
    Quotation,
    Run,
)
from plaint.report.errors import Fault, ReportError, TextError
from plaint.report.markup import Form, Part, Span, parse
from plaint.report.plan import Plan

NOT_TOLD: Final = "…"
"""Stands where a large figure may not be told, as in a table."""
_TOLD: Final = 12
"""Characters of a text that a fault shows."""


_PUBLIC: Final[Mapping[str, Callable[[Register, Catalogue, Catalogue], Block]]] = {
    "promises": public.promises,
    "inquiries": public.inquiries,
    "sources": public.sources,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One chapter as it was written."""

    place: str
    """Like `texts/en/02-year.txt`."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a report is made from."""

    plan: Plan
    release: Release
    register: Register | None
    book: str
    """Name of the release book."""
    head: str
    """Digest of the book's last record, in hex; empty where the figures are not released."""
    draft: bool
    words_by: tuple[tuple[str, str], ...] = ()
    """Member and body of each approval of these words."""
    minimum: Minimum | None = None
    """What the documented minimum is built from; None for a report without."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """Words with a number that a text says on its own authority, for those who approve."""

    place: str
    words: str


def document(material: Material, texts: Sequence[Text], words: Catalogue, record: Catalogue) -> Document:
    """Return the report in the language of `words`; raise TextError with every fault of every text.

    `record` is the register's catalogue, which names the closed lists of the public record.
    """
    writer = _Writer(material, words, record)
    blocks = [block for text in texts for block in writer.chapter(text)]
    if writer.faults:
        raise TextError(writer.faults)
    plan, language = material.plan, words.language
    made = Document(
        language=language,
        title=plan.title[language],
        subtitle=plan.subtitle[language],
        publisher=plan.publisher[language],
        addressee=plan.addressee[language],
        place=plan.place[language],
        day=plan.day.isoformat(),
        day_words=day(plan, words),
        draft=material.draft,
        blocks=tuple(blocks),
        words={key: text for key, text in words.texts.items() if key.startswith("page.")},
    )
    for text, sign in unseen.within(made):
        raise ReportError(
            f"A sign that cannot be seen ({sign}) stands in “{text}”, which comes from the record or from a table.",
            hint="Correct it there.",
        )
    return made


def need_form(texts: Sequence[Text]) -> None:
    """Raise TextError with every fault of form, before there are figures by which the rest can be judged."""
    if faults := [fault for text in texts for fault in parse(text.text, text.place)[1]]:
        raise TextError(faults)


def owned(texts: Sequence[Text]) -> Iterator[Owned]:
    """Yield all words with a number of their own: those marked as such, and numbers of people said in words."""
    for text in texts:
        for part in parse(text.text, text.place)[0]:
            if part.name == "numbers":
                for _, words in bare.doubts(part.given):
                    yield Owned(place=f"{text.place}:{part.line}", words=words)
            for item in part.items:
                yield from (Owned(place=f"{text.place}:{one.line}", words=one.text) for one in item if one.own)
                yield from _doubts(item, text.place)


def titles(plan: Plan) -> Iterator[Owned]:
    """Yield each line of the plan that says a number: they stand on the cover, and no gate has seen them."""
    for key in ("title", "subtitle", "publisher", "addressee", "place"):
        for language, line in getattr(plan, key).items():
            if any(bare.numbers(line)) or any(bare.doubts(line)):
                yield Owned(place=f"report.toml: {key}.{language}", words=line)


def reasons(minimum: Minimum | None) -> Iterator[Owned]:
    """Yield each number in the words of counts.toml: why a standard is reached, what scopes are called there."""
    if minimum is None:
        return
    said = [(minimum.place, one) for one in minimum.described]
    said += [(f"{minimum.place}: {one.lineage}", one.why) for asked in minimum.asked for one in asked.public]
    for place, words in said:
        for line in (words.ru, words.en):
            if any(bare.numbers(line)) or any(bare.doubts(line)):
                yield Owned(place=place, words=line)


def _doubts(item: Sequence[Span], place: str) -> Iterator[Owned]:
    """Yield what approvers have to look at in a paragraph or point, whatever lines and marks lie within."""
    words, lines = _joined(item)
    yield from (Owned(place=f"{place}:{lines[at]}", words=found) for at, found in bare.doubts(words))


def _joined(item: Sequence[Span]) -> tuple[str, list[int]]:
    """Return the words of a paragraph or point as read, and the line of each sign; `…` for what is not typed."""
    words, lines = "", list[int]()
    for span in item:
        said = span.otherwise or "…" if span.figure or span.own else span.text.replace("\N{SOFT HYPHEN}", "")
        words += said
        lines += [span.line] * len(said)
    return words, lines


def day(plan: Plan, words: Catalogue) -> str:
    """Return the day of publication in words."""
    return words("date.day", day=plan.day.day, month=words(f"month_of.m{plan.day.month}"), year=plan.day.year)


@dataclass(slots=True)
class _Writer:
    material: Material
    words: Catalogue
    record: Catalogue
    faults: list[Fault] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    tables: Mapping[str, ReleasedTable] = field(init=False)
    figures: Mapping[str, ReleasedFigure] = field(init=False)

    def __post_init__(self) -> None:
        release = self.material.release
        self.tables = {table.id: table for table in release.tables}
        self.figures = shown.figures_of(self.tables, release.figures)

    def chapter(self, text: Text) -> Iterator[Block]:
        parts, faults = parse(text.text, text.place)
        self.faults += faults
        for part in parts:
            yield from self._blocks(part, text.place)

    def _blocks(self, part: Part, place: str) -> Iterator[Block]:
        where = f"{place}:{part.line}"
        if part.form is Form.COMMAND:
            yield from self._command(part, where)
            return
        lines = tuple(self._line(item, place) for item in part.items)
        if part.form is Form.HEADING:
            yield Heading(part.level, "".join(run.text for run in lines[0]))
        elif part.form is Form.LISTING:
            yield Listing(lines)
        else:
            yield Quotation(lines[0]) if part.form is Form.QUOTATION else Paragraph(lines[0])

    def _line(self, spans: Sequence[Span], place: str) -> Line:
        words, lines = _joined(spans)
        self.faults += [self._typed(number, f"{place}:{lines[at]}") for at, number in bare.numbers(words)]
        runs = []
        for span in spans:
            where = f"{place}:{span.line}"
            text = span.text
            if span.figure:
                text = self._said(text, where, span.otherwise)
            runs.append(Run(text=text, strong=span.strong, emphasis=span.emphasis))
        return tuple(runs)

    def _said(
        self,
        name: str,
        where: str,
        otherwise: str,
        told: Callable[[ReleasedFigure, Catalogue], str | None] = shown.told,
    ) -> str:
        if name == "period":
            return shown.period(self.material.release.period, self.words)
        if name == "as-of":
            return shown.month(self.material.release.as_of, self.words)
        figure = self.figures.get(name)
        if figure is None:
            near = get_close_matches(name, [*self.figures, "period", "as-of"], 1, 0.5)
            hint = f"Did you mean {{{near[0]}}}?" if near else "`plaint report preview` lists the names."
            self.faults.append(Fault(where, f"No released figure is called {{{name[:60]}}}. {hint}"))
            return ""
        text = told(figure, self.words)
        if text is None and not otherwise:
            why = f" ({figure.hidden.text[self.words.language].rstrip('.')})" if figure.hidden else ""
            hint = f"Say what to write in its place: {{{name} | not told}}."
            self.faults.append(Fault(where, f"{{{name}}} may not be told{why}. {hint}"))
        return text or otherwise

    def _typed(self, typed: str, where: str) -> Fault:
        value = bare.value(typed)
        same = [name for name, figure in self.figures.items() if value is not None and figure.value == value]
        hint = f"Write {{{same[0]}}}, which is {typed}" if same else "Name a released figure"
        own = f"or {{={typed}}} if it is a number of your own (an article of a law)."
        return Fault(where, f"A number was typed here: {typed[:_TOLD]}. {hint}, {own}")

    def _command(self, part: Part, where: str) -> Iterator[Block]:
        given = part.given
        if part.name == "table":
            if (table := self._table(given, where)) is not None:
                self.used.add(given)
                yield shown.grid(table, self.words)
        elif part.name == "chart":
            yield from self._chart(given, where)
        elif part.name == "numbers":
            yield Numbers(figures=tuple(self._large(one, where) for one in given.split(";")))
        elif part.name == "tables":
            yield from (shown.grid(table, self.words) for table in self.tables.values() if table.id not in self.used)
        elif part.name == "approval":
            yield Listing(self._approval())
        elif part.name == "gate":
            yield rules.gate(self.words)
        elif part.name == "minimum":
            material = self.material
            yield from floors.blocks(material.minimum, material.register, material.release, self.words, self.record)
        elif part.name in _PUBLIC:
            yield from self._public(part.name, where)
        else:
            self.faults.append(
                Fault(where, f"{{{part.name[:20]}: …}} is no command. There are table, chart and numbers.")
            )

    def _public(self, name: str, where: str) -> Iterator[Block]:
        register = self.material.register
        if register is None:
            self.faults.append(Fault(where, f"{{{name}}} needs the public record: name its folder in report.toml."))
            return
        yield _PUBLIC[name](register, self.words, self.record)

    def _table(self, name: str, where: str) -> ReleasedTable | None:
        table = self.tables.get(name)
        if table is None:
            near = get_close_matches(name, self.tables, 1, 0.4)
            hint = f"Did you mean {near[0]}?" if near else f"It has {', '.join(self.tables)}."
            self.faults.append(Fault(where, f"The release has no table {name[:40]!r}. {hint}"))
        return table

    def _chart(self, given: str, where: str) -> Iterator[Block]:
        name, _, dimension = given.partition(" ")
        if (table := self._table(name, where)) is None:
            return
        drawn = shown.bars(table, dimension.strip(), self.words)
        if drawn is None:
            known = " or ".join(one.name for one in table.dimensions)
            self.faults.append(Fault(where, f"A chart needs a dimension of its table: {known}."))
            return
        yield drawn

    def _large(self, given: str, where: str) -> tuple[str, str]:
        """Return a figure and what stands under it: the text's own words after a "=", or the figure's label."""
        name, _, words = (part.strip() for part in given.partition("="))
        self.faults += [self._typed(number, where) for _, number in bare.numbers(words)]
        figure = self.figures.get(name)
        words = words or (figure.label[self.words.language] if figure else "")
        if figure and figure.as_of:
            words = self.words("figure.kept", value=words, month=shown.month(figure.as_of, self.words))
        return self._said(name, where, NOT_TOLD, shown.large), words

    def _approval(self) -> tuple[Line, ...]:
        release, material = self.material.release, self.material
        if not release.approved_by:
            return ((Run(text=self.words("approval.draft")),),)
        words = [self.words("approval.words", member=member, body=body) for member, body in material.words_by]
        lines = [
            self.words("approval.book", book=material.book, release=release.id),
            *(self.words("approval.by", member=member, body=body) for member, body in release.approved_by),
            *(words or [self.words("approval.unread")]),
            self.words("approval.digest", digest=release.digest.hex()),
            self.words("approval.head", head=material.head),
        ]
        return tuple((Run(text=line),) for line in lines)
