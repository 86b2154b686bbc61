# SPDX-License-Identifier: AGPL-3.0-or-later
"""A person who goes through the pages in Chromium, step by step.

person = Person(page, intake.url, "ru")
person.begin()                     to "before you begin"
person.go_to("account")            answering as little as possible on the way
person.on()                        Continue
words = person.send()              from the check to the receipt; the twelve words
Coming(page, intake.url).see(" ".join(words))      back with the words, to what the group wrote
"""

import re
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Locator, Page, expect

from plaint import language
from plaint.intake.pages.paths import Paths
from plaint.language import Catalogue

STEPS: Final = ("before", "about", "readers", "account", "wish", "name", "check")
TEXT: Final = "Они пришли ночью и забрали брата."


@dataclass
class Person:
    """Somebody with a browser; what is not said otherwise is answered as shortly as possible."""

    page: Page
    url: str
    language: str = "ru"
    about: str = "b-north-police"
    text: str = TEXT

    @property
    def t(self) -> Catalogue:
        """The texts that this person sees."""
        return language.read(self.language, "page")

    @property
    def path(self) -> Paths:
        """The addresses in this person's language."""
        return Paths(self.language)

    def begin(self) -> None:
        """Open the page for writing and wait for its first section."""
        self.page.goto(self.url + self.path.write)
        self.at("before")

    def section(self, step: str) -> Locator:
        """Return the section of a step."""
        return self.page.locator(f'[data-step="{step}"]')

    def at(self, step: str) -> None:
        """Wait until a step is shown, and it alone."""
        expect(self.section(step)).to_be_visible()
        expect(self.page.locator("[data-step]:visible")).to_have_count(1)

    @property
    def step(self) -> str:
        """The step that is shown."""
        return self.page.locator("[data-step]:visible").get_attribute("data-step") or ""

    def on(self) -> None:
        """Press Continue, or what stands in its place."""
        self.page.locator('[data-step]:visible [data-go="on"]').click()

    def answer(self, step: str) -> None:
        """Answer a step as shortly as possible."""
        if step == "about":
            self.page.check(f"#{self.about}")
        elif step == "account":
            self.page.fill("#account", self.text)

    def go_to(self, step: str) -> None:
        """Go on until a step is shown."""
        while (now := self.step) != step:
            self.answer(now)
            self.on()
            self.at(STEPS[STEPS.index(now) + 1])

    def send(self) -> list[str]:
        """Send from the check page; return the words of the receipt."""
        self.on()
        expect(self.section("receipt")).to_be_visible(timeout=20_000)
        return self.page.locator("#words li").all_inner_texts()

    def file(self) -> list[str]:
        """Go the whole way to the receipt; return its words."""
        self.begin()
        self.go_to("check")
        return self.send()

    def asked_words(self) -> list[int]:
        """Return the places of the two words that are asked for."""
        labels = [self.page.locator(f'label[for="word{at}"]').inner_text() for at in (1, 2)]
        return [int(found.group()) for label in labels if (found := re.search(r"\d+", label))]

    def confirm(self, words: list[str]) -> None:
        """Go from the receipt to the last page by typing the two words asked for."""
        self.on()
        self.at("confirm")
        for at, place in enumerate(self.asked_words(), start=1):
            self.page.fill(f"#word{at}", words[place - 1])
        self.on()
        self.at("next")


class Coming(Person):
    """A person who comes back."""

    def come(self, days: int = 7) -> None:
        """Open the page, choose how far back to look, and fetch."""
        self.page.goto(self.url + self.path.answer)
        self.at("window")
        self.page.check(f"#days{days}")
        self.on()
        self.at("words")

    def look(self, typed: str) -> None:
        """Type the words and look."""
        self.page.fill("#typed", typed)
        self.on()

    def see(self, typed: str) -> None:
        """Come, look, and wait for what is found."""
        self.come()
        self.look(typed)
        self.at("thread")

    def come_back(self, words: list[str]) -> list[str]:
        """Come back with the words; return the texts of the messages that are found, oldest first."""
        self.see(" ".join(words))
        return self.page.locator("#messages > *").all_inner_texts()
