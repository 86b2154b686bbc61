# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint seal`: seal complaints on this machine, without a network.

Rules of this command:

- Whatever can fail fails before the first question: the group's files, the files to seal, the file to write.
- Packets are on the disk before their words are shown: words without a complaint would be waited on in vain.
"""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from plaint import language
from plaint.cli.terminal import Terminal
from plaint.clock import SystemClock
from plaint.errors import PlaintError
from plaint.filing.answers import AnswersError, outgoing, read_answers
from plaint.filing.group import Group, need_fingerprint, read_group
from plaint.filing.interview import interview
from plaint.filing.parcel import NewParcel
from plaint.filing.sealing import Order, seal_order
from plaint.keys.words import fold, to_words
from plaint.language import Catalogue
from plaint.receipt.derive import Thread
from plaint.receipt.digits import to_digits
from plaint.seal.chunks import OutgoingFile


class DraftLanguageError(PlaintError):
    """Nobody who speaks this language has written its texts."""


class StoppedError(PlaintError):
    """The person broke off."""


@click.command()
@click.argument("group_folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="File for the packets.")
@click.option("--language", "code", default="ru", show_default=True, help="Language of questions and words.")
@click.option("--fingerprint", help="The group's 12 words; asked for where missing.")
@click.option(
    "--answers",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    help="Answers written beforehand as TOML (- for standard input).",
)
@click.option(
    "--file",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A file to seal as it is, with one complaint.",
)
@click.option("--for-somebody", is_flag=True, help="You file for people who dictate to you, one after another.")
def command(
    group_folder: Path,
    out: Path,
    code: str,
    fingerprint: str | None,
    answers: Path | None,
    files: tuple[Path, ...],
    *,
    for_somebody: bool,
) -> None:
    """Seal complaints to the working group whose files are in GROUP_FOLDER, on this machine and without a network.

    Writes sealed packets to a new file and shows the 12 words of each complaint once. Bring the file to intake with
    `plaint hand-over`, or paste it into the page; nobody can read it on the way.
    """
    if answers is not None and (files or for_somebody):
        raise click.UsageError("--answers names files and helpers itself: leave out --file and --for-somebody.")
    if str(answers) == "-" and fingerprint is None:
        raise click.UsageError("--answers - leaves nothing to read the group's words from: add --fingerprint.")
    with NewParcel(out) as parcel:
        group = read_group(group_folder, now=SystemClock().now())
        page, texts = _catalogues(code, demo=group.signed.charter.demo)
        terminal = Terminal(texts)
        attached = [_attached(path) for path in files]
        sitting = Sitting(terminal, texts, group, parcel)
        try:
            _greet(terminal, group, page, texts, fingerprint)
            if answers is not None:
                with click.open_file(str(answers), "rb") as stream:
                    sitting.seal_answers(read_answers(stream.read()))
            else:
                sitting.seal_told(page, attached, for_somebody=for_somebody)
        except click.Abort:
            raise _stopped(parcel, out) from None
    if not parcel.is_empty:
        terminal.say(texts("done.written", path=out), texts("done.hand", path=out))


def _attached(path: Path) -> OutgoingFile:
    """Return a file that was named on the command line; raise `AnswersError` with its name."""
    try:
        return outgoing(path)
    except PlaintError as error:
        raise AnswersError(f"The file {path} cannot be sealed. {error.message}", hint=error.hint) from None


def _stopped(parcel: NewParcel, out: Path) -> StoppedError:
    """Say what is left of a sitting that somebody broke off, by Ctrl+C or because the input ended."""
    if parcel.is_empty:
        return StoppedError("Stopped: nothing was sealed and nothing is left of it.", hint="Begin again when you can.")
    return StoppedError(
        f"Stopped: {out} holds the complaints whose words were shown, and no other.",
        hint="Hand it over with plaint hand-over; whoever has not copied the words has to tell everything again.",
    )


def _catalogues(code: str, *, demo: bool) -> tuple[Catalogue, Catalogue]:
    """Return the texts of the questions and of the terminal; a wrong word in a draft could cost a person's safety."""
    page, texts = language.read(code, "page"), language.read(code, "terminal")
    if (page.is_draft or texts.is_draft) and not demo:
        raise DraftLanguageError(
            f"The texts in {code!r} are a draft and serve in demonstrations only.",
            hint="Choose another --language.",
        )
    return page, texts


