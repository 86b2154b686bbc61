# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each package that we depend on is there for a written reason, and locked by hash without an address."""

import json
import re
import tomllib

import pytest

from tests.support.shared import ROOT

PAGE = ROOT / "docs" / "dependencies.md"
LOCK = ROOT / "requirements" / "dev.txt"
EXTRAS = sorted(path.stem for path in LOCK.parent.glob("*.txt") if path != LOCK)
JS_LOCK = ROOT / "js" / "package-lock.json"


def bare(requirement: str) -> str:
    """Return the normal name of the package that a requirement asks for."""
    found = re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*", requirement)
    assert found, requirement
    return re.sub(r"[-_.]+", "-", found.group()).lower()


def direct() -> dict[str, set[str]]:
    """Return each package that pyproject.toml and js/package.json name, with the places it is named for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    named = {"all": project["project"]["dependencies"], **project["project"]["optional-dependencies"]}
    named |= project["dependency-groups"]
    script = json.loads((ROOT / "js" / "package.json").read_text("utf-8"))
    found: dict[str, set[str]] = {}
    for place, requirements in named.items():
        for requirement in requirements:
            found.setdefault(bare(requirement), set()).add(place)
    for place, key in (("page", "dependencies"), ("page dev", "devDependencies")):
        for name in script[key]:
            found.setdefault(name, set()).add(place)
    return found


def listed(text: str) -> dict[str, tuple[set[str], str]]:
    """Return each package of the page's tables with its places and the reason that is given."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    table = [row for row in rows if len(row) == 3 and row[0] != "package" and set(row[0]) - set("-:")]
    return {
        (row[0].strip("`") if row[0].strip("`").startswith("@") else bare(row[0].strip("`"))): (
            {place.strip() for place in row[1].split(",")},
            row[2],
        )
        for row in table
    }


def test_the_page_lists_exactly_what_we_depend_on() -> None:
    """docs/dependencies.md names each direct dependency, where it is used, and no other package."""
    assert {name: places for name, (places, _) in listed(PAGE.read_text("utf-8")).items()} == direct()


def test_each_has_a_reason() -> None:
    """A reason is a sentence and not a word."""
    assert [name for name, (_, why) in listed(PAGE.read_text("utf-8")).items() if len(why.split()) < 4] == []


def pinned(name: str) -> list[str]:
    """Return the entries of a lock, each on one line."""
    text = (LOCK.parent / f"{name}.txt").read_text("utf-8")
    return [" ".join(entry.split()) for entry in re.split(r"\n(?=\S)", text.replace("\\\n", " ").strip())]


@pytest.mark.parametrize("name", ["dev", *EXTRAS])
def test_the_python_locks_have_hashes_and_no_addresses(name: str) -> None:
    """Each requirement is one exact version with its hashes; nothing says where it is fetched from."""
    text = (LOCK.parent / f"{name}.txt").read_text("utf-8")
    entries = pinned(name)
    assert len(entries) > 10  # as many as the smallest part has
    assert [entry for entry in entries if not re.match(r"[\w.\-\[\],]+==\S+ .*--hash=sha256:[0-9a-f]{64}", entry)] == []
    assert "://" not in text
    assert "--index" not in text


def test_the_developers_lock_has_every_package() -> None:
    """What pyproject.toml names, for whatever place, is locked."""
    entries = {bare(entry) for entry in pinned("dev")}
    assert {name for name, places in direct().items() if not {"page", "page dev"} & places} <= entries


def test_each_extra_has_a_lock() -> None:
    """Who runs one part of Plaint can install that part from hashes."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert sorted(project["project"]["optional-dependencies"]) == EXTRAS


@pytest.mark.parametrize("extra", EXTRAS)
def test_an_operators_lock_agrees_with_what_is_tested(extra: str) -> None:
    """It holds all that the extra names, the very files of the developers' lock, and no package of another part."""
    entries = {bare(entry): entry for entry in pinned(extra)}
    tested = {bare(entry): entry for entry in pinned("dev")}
    named = direct()
    assert {name for name, places in named.items() if {"all", extra} & places} <= set(entries)
    assert {name for name, places in named.items() if not {"all", extra} & places} & set(entries) == set()
    for name, entry in entries.items():
        version, _, hashes = entry.partition(" ")
        assert tested[name].startswith(f"{version} ")
        assert set(re.findall(r"sha256:[0-9a-f]{64}", hashes)) == set(re.findall(r"sha256:[0-9a-f]{64}", tested[name]))


def test_the_npm_lock_has_hashes_and_no_addresses() -> None:
    """Each npm package has its integrity hash, and none says where it is fetched from."""
    text = JS_LOCK.read_text("utf-8")
    packages = {name: entry for name, entry in json.loads(text)["packages"].items() if name}
    assert len(packages) > 5
    assert [name for name, entry in packages.items() if not entry.get("integrity", "").startswith("sha512-")] == []
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert not re.search(r"https?://[^\"]*(?:/-/|\.tgz)", text)


@pytest.mark.parametrize(
    ("requirement", "name"), [("httpx[socks]>=0.28", "httpx"), ("Jinja2", "jinja2"), ("pytest_xdist", "pytest-xdist")]
)
def test_names_are_compared_in_one_form(requirement: str, name: str) -> None:
    """Extras, versions, case and underscores make no other package."""
    assert bare(requirement) == name


def test_a_table_is_read() -> None:
    """A row gives a package, its places and its reason."""
    text = "| package | where | why |\n|---|---|---|\n| click | all, dev | commands |\n| `@scure/base` | page | x |\n"
    assert listed(text) == {"click": ({"all", "dev"}, "commands"), "@scure/base": ({"page"}, "x")}
