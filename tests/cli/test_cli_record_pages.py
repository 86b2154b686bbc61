# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who follows docs/register.md and docs/publishing.md word for word, from an empty folder, gets where they say."""

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from plaint.charter.keyfile import Cost, MemberKey, lock
from plaint.cli import main
from plaint.cli.register import adding
from tests.support.registers import DOSSIER
from tests.support.shared import ROOT

BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
PASSPHRASE = "five words that nobody guesses"
SAVED = """<html lang="ru"><head><title>Опровержение</title><meta name="author" content="Редакция">
<meta property="article:published_time" content="2017-05-06"></head><body>…</body></html>"""


def commands(page: str) -> Iterator[list[str]]:
    """Give the words of each command of a page, in order."""
    text = (ROOT / "docs" / page).read_text("utf-8")
    for form, block in BLOCK.findall(text):
        lines = block.replace("\\\n", " ").splitlines() if not form else []
        yield from (shlex.split(line) for line in lines if line.strip())


def test_the_pages_of_the_record_can_be_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command of both pages succeeds: import, add, correct, show, check; publish, sign, note, verify."""
    shutil.copyfile(DOSSIER, tmp_path / "dossier.csv")
    (tmp_path / "saved.html").write_text(SAVED, "utf-8")
    member = MemberKey(origin="plaint.example/group", member="civic-1", body="civic", made="2031-01-01", root=bytes(32))
    (tmp_path / "civic-1.key").write_bytes(lock(member, PASSPHRASE, cost=Cost(memory=1024, passes=1, lanes=1)))
    (tmp_path / "passphrase").write_text(PASSPHRASE, "utf-8")
    monkeypatch.setattr(adding, "is_at_terminal", lambda: True)
    called = []
    vkey = ""
    for page in ("register.md", "publishing.md"):
        monkeypatch.chdir(tmp_path)
        for words in commands(page):
            if words[0] == "cd":
                monkeypatch.chdir(words[1])
            if words[0] != "plaint":
                continue
            given = [vkey if word.startswith("plaint.example") else word for word in words[1:]]
            signing = ["--passphrase-file", "passphrase"] if "--key" in given else []
            done = CliRunner().invoke(main, [*given, *signing], input="\n\n\n")
            assert done.exit_code == 0, (given, done.output)
            called.append(" ".join(given[:2]))
            vkey = next((line[5:] for line in done.stdout.splitlines() if line.startswith("key: ")), vkey)
    assert set(called) == {
        *(f"register {name}" for name in ("import", "add", "correct", "check", "show")),
        "publish public",
        "publish verify",
    }
    assert "2017-05-06" in (tmp_path / "record" / "sources" / "paper-2017-05-06.toml").read_text("utf-8")
    assert (tmp_path / "record" / "published.log").read_text("ascii")