def _greet(terminal: Terminal, group: Group, page: Catalogue, texts: Catalogue, fingerprint: str | None) -> None:
    """Say what has to be known of texts and group, and make sure that this is the group."""
    if page.is_draft:
        firm = language.holding(group.signed.charter.languages, "page")
        terminal.say(*(one("common.machine", name=firm.name) for one in (page, firm)))
    need_fingerprint(group, fingerprint or terminal.line(texts("group.fingerprint")))
    if group.stale_days:
        terminal.say(texts("group.stale", days=group.stale_days))


@dataclass(frozen=True, slots=True)
class Sitting:
    """One call of the command: who is asked, in which words, for which group, and where packets go."""

    terminal: Terminal
    texts: Catalogue
    group: Group
    parcel: NewParcel

    def seal_answers(self, orders: Sequence[Order]) -> None:
        """Seal all complaints of a file before the first is written: a fault in one is a fault of the file."""
        sealed = []
        for number, order in enumerate(orders, start=1):
            try:
                sealed.append(self._seal(order))
            except PlaintError as error:
                raise AnswersError(
                    f"Complaint {number} of the file: {error.message}",
                    hint=f"{error.hint} None of the file was sealed.",
                ) from None
        armored = not any(order.files for order in orders)
        for number, (thread, packets) in enumerate(sealed, start=1):
            self.parcel.add(packets, armored=armored)
            self._show_words(thread, number)

    def seal_told(self, page: Catalogue, attached: Sequence[OutgoingFile], *, for_somebody: bool) -> None:
        """Seal what people tell, one after the other; each copies the words before the next begins."""
        orders = self._interviews(page, attached, for_somebody=for_somebody)
        for number, order in enumerate(orders, start=1):
            thread, packets = self._seal(order)
            # Chunks are too many to paste: a parcel with files is written as it is, one without as text.
            self.parcel.add(packets, armored=not attached)
            self._ask_back(self._show_words(thread, number))

    def _interviews(self, page: Catalogue, attached: Sequence[OutgoingFile], *, for_somebody: bool) -> Iterator[Order]:
        charter, texts = self.group.signed.charter, self.texts
        while True:
            try:
                order = interview(self.terminal, charter, page, for_somebody=for_somebody)
            except click.Abort:
                self.terminal.clear()  # what was told so far would stay on the screen of a machine that is left
                raise
            if order is not None:
                yield replace(order, files=attached)
            # The files of one person must not be sealed into the complaint of the next.
            if not for_somebody or attached:
                return
            if self.terminal.one(texts("done.another"), [texts("ask.yes"), texts("ask.no")]) == 1:
                return

    def _seal(self, order: Order) -> tuple[Thread, list[bytes]]:
        thread = Thread.new(self.group.signed.charter.origin)
        return thread, [bytes(packet) for packet in seal_order(order, thread, self.group.signed)]

    def _show_words(self, thread: Thread, number: int) -> tuple[str, ...]:
        """Show the words of a complaint, once, and return them."""
        words = to_words(thread.entropy, "ru" if self.texts.words == "ru" else "en")
        self.terminal.say("", self.texts("done.words", n=number))
        for place, word in enumerate(words, start=1):
            click.echo(f"{place:2}. {word}")
        click.echo(" ".join(to_digits(thread.entropy)))
        return words

    def _ask_back(self, words: Sequence[str]) -> None:
        """Ask for two of the words, which must stand on paper by then, and take all of them off the screen."""
        for place in sorted(secrets.SystemRandom().sample(range(len(words)), 2)):
            while fold(self.terminal.line(self.texts("done.confirm", n=place + 1)).strip()) != fold(words[place]):
                self.terminal.say(self.texts("done.differs"))
        self.terminal.line(self.texts("done.press"))
        self.terminal.clear()
