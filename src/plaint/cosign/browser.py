# SPDX-License-Identifier: AGPL-3.0-or-later
"""A visit as Tor Browser makes it: the same requests, in the same order, with the same header lines in their order.

Rules of this module:

- What is asked for follows from the pages as they are served, not from a list: a page that changes is followed.
- tests/browser/test_cover_visit.py compares each request and header line with those of a real Firefox. What that
  cannot show (the version that Tor Browser has today, how connections are shared out, the pace of packets) an operator
  who looks closely may still see; docs/threat-model.md says so. The ledger shows nothing of any of it.
"""

import re
import secrets
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from plaint.cosign.errors import LineError
from plaint.cosign.line import Line

AGENT: Final = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
"""Tor Browser of the 15 series, on every desktop system alike. To be brought up to date with its next series."""
WRITE: Final = "moss"
ANSWER: Final = "fern"
"""Second words of the addresses for writing and for coming back (intake/pages/paths.py; a test compares them)."""
FIRST_LANGUAGE: Final = 3
"""Of four visitors so many stay with the language of the first page; nobody knows the true share."""
MOST_PAGE: Final = 4 * 1024 * 1024

_ACCEPT: Final = {
    "document": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "style": "text/css,*/*;q=0.1",
    "script": "*/*",
    "image": "image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5",
    "empty": "*/*",
}
_FIRST: Final = ("Host", "User-Agent", "Accept", "Accept-Language", "Accept-Encoding", "Referer")
_PRIORITY: Final = {"document": "u=0, i", "style": "u=2", "image": "u=6"}
_SPOKEN: Final = {"en": "en-US,en;q=0.9"}
_SUBRESOURCE: Final = re.compile(r'<link rel="stylesheet" href="([^"]+)"|<script src="([^"]+)"')
_ICON: Final = re.compile(r'<link rel="icon" href="(/[^"]+)"')
_LIST: Final = re.compile(r'data-[a-z-]+="(/s/words[^"]+)"')
_LANGUAGE: Final = re.compile(r'<a href="(/[a-z]+)" lang="([a-z]+)"')
_OWN: Final = re.compile(r'<html lang="([a-z]+)"')


@dataclass(slots=True)
class Visit:
    """One person's visit over one way; begin with `arrive`."""

    line: Line
    host: str
    scheme: str = "http"
    language: str = ""
    page: str = ""
    """The path of the page that is open."""
    html: str = ""
    _icon: bool = field(default=False)

    def arrive(self) -> None:
        """Open the first page, and then perhaps that of another language."""
        self.open("/", typed=True)
        found = _OWN.search(self.html)
        self.language = found.group(1) if found else ""
        others = _LANGUAGE.findall(self.html)
        if others and secrets.randbelow(FIRST_LANGUAGE + 1) == 0:
            path, self.language = secrets.choice(others)
            self.open(path)

    def go_on(self, word: str) -> None:
        """Follow the link of this page that ends with `word`, and load what that page loads by itself."""
        found = re.search(rf'href="(/[a-z]+/{word})"', self.html)
        if found is None:
            raise LineError("The server's pages are not those of an intake.", hint="Look at the address.")
        self.open(found.group(1))
        for path in ("/charter", "/freshness", *_LIST.findall(self.html)):
            self.fetch(path)

    def open(self, path: str, *, typed: bool = False) -> None:
        """Load a page with its style, its scripts, and, the first time, its icon if that is a file."""
        before = self.page
        headers = self._headers("document", referer="" if typed else before)
        self.html = self._get(path, headers).decode("utf-8", "replace")
        self.page = path
        for style, script in _SUBRESOURCE.findall(self.html):
            self._get(style or script, self._headers("style" if style else "script", referer=path))
        icon = _ICON.search(self.html)
        if icon is not None and not self._icon:
            self._icon = True
            self._get(icon.group(1), self._headers("image", referer=path))

    def fetch(self, path: str) -> bytes:
        """Fetch what the page's script fetches."""
        fresh = {"Priority": "u=4", "Pragma": "no-cache", "Cache-Control": "no-cache"}
        return self._get(path, {**self._headers("empty", referer=self.page), **fresh})

    def send(self, method: str, path: str, octets: bytes | None) -> int:
        """Hand something in as the page's script does; return the status."""
        head = self._headers("empty", referer=self.page)
        first = {
            name: head.pop(name)
            for name in ("Host", "User-Agent", "Accept", "Accept-Language", "Accept-Encoding", "Referer")
        }
        length = (
            {} if octets is None else {"Content-Type": "application/octet-stream", "Content-Length": str(len(octets))}
        )
        origin = {} if octets is None else {"Origin": f"{self.scheme}://{self.host}"}
        headers = {**first, **length, **origin, **head}
        return self.line.ask(method, path, octets, headers=headers, most=MOST_PAGE, unpack=True)[0]

    def _get(self, path: str, headers: dict[str, str]) -> bytes:
        status, body = self.line.ask("GET", path, headers=headers, most=MOST_PAGE, unpack=True)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise LineError(f"The server answers with {status}.", hint="The next try is later.", status=status)
        return body

    def _headers(self, kind: str, *, referer: str) -> dict[str, str]:
        """Return the header lines of one request, in Firefox's order."""
        document = kind == "document"
        site = "same-origin" if referer else "none"
        lines = {
            "Host": self.host,
            "User-Agent": AGENT,
            "Accept": _ACCEPT[kind],
            "Accept-Language": _SPOKEN.get(self.language, "en-US,en;q=0.9"),
            "Accept-Encoding": "gzip, deflate, br, zstd",
            "Referer": f"{self.scheme}://{self.host}{referer}" if referer else "",
            "Sec-GPC": "1",
            "Connection": "keep-alive",
            "Upgrade-Insecure-Requests": "1" if document else "",
            "Sec-Fetch-Dest": kind,
            "Sec-Fetch-Mode": "navigate" if document else ("cors" if kind == "empty" else "no-cors"),
            "Sec-Fetch-Site": site,
            "Sec-Fetch-User": "?1" if document else "",
            "Priority": _PRIORITY.get(kind, ""),
        }
        return {name: value for name, value in lines.items() if value}
