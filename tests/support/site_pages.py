# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading a built site as a browser or a reader would: links, ids, texts."""

from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from posixpath import dirname, normpath

LOADS = {
    "img": "src",
    "script": "src",
    "iframe": "src",
    "object": "data",
    "embed": "src",
    "source": "src",
    "use": "href",
}


class Parsed(HTMLParser):
    """One page: its tags with attributes, and its text."""

    def __init__(self, octets: bytes) -> None:
        """Parse the page."""
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.feed(octets.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag with its attributes."""
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        self.texts.append(data)

    @property
    def text(self) -> str:
        """The text of the page."""
        return " ".join(" ".join(self.texts).split())

    def ids(self) -> list[str]:
        """Return every id of the page."""
        return [attributes["id"] for _, attributes in self.tags if "id" in attributes]

    def hrefs(self) -> Iterator[tuple[str, str]]:
        """Give each tag that leads or loads, with the address."""
        for tag, attributes in self.tags:
            if "href" in attributes:
                yield tag, attributes["href"]
            if tag in LOADS and LOADS[tag] in attributes:
                yield tag, attributes[LOADS[tag]]


def pages(files: Mapping[str, bytes]) -> dict[str, Parsed]:
    """Return every HTML page of a site."""
    return {path: Parsed(octets) for path, octets in files.items() if path.endswith(".html")}


def inside(path: str, href: str) -> tuple[str, str] | None:
    """Return file and id that a link of the page `path` leads to within the site, or None where it leads elsewhere."""
    if href.startswith(("http://", "https://", "data:")):
        return None
    file, _, anchor = href.partition("#")
    return (normpath(f"{dirname(path)}/{file}").removeprefix("./").lstrip("/") if file else path), anchor
