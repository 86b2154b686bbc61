# SPDX-License-Identifier: AGPL-3.0-or-later
"""From an edition of the register to all files of its site."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from plaint.register.vocabulary import LANGUAGES
from plaint.site.data import listed, package
from plaint.site.edition import Edition
from plaint.site.feed import feeds
from plaint.site.pages import Pages
from plaint.site.paths import INDEX
from plaint.site.render import Renderer, style
from plaint.site.speech import Speech

ROBOTS: Final = b"User-agent: *\nAllow: /\n"
"""Everybody may copy the record, machines as well: it is public so that it cannot be lost."""


def build(edition: Edition) -> Mapping[str, bytes]:
    """Return every file of the site by its path, but for the manifest; the same edition gives the same bytes."""
    speeches = {code: Speech.of(code) for code in LANGUAGES}
    renderer = Renderer(edition, speeches)
    sheet = style()
    found: dict[str, bytes] = {sheet.path: sheet.octets, "robots.txt": ROBOTS}
    found |= package(edition)
    for speech in speeches.values():
        for page in Pages(edition, speech).all(listed(found, speech)):
            found[page.address.file] = renderer.page(page)
        found |= feeds(edition, speech)
    found[INDEX] = renderer.bare("door.html")
    found["404.html"] = renderer.bare("lost.html")
    return MappingProxyType(dict(sorted(found.items())))
