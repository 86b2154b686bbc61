# SPDX-License-Identifier: AGPL-3.0-or-later
"""Links between the documents lead somewhere."""

import re
from pathlib import Path

from tests.support import tree
from tests.support.shared import ROOT

_LINK = re.compile(r"(?<!!)\[[^\]\n]+\]\(([^)\s]+)\)|!\[[^\]\n]*\]\(([^)\s]+)\)|^\[[^\]\n]+\]:\s*(\S+)$", re.MULTILINE)
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


def links(text: str) -> list[str]:
    """Return the targets of the links of a Markdown text, code left out."""
    return [next(filter(None, found.groups())) for found in _LINK.finditer(_CODE.sub("", text))]


def anchors(text: str) -> set[str]:
    """Return the anchors that the headings of a Markdown text get."""
    headings = re.findall(r"^#{1,6} +(.+?) *#*$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken(path: Path, text: str) -> list[str]:
    """Return the links of the document at `path` that lead to no file or heading of the repository."""
    found = []
    for link in links(text):
        if re.match(r"[a-z][a-z0-9+.-]*:", link):
            continue  # outside; no test of ours asks the network
        name, _, anchor = link.partition("#")
        target = (ROOT / path).parent / name if name else ROOT / path
        if not target.exists() or (anchor and anchor not in anchors(target.read_text("utf-8"))):
            found.append(link)
    return found


def test_every_link_between_documents_resolves() -> None:
    """Each relative link of each Markdown file names a file, and a heading where it has an anchor."""
    found = {str(path): broken(path, tree.read(path)) for path in tree.sources(".md")}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_every_document_is_linked_from_somewhere() -> None:
    """Nobody has to guess that a page exists: each one, or its folder, is reached by a link from another."""
    pages = tree.sources(".md")
    reached = {
        ((ROOT / path).parent / link.partition("#")[0]).resolve() for path in pages for link in links(tree.read(path))
    }
    reached |= {page for folder in reached if folder.is_dir() for page in folder.iterdir()}
    alone = [str(path) for path in pages if path.name != "README.md" and (ROOT / path).resolve() not in reached]
    assert alone == []


def test_a_broken_link_is_found() -> None:
    """A missing file and a missing heading are findings; addresses, code and good links are none."""
    text = (
        "[a](nonesuch.md) [b](#nowhere) [c](#here) `[d](x.md)` [e](https://example.org)\n# Here\n```\n[f](y.md)\n```\n"
    )
    assert broken(Path("README.md"), text.replace("[c](#here)", "")) == ["nonesuch.md", "#nowhere"]
    assert links(text) == ["nonesuch.md", "#nowhere", "#here", "https://example.org"]
    assert anchors(text) == {"here"}
