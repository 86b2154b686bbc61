# SPDX-License-Identifier: AGPL-3.0-or-later
"""What holds for every file of the repository: its licence, its length, and no trace of a workplace in it."""

import re
from pathlib import Path

import pytest

from tests.support import tree

LONGEST = 400
CODE = (".py", ".js", ".mjs", ".sql", ".css", ".html", ".sh")

# Written apart, so that this file is not its own finding.
HOSTS = [
    "registry.npm" + "js.org",
    "pypi" + ".org",
    "pypi.python" + ".org",
    "files.python" + "hosted.org",
    "proxy.golang" + ".org",
]
PLACES = re.compile(r"(?<![\w.~-])/(?:work|root|home/\w+|Users/\w+|tmp/wt|opt/pypi[\w-]*)/")
LICENCE = "SPDX-License-Identifier: AGPL-3.0-or-later"


def licensed(path: Path, text: str) -> bool:
    """Whether the file names its licence at its head; only code must."""
    first = text.split("\n", 3)[:3]
    if path.suffix not in (".py", ".js", ".mjs", ".sql", ".css", ".sh") and not text.startswith("#!"):
        return True
    return any(LICENCE in line for line in (first[:2] if text.startswith("#!") else first[:1]))


def traces(text: str) -> list[str]:
    """Return what in a text names a package registry or a place on somebody's machine."""
    return [host for host in HOSTS if host in text] + [found.group() for found in PLACES.finditer(text)]


def _made(path: Path) -> bool:
    """Whether a file is built from others (its licence stands in licences.txt, its length is what it is)."""
    folders = (Path("src/plaint/web/static"), Path("src/plaint/offline"))
    return path.parent in folders and path.suffix in (".css", ".js")


def test_no_source_is_longer_than_400_lines() -> None:
    """A file that needs a table of contents is two files."""
    long = {}
    for path in tree.sources(*CODE):
        lines = tree.read(path).count("\n")
        if lines > LONGEST and not _made(path):
            long[str(path)] = lines
    print("over 400 lines:", long or "none")
    assert [path for path in long if path.startswith(("src/", "js/src/"))] == []


def test_every_source_names_its_licence() -> None:
    """Each Python, JavaScript, SQL, CSS and shell file has the SPDX line at its head."""
    code = [path for path in tree.files() if path.suffix in CODE or (path.suffix == "" and tree.read(path)[:2] == "#!")]
    assert [str(path) for path in code if not _made(path) and not licensed(path, tree.read(path))] == []


def test_no_file_tells_of_a_workplace() -> None:
    """No file names a package registry's host, or a folder of the machine that it was written on."""
    found = {}
    for path in tree.files():
        try:
            text = tree.read(path)
        except UnicodeDecodeError:
            continue
        if traces(text):
            found[str(path)] = traces(text)
    assert found == {}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", '"""No licence."""\n'),
        ("a.js", "/** No licence. */\n"),
        ("run", "#!/bin/sh\nexit\n" + LICENCE),
    ],
)
def test_a_missing_licence_is_seen(path: str, text: str) -> None:
    """A file without the line, or with it further down, is a finding."""
    assert not licensed(Path(path), text)


def test_a_licence_is_seen() -> None:
    """The line counts as the first one, or the second after `#!`; files that are no code need none."""
    assert licensed(Path("a.py"), f"# {LICENCE}\n")
    assert licensed(Path("run"), f"#!/bin/sh\n# {LICENCE}\n")
    assert licensed(Path("a.md"), "# Title\n")


def test_traces_are_seen() -> None:
    """A registry in a lock and a home in a comment are findings; a route and a temporary folder are none."""
    assert traces(f"https://{HOSTS[0]}/x/-/x.tgz") == [HOSTS[0]]
    assert traces("see /" + "work/main and /" + "home/anna/x") == ["/" + "work/", "/" + "home/anna/"]
    assert traces("GET /homework, https://example.org/work, /tmp/x, ./work/") == []
