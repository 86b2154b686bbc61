# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables of the documents that name tests: `path::name` for Python, `path::title` for JavaScript."""

import re
from pathlib import Path

from tests.support.shared import ROOT


def rows(page: Path) -> list[list[str]]:
    """Return the cells of each row that begins with a number, of all tables of a page."""
    lines = page.read_text("utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines if re.match(r"\| \d", line)]


def missing(cell: str) -> list[str]:
    """Return what a cell names as a test and is none."""
    named = re.findall(r"`([^`]+)::([^`]+)`", cell)
    if len(named) != cell.count("::"):
        return [cell]
    return [f"{path}::{name}" for path, name in named if not _is_there(path, name)]


def _is_there(path: str, name: str) -> bool:
    if not (ROOT / path).is_file():
        return False
    source = (ROOT / path).read_text("utf-8")
    if path.endswith(".py"):
        return re.search(rf"^(async )?def {re.escape(name)}\(", source, re.MULTILINE) is not None
    return f'test("{name}"' in source
