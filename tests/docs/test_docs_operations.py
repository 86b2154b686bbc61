# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every setting and every route of intake stands in docs/operations.md, with the default that it has."""

import dataclasses
import re
from pathlib import Path

import pytest
from starlette.routing import Route

from plaint.clock import HeldClock
from plaint.cosign.settings import CosignSettings
from plaint.intake.app import all_routes
from plaint.intake.filing import PATH
from plaint.intake.place import built_place
from plaint.intake.settings import IntakeSettings
from tests.support.groups import NOW, found_with, small_plan
from tests.support.places import made_place
from tests.support.shared import ROOT

PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")
PROTOCOL = (ROOT / "docs" / "protocol.md").read_text("utf-8")


def table(heading: str) -> list[list[str]]:
    """Return the rows of the first table below a heading, without its head."""
    below = PAGE.split(f"## {heading}\n", 1)[1]
    rows = re.search(r"\|---.*\n((?:\|.*\n)+)", below)
    assert rows, heading
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in rows.group(1).splitlines()]


@pytest.mark.parametrize(
    ("heading", "kind"), [("Settings", IntakeSettings), ("Settings of a cosigner", CosignSettings)]
)
def test_every_setting_is_explained(heading: str, kind: type[IntakeSettings] | type[CosignSettings]) -> None:
    """The table names each setting, no other one, and its default."""
    rows = {row[0].strip("`"): row for row in table(heading)}
    fields = {field.name: field for field in dataclasses.fields(kind)}
    assert list(rows) == list(fields)
    for name, field in fields.items():
        _, default, meaning = rows[name]
        assert len(meaning.split()) > 4, name
        if isinstance(field.default, str | int | bool | Path) and default.startswith("`"):
            written = str(field.default).lower() if isinstance(field.default, bool) else str(field.default)
            assert default == f"`{written}`"
        else:
            assert name in ("hosts", "neutral", "reviewed", "server", "fingerprint", "proxy")


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, set[str]]]:
    """Return path and methods of every route of a demonstration, where every page is served."""
    settings = made_place(tmp_path_factory.mktemp("docs"), found_with(small_plan() | {"demo": True}))
    with built_place(settings, HeldClock(NOW)) as place:
        found = all_routes(place)
    every = [(route.path, set(route.methods or ())) for route in found if isinstance(route, Route)]
    return [*every, (PATH, {"POST"})]


def test_every_route_is_in_the_table(routes: list[tuple[str, set[str]]]) -> None:
    """Each path, or the family of pages that it belongs to, is named with the methods that it takes."""
    named: dict[str, set[str]] = {}
    for paths, methods, _ in table("What is served"):
        for name in re.findall(r"`([^`]+)`", paths):
            named[name] = set(methods.split(", "))
    for path, taken in routes:
        family = [name for name in named if path == name or (name.endswith("…") and path.startswith(name[:-1]))]
        assert family, f"{path} is not in docs/operations.md"
        assert taken - {"HEAD"} <= set().union(*(named[name] for name in family)), path
    served = {path for path, _ in routes}
    assert [name for name in named if not name.endswith("…") and name not in served] == []


def test_every_route_of_programs_is_in_the_protocol(routes: list[tuple[str, set[str]]]) -> None:
    """What programs call has its bytes written down in section 11."""
    section = PROTOCOL.split("## 11. Intake over HTTP", 1)[1].split("\n## ", 1)[0]
    programs = [path for path, _ in routes if not path.startswith(("/s/", "/lark", "/wren", "/tern"))]
    for path in programs:
        first = path.split("/")[1]
        if path not in ("/", "/leave", "/favicon.ico"):
            assert re.search(rf"`?(?:[A-Z]+ )?/{re.escape(first)}\b", section), path


def test_the_words_of_refusals_are_in_the_protocol() -> None:
    """Each word that a program may act on stands in the table of section 11."""
    section = PROTOCOL.split("## 11. Intake over HTTP", 1)[1].split("\n## ", 1)[0]
    source = (ROOT / "src" / "plaint" / "intake" / "refusal.py").read_text("utf-8")
    words = set(re.findall(r'RefusedError\(\s*\d{3}, "(\w+)"', source))
    assert len(words) > 5
    assert {word for word in words if f"`{word}`" not in section} == set()
