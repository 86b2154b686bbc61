# SPDX-License-Identifier: AGPL-3.0-or-later
"""A person who goes through the pages in Firefox, as with Tor Browser; tests/support/journey.py is Chromium's."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from plaint import language
from plaint.intake.pages.paths import Paths
from plaint.language import Catalogue
from tests.support.bidi import Firefox
from tests.support.journey import STEPS, TEXT

_SHOWN = '[...document.querySelectorAll("[data-step]")].filter(one => one.getClientRects().length > 0)'


@dataclass
class Visitor:
    """Somebody with Firefox at `url`; what is not said otherwise is answered as shortly as possible."""

    browser: Firefox
    url: str
    language: str = "ru"
    about: str = "b-north-police"
    text: str = TEXT
    seconds: float = 60
    """How long a step may take: over an onion service, and without JIT, everything does."""

    @property
    def t(self) -> Catalogue:
        """The texts that this person sees."""
        return language.read(self.language, "page")

    @property
    def path(self) -> Paths:
        """The addresses in this person's language."""
        return Paths(self.language)

    def at(self, step: str) -> None:
        """Wait until a step is shown, and it alone."""
        self.browser.wait_until(f'{_SHOWN}.map(one => one.dataset.step).join() === "{step}"', seconds=self.seconds)

    def uncover(self) -> None:
        """Show again the page of a tab that was not in front for a while, and so is covered."""
        self.browser.wait_until('!document.getElementById("cover").hidden', seconds=self.seconds)
        self.browser.click("#cover button")
        self.browser.wait_until('document.getElementById("cover").hidden', seconds=self.seconds)

    def on(self, step: str) -> None:
        """Press Continue, or what stands in its place."""
        self.browser.click(f'[data-step="{step}"] [data-go="on"]')

    def file(self, *, opened: bool = False) -> list[str]:
        """Go the whole way to the receipt, from the page that is `opened` if one is; return its words."""
        if not opened:
            self.browser.navigate(self.url + self.path.write, seconds=self.seconds)
        self.seal("receipt")
        return self.words()

    def seal(self, after: str) -> None:
        """Go from the section that is shown to the one that comes `after` sealing."""
        self._go([*STEPS[STEPS.index(self._shown()) :], after])

    def go_to(self, step: str) -> None:
        """Go from the section that is shown forward to `step`."""
        self._go(STEPS[STEPS.index(self._shown()) : STEPS.index(step) + 1])

    def _go(self, steps: Sequence[str]) -> None:
        for step, following in pairwise(steps):
            self.at(step)
            if step == "about":
                self.browser.click(f"#{self.about}")
            elif step == "account":
                self.browser.fill("#account", self.text)
            self.on(step)
            self.at(following)

    def _shown(self) -> str:
        self.browser.wait_until(f"{_SHOWN}.length === 1", seconds=self.seconds)
        return str(self.browser.evaluate(f"{_SHOWN}[0].dataset.step"))

    def words(self) -> list[str]:
        """Return the words of the receipt that is shown."""
        found = self.browser.evaluate('[...document.querySelectorAll("#words li")].map(one => one.innerText).join(" ")')
        return str(found).split()

    def confirm(self, words: list[str]) -> None:
        """Go from the receipt to the last page by typing the two words asked for."""
        self.on("receipt")
        self.at("confirm")
        for at in (1, 2):
            place = re.search(r"\d+", self.browser.text(f'label[for="word{at}"]'))
            assert place
            self.browser.fill(f"#word{at}", words[int(place.group()) - 1])
        self.on("confirm")
        self.at("next")

    def look(self, words: list[str], *, opened: bool = False) -> list[str]:
        """Come back with the words, on the page that is `opened` if one is; return the texts of what was found."""
        if not opened:
            self.browser.navigate(self.url + self.path.answer, seconds=self.seconds)
        self.at("window")
        self.on("window")
        self.at("words")
        self.browser.fill("#typed", " ".join(words))
        self.on("words")
        self.at("thread")
        found = self.browser.evaluate(
            '[...document.querySelectorAll("#messages [data-text]")].map(one => one.innerText).join("\\u0000")'
        )
        return str(found).split("\0")

    def hand_over(self, armor: str) -> str:
        """Paste a packet that was sealed elsewhere and send it, without any script; return what the next page says."""
        self.browser.navigate(self.url + self.path.hand, seconds=self.seconds)
        self.browser.evaluate("document.body.dataset.left = 'no', 0")
        self.browser.paste("#armor", armor)
        self.browser.click("form button")
        self.browser.wait_until(
            "document.readyState === 'complete' && !document.body.dataset.left", seconds=self.seconds
        )
        return self.browser.text(".errors h2, h1")
