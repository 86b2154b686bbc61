# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint seal`: seal complaints on this machine, without a network."""

import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import click

from plaint import language
from plaint.clock import SystemClock
from plaint.errors import PlaintError
from plaint.filing.answers import outgoing, read_answers
from plaint.filing.group import Group, need_fingerprint, read_group
from plaint.filing.interview import interview
from plaint.filing.parcel import write_parcel
from plaint.filing.sealing import Order, seal_order
from plaint.keys.words import to_words
from plaint.language import Catalogue
from plaint.receipt.derive import Thread
from plaint.receipt.digits import to_digits


class ParcelExistsError(PlaintError):
    """The file for the sealed packets is there already; it was not touched."""


class DraftLanguageError(PlaintError):
    """Nobody who speaks this language has written its texts."""


class Terminal:
    """A person at a terminal."""

    def __init__(self, texts: Catalogue) -> None:
        """Keep the texts of the terminal."""
        self._texts = texts

    def say(self, *lines: str) -> None:
        """Show lines."""
        for line in lines:
            click.echo(line, err=True)

    def one(self, question: str, options: Sequence[str]) -> int:
        """Return the place of the one option chosen."""
        self._offer(question, options)
        while True:
            picked = self._numbers(self._texts("ask.number"), len(options))
            if len(picked) == 1:
                return picked[0]
            self.say(self._texts("ask.wrong"))

    def many(self, question: str, options: Sequence[str], chosen: Sequence[int] = ()) -> tuple[int, ...]:
        """Return the places of the options chosen; Enter alone takes `chosen`."""
        self._offer(question, options)
        default = " ".join(str(at + 1) for at in chosen) or self._texts("ask.empty_none")
        return self._numbers(f"{self._texts('ask.numbers')} ({default})", len(options)) or tuple(chosen)

    def line(self, question: str) -> str:
        """Return one line, perhaps empty."""
        suffix = ": " if question else ""
        return str(click.prompt(question, default="", show_default=False, prompt_suffix=suffix, err=True))

    def text(self, question: str) -> str:
        """Return a text of several lines, ended by a line that holds a dot alone."""
        self.say(f"{question} {self._texts('ask.text')}")
        lines: list[str] = []
        while (
            line := str(click.prompt("", default="", show_default=False, prompt_suffix="", err=True))
        ).strip() != ".":
            lines.append(line)
        return "\n".join(lines).strip()

    def _offer(self, question: str, options: Sequence[str]) -> None:
        self.say("", question, *(f"  {number:2}. {option}" for number, option in enumerate(options, start=1)))

    def _numbers(self, question: str, count: int) -> tuple[int, ...]:
        while True:
            answer = self.line(question).replace(",", " ").split()
            if all(part.isascii() and part.isdigit() and 1 <= int(part) <= count for part in answer):
                return tuple(dict.fromkeys(int(part) - 1 for part in answer))
            self.say(self._texts("ask.wrong"))


@click.command()
@click.argument("group_folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="File for the packets.")
@click.option("--language", "code", default="ru", show_default=True, help="Language of questions and words.")
@click.option("--fingerprint", help="The group's 12 words; asked for where missing.")
@click.option("--answers", type=click.File("rb"), help="Answers written beforehand as TOML (- for standard input).")
@click.option("--file", "files", multiple=True, type=click.Path(path_type=Path), help="A file to seal as it is.")
@click.option("--for-somebody", is_flag=True, help="You file for people who dictate to you, one after another.")
def command(
    group_folder: Path,
    out: Path,
    code: str,
    fingerprint: str | None,
    answers: BinaryIO | None,
    files: tuple[Path, ...],
    *,
    for_somebody: bool,
) -> None:
    """Seal complaints to the working group whose files are in GROUP_FOLDER, on this machine and without a network.

    Writes sealed packets to a new file and shows the 12 words of each complaint once. Bring the file to intake with
    `plaint hand-over`, or paste it into the page; nobody can read it on the way.
    """
    if out.exists():
        raise ParcelExistsError(f"{out} is there already.", hint="Name a new file; nothing was overwritten.")
    group = read_group(group_folder, now=SystemClock().now())
    page, texts = _catalogues(code, demo=group.signed.charter.demo)
    terminal = Terminal(texts)
    if page.is_draft:
        firm = language.holding(group.signed.charter.languages, "page")
        terminal.say(*(one("common.machine", name=firm.name) for one in (page, firm)))
    need_fingerprint(group, fingerprint or terminal.line(texts("group.fingerprint")))
    if group.stale_days:
        terminal.say(texts("group.stale", days=group.stale_days))
    orders: Iterable[Order]
    if answers is not None:
        orders = read_answers(answers.read())
        armored = not any(order.files for order in orders)
    else:
        orders = _interviews(terminal, group, (page, texts), files, for_somebody=for_somebody)
        armored = not files
    written = False
    for number, order in enumerate(orders, start=1):
        thread = Thread.new(group.signed.charter.origin)
        packets = [bytes(packet) for packet in seal_order(order, thread, group.signed)]
        # Written before its words are shown: words without a complaint would be waited on in vain.
        _write(out, packets, armored=armored, first=not written)
        written = True
        _show_words(terminal, texts, thread, number, quiz=answers is None)
    if written:
        terminal.say(texts("done.written", path=out), texts("done.hand", path=out))


def _catalogues(code: str, *, demo: bool) -> tuple[Catalogue, Catalogue]:
    """Return the texts of the questions and of the terminal; a wrong word in a draft could cost a person's safety."""
    page, texts = language.read(code, "page"), language.read(code, "terminal")
    if (page.is_draft or texts.is_draft) and not demo:
        raise DraftLanguageError(
            f"The texts in {code!r} are a draft and serve in demonstrations only.",
            hint="Choose another --language.",
        )
    return page, texts


def _interviews(
    terminal: Terminal, group: Group, catalogues: tuple[Catalogue, Catalogue], files: Sequence[Path], *,
    for_somebody: bool,
) -> Iterator[Order]:  # fmt: skip
    page, texts = catalogues
    while True:
        order = interview(terminal, group.signed.charter, page, for_somebody=for_somebody)
        if order is not None:
            attached = tuple(outgoing(path) for path in files)
            yield Order(complaint=order.complaint, name=order.name, files=attached)
        if not for_somebody or terminal.one(texts("done.another"), [texts("ask.yes"), texts("ask.no")]) == 1:
            return


def _show_words(terminal: Terminal, texts: Catalogue, thread: Thread, number: int, *, quiz: bool) -> None:
    """Show the words once; with `quiz` ask for two of them and clear the screen, so that none can be scrolled to."""
    words = to_words(thread.entropy, "ru" if texts.words == "ru" else "en")
    terminal.say("", texts("done.words", n=number))
    for place, word in enumerate(words, start=1):
        click.echo(f"{place:2}. {word}")
    click.echo(" ".join(to_digits(thread.entropy)))
    if not quiz:
        return
    for place in sorted(secrets.SystemRandom().sample(range(12), 2)):
        while terminal.line(texts("done.confirm", n=place + 1)).strip().lower() != words[place]:
            terminal.say(texts("done.differs"))
    terminal.line(texts("done.press"))
    click.clear()


def _write(out: Path, packets: Sequence[bytes], *, armored: bool, first: bool) -> None:
    # Chunks are too many to paste: a parcel with files is written as it is, one without as text.
    with out.open("xb" if first else "ab") as stream:
        stream.write(write_parcel(packets, armored=armored))
        stream.flush()
        os.fsync(stream.fileno())
