# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where an extra is not installed, its commands say which and how to install it; the others go on."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from plaint.cli import COMMANDS
from plaint.cli.extras import EXTRAS
from tests.support.shared import ROOT

WITHOUT = """
import sys

class Bare:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {missing}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Bare())
from plaint.cli import main
main(sys.argv[1:], prog_name="plaint")
"""
PACKAGES = (
    "brotli", "certifi", "docx", "highspy", "htmldate", "httpx", "jinja2", "lxml", "numpy", "PIL", "pypdf",
    "sqlcipher3", "starlette", "typst", "uvicorn",
)  # fmt: skip


def bare(*words: str, missing: tuple[str, ...] = PACKAGES) -> "subprocess.CompletedProcess[str]":
    """Call `plaint` in a process in which these packages are not installed."""
    script = WITHOUT.format(missing=repr(missing))
    return subprocess.run(
        [sys.executable, "-c", script, *words], capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.mark.parametrize(
    "words", [("report", "preview", "--in", "."), ("publish", "--register", "."), ("report", "-h")]
)
def test_a_missing_extra_is_one_line(words: tuple[str, ...]) -> None:
    """`plaint report` and `plaint publish` without their extra name it and its lock file, and no traceback."""
    done = bare(*words)
    assert done.returncode == 1
    assert done.stderr.startswith(f"plaint: plaint {words[0]} needs ")
    assert "Install its extra report: pip install --require-hashes -r requirements/report.txt" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_what_is_imported_late_is_one_line_as_well(tmp_path: Path) -> None:
    """A package that only a step of a command needs is told in the same way."""
    done = bare(
        "publish", str(tmp_path / "site"), "--register", str(ROOT / "examples" / "register"), missing=("jinja2",)
    )
    assert (done.returncode, "needs jinja2, which is not installed here" in done.stderr) == (1, True)


def test_every_command_ends_in_words() -> None:
    """Without any extra the list of commands still stands, and says which of them are not installed."""
    done = bare("--help")
    assert done.returncode == 0
    assert all(name in done.stdout for name in COMMANDS)
    assert "Not installed: report." in done.stdout
    for name in COMMANDS:
        told = bare(name, "--help")
        assert "Traceback" not in told.stderr
        assert told.returncode == (
            "Not installed" in next(line for line in done.stdout.splitlines() if f" {name} " in line)
        )


def test_every_extra_has_its_lock_file() -> None:
    """What a line names is there: an extra of the package, and the file of its hashes."""
    known = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    named = {extra for extras in EXTRAS.values() for extra in extras}
    assert named == set(known)
    assert all((ROOT / "requirements" / f"{extra}.txt").is_file() for extra in named)
