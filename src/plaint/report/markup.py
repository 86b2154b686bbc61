# SPDX-License-Identifier: AGPL-3.0-or-later
"""The form in which people write the texts of a report: a small part of Markdown, with places for figures.

    # A chapter           ## A section          ### A part of one
    Words, *stressed*, **strong**; a line that is empty ends a paragraph.
    - a point             > somebody else's words
    {complaints/total}    a released figure         {=Article 21}    words with a number of their own
    {a/share/b/* | not told}    a released figure, and what stands there where it may not be told
    {table: ID}    {chart: ID DIMENSION}    {numbers: FIGURE = WORDS; …}    {promises}    on a line of their own

Rules of this module:

- Nothing else has a meaning: no HTML, no Typst, no links, no pictures. A backslash takes the next sign's meaning away.
- Characters that cannot be seen (controls, and those that turn the direction of writing) are refused: what approvers
  read is what stands there.
- All faults of a text are found at once, each with its line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from plaint.report import unseen
from plaint.report.errors import Fault

_COMMAND: Final = re.compile(r"\{([a-z]+)(?::[ ]*([^{}]*))?\}")
_HEADING: Final = re.compile(r"(#{1,3}) +(\S.*)")
_ESCAPABLE: Final = frozenset("\\*{}#->")


class Form(StrEnum):
    """What a part of a text is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    QUOTATION = "quotation"
    LISTING = "listing"
    COMMAND = "command"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Some words, or the name of a figure whose number will stand here."""

    text: str
    line: int
    """In the file, counted from 1."""
    strong: bool = False
    emphasis: bool = False
    figure: bool = False
    """Whether `text` is the name of a figure."""
    otherwise: str = ""
    """What stands in place of a figure that may not be told; empty where nothing was written."""
    own: bool = False
    """Whether it was marked as words with a number of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One heading, paragraph, list or command."""

    form: Form
    line: int
    level: int = 0
    """Of a heading."""
    items: tuple[tuple[Span, ...], ...] = ()
    """One for a paragraph; one for each point of a list."""
    name: str = ""
    """Of a command."""
    given: str = ""
    """What stands after the command's colon."""


def parse(text: str, place: str) -> tuple[tuple[Part, ...], tuple[Fault, ...]]:
    """Return the parts of a text and what is wrong in it; `place` is the file's name in faults."""
    faults = list(_unseen(text, place))
    if faults:
        return (), tuple(faults)
    parts: list[Part] = []
    for first, lines in _chunks(text):
        part = _part(first, lines, place, faults)
        if part is not None:
            parts.append(part)
    if not parts or parts[0].form is not Form.HEADING or parts[0].level != 1:
        faults.append(Fault(f"{place}:1", "A text begins with the title of its chapter: “# Title”."))
    faults += [
        Fault(f"{place}:{part.line}", "A file holds one chapter. Begin another file, or write ## for a section.")
        for part in parts[1:]
        if part.form is Form.HEADING and part.level == 1
    ]
    return tuple(parts), tuple(faults)


def _unseen(text: str, place: str) -> Iterator[Fault]:
    for number, line in enumerate(text.split("\n"), start=1):
        if found := unseen.sign(line):
            yield Fault(f"{place}:{number}", f"A sign that cannot be seen stands here ({found}). Remove it.")


