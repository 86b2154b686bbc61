# SPDX-License-Identifier: AGPL-3.0-or-later
"""A person at a terminal: questions on standard error, answers typed, and the screen emptied of both afterwards."""

import io
import sys
from collections.abc import Sequence
from typing import Final

import click

from plaint.language import Catalogue

_CLEAR: Final = "\033[H\033[2J\033[3J"
"""Home, erase the screen, erase what has scrolled off it (ECMA-48 ED 2, and xterm's ED 3, which other terminals took
over). Without the last the account and the words would be a few turns of a wheel away."""

_LONGEST_LINE: Final = 1024 if sys.platform == "darwin" else 4095
"""Bytes of a line that a terminal passes on (MAX_CANON of macOS, N_TTY of Linux). It drops the rest without a word, and
2,047 Cyrillic letters are one pasted paragraph."""


class Terminal:
    """A person at a terminal."""

    def __init__(self, texts: Catalogue) -> None:
        """Keep the texts of the terminal."""
        self._texts = texts
        if isinstance(sys.stdin, io.TextIOWrapper):
            # One byte that is no UTF-8 must not end the conversation with a traceback, nor come as half a letter.
            sys.stdin.reconfigure(errors="replace")

    def say(self, *lines: str) -> None:
        """Show lines."""
        for line in lines:
            click.echo(line, err=True)

    def one(self, question: str, options: Sequence[str], first: int | None = None) -> int:
        """Return the place of the one option chosen; Enter alone takes `first`, where there is one."""
        self._offer(question, options)
        alone = () if first is None else (first,)
        while True:
            picked = self._numbers(self._texts("ask.number") + self._enter(alone), len(options)) or alone
            if len(picked) == 1:
                return picked[0]
            self.say(self._texts("ask.wrong"))

    def many(self, question: str, options: Sequence[str], chosen: Sequence[int] = ()) -> tuple[int, ...]:
        """Return the places of the options chosen; Enter alone takes `chosen`."""
        self._offer(question, options)
        taken = self._enter(chosen) or f" ({self._texts('ask.empty_none')})"
        return self._numbers(self._texts("ask.numbers") + taken, len(options)) or tuple(chosen)

    def some(self, question: str, options: Sequence[str]) -> tuple[int, ...]:
        """Return the places of the options chosen, at least one."""
        self._offer(question, options)
        while not (picked := self._numbers(self._texts("ask.numbers"), len(options))):
            self.say(self._texts("ask.wrong"))
        return picked

    def line(self, question: str) -> str:
        """Return one line, perhaps empty; one that the terminal has cut is asked for again."""
        suffix = ": " if question else ""
        while True:
            typed = str(click.prompt(question, default="", show_default=False, prompt_suffix=suffix, err=True))
            if len(typed.encode(errors="replace")) < _LONGEST_LINE or not sys.stdin.isatty():
                return typed
            self.say(self._texts("ask.cut"))

    def text(self, question: str) -> str:
        """Return a text of several lines, ended by a line that holds a dot alone."""
        self.say(f"{question} {self._texts('ask.text')}")
        lines: list[str] = []
        while (line := self.line("")).strip() != ".":
            lines.append(line)
        return "\n".join(lines).strip()

    def clear(self) -> None:
        """Empty the screen and what has scrolled off it, where there is a screen."""
        if sys.stdout.isatty():
            click.echo(_CLEAR, nl=False)

    def _offer(self, question: str, options: Sequence[str]) -> None:
        self.say("", question, *(f"  {number:2}. {option}" for number, option in enumerate(options, start=1)))

    def _enter(self, chosen: Sequence[int]) -> str:
        """Say what Enter alone takes, in brackets; an empty text where it takes nothing."""
        return f" ({self._texts('ask.empty', n=' '.join(str(at + 1) for at in chosen))})" if chosen else ""

    def _numbers(self, question: str, count: int) -> tuple[int, ...]:
        while True:
            answer = self.line(question).replace(",", " ").split()
            if all(part.isascii() and part.isdigit() and 1 <= int(part) <= count for part in answer):
                return tuple(dict.fromkeys(int(part) - 1 for part in answer))
            self.say(self._texts("ask.wrong"))
