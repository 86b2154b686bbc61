# SPDX-License-Identifier: AGPL-3.0-or-later
"""Looking at a page as text: its elements with their attributes and the words between them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass(slots=True)
class Page(HTMLParser):
    """The elements of a page in their order, and its words."""

    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    inline_scripts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Set up the parser."""
        HTMLParser.__init__(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        """Note words; those directly in a script or style element apart."""
        if self.elements and self.elements[-1][0] in ("script", "style") and data.strip():
            self.inline_scripts.append(data)
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str]]:
        """Return the attributes of each element of one kind."""
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def text(self) -> str:
        """All words, with single blanks."""
        return " ".join(" ".join(self.words).split())


def parse_page(text: str) -> Page:
    """Return the elements and words of a page."""
    page = Page()
    page.feed(text)
    page.close()
    return page