def _chunks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each run of lines that are not empty, with the number of its first; a heading or command stands alone."""
    first, lines = 0, list[str]()
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        alone = _HEADING.fullmatch(line.rstrip()) or _COMMAND.fullmatch(line.strip())
        if lines and (alone or not line.strip()):
            yield first, lines
            lines = []
        if alone:
            yield number, [line]
        elif line.strip():
            first = first if lines else number
            lines.append(line.rstrip())


def _part(first: int, lines: list[str], place: str, faults: list[Fault]) -> Part | None:
    line = lines[0].strip()
    if heading := _HEADING.fullmatch(line):
        spans = _spans([(first, heading[2])], place, faults)
        return Part(form=Form.HEADING, line=first, level=len(heading[1]), items=(spans,))
    if (command := _COMMAND.fullmatch(line)) and (command[2] is not None or command[1] in _BARE):
        return Part(form=Form.COMMAND, line=first, name=command[1], given=(command[2] or "").strip())
    numbered = list(enumerate(lines, start=first))
    if line.startswith("#"):
        faults.append(Fault(f"{place}:{first}", "A heading is #, ## or ###, a space, and words."))
        return None
    if line.startswith("- "):
        items: list[list[tuple[int, str]]] = []
        for number, text in numbered:
            # The first line is an item also where it is indented; further indented lines go on with one.
            if not items or text.startswith("- "):
                items.append([(number, text.strip().removeprefix("- "))])
            else:
                items[-1].append((number, text.strip()))
        return Part(form=Form.LISTING, line=first, items=tuple(_spans(item, place, faults) for item in items))
    if line.startswith(">"):
        bare = [(number, text.removeprefix(">").strip()) for number, text in numbered]
        return Part(form=Form.QUOTATION, line=first, items=(_spans(bare, place, faults),))
    return Part(form=Form.PARAGRAPH, line=first, items=(_spans(numbered, place, faults),))


_BARE: Final = frozenset({"promises", "inquiries", "tables", "sources", "approval", "gate", "minimum"})
"""Commands that take nothing."""


@dataclass(slots=True)
class _Pen:
    """Where a line of text has got to."""

    spans: list[Span]
    line: int
    words: str = ""
    strong: int = 0
    emphasis: int = 0
    """The line in which it began, 0 for not."""

    def put(self, *, otherwise: str = "", **more: bool) -> None:
        if self.words:
            style = {"strong": bool(self.strong), "emphasis": bool(self.emphasis)}
            self.spans.append(Span(text=self.words, line=self.line, otherwise=otherwise, **style, **more))
        self.words = ""


def _spans(lines: list[tuple[int, str]], place: str, faults: list[Fault]) -> tuple[Span, ...]:
    pen = _Pen([], lines[0][0])
    for at, (number, text) in enumerate(lines):
        pen.put()
        pen.line = number
        pen.words = " " if at else ""
        _line(pen, text.strip(), place, faults)
    pen.put()
    open_since = sorted({pen.strong, pen.emphasis} - {0})
    faults += [Fault(f"{place}:{began}", "A * has no partner. Write \\* for the sign itself.") for began in open_since]
    return tuple(pen.spans)


def _line(pen: _Pen, text: str, place: str, faults: list[Fault]) -> None:
    at = 0
    while at < len(text):
        sign = text[at]
        if sign == "\\" and text[at + 1 : at + 2] in _ESCAPABLE and at + 1 < len(text):
            pen.words += text[at + 1]
            at += 2
        elif sign == "*":
            pen.put()
            twice = text.startswith("**", at)
            if twice:
                pen.strong = 0 if pen.strong else pen.line
            else:
                pen.emphasis = 0 if pen.emphasis else pen.line
            at += 1 + twice
        elif sign == "{":
            end = text.find("}", at)
            inside = text[at + 1 : end] if end > at else ""
            if not inside.strip() or "{" in inside:
                faults.append(
                    Fault(f"{place}:{pen.line}", "A { has no partner, or nothing stands in it. Write \\{ for it.")
                )
                return
            pen.put()
            own = inside.startswith("=")
            name, bar, otherwise = (inside.removeprefix("="), "", "") if own else inside.partition("|")
            if bar and not (name.strip() and otherwise.strip()):
                faults.append(Fault(f"{place}:{pen.line}", "A place is {NAME | words}: one of the two is missing."))
                return
            pen.words = name if own else name.strip()
            pen.put(own=own, figure=not own, otherwise=otherwise.strip())
            at = end + 1
        elif sign == "}":
            faults.append(Fault(f"{place}:{pen.line}", "A } has no partner. Write \\} for the sign itself."))
            return
        else:
            pen.words += sign
            at += 1
