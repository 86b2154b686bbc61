# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names that say nothing, and randomness that is none, do not occur in the sources."""

import ast
import re
from pathlib import Path

import pytest

from tests.support import tree

# docs/words.md has a word of the field for each thing that these would hide.
# "helper" alone is allowed: docs/protocol.md 3.5 means by it the trusted person who files for somebody.
EMPTY = {"user", "users", "ticket", "tickets", "manager", "util", "utils", "helpers", "service", "services", "handler"}


def parts(name: str) -> set[str]:
    """Return the words of an identifier in snake_case, camelCase or CAPITALS."""
    apart = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    return {part.lower() for part in apart.split("_") if part}


def names_of_python(code: str) -> set[str]:
    """Return every name that a module binds: classes, functions, arguments, variables, attributes, imports."""
    found = set()
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
            case ast.arg(arg=name) | ast.alias(asname=str(name)):
                found.add(name)
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                found.add(name)
    return found


def names_of_javascript(code: str) -> set[str]:
    """Return every identifier of a script that is not a property of something else, comments and texts left out."""
    bare = re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', " ", code, flags=re.DOTALL)
    return set(re.findall(r"(?<![\w$.])[A-Za-z_$][\w$]*", bare))


def weak_randomness(code: str) -> list[str]:
    """Return each use of a generator that is not meant for secrets: the module `random`, and numpy's."""
    found = []
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Import(names=names):
                found += [alias.name for alias in names if alias.name in ("random", "numpy.random")]
            case ast.ImportFrom(module="random" | "numpy.random" as module):
                found.append(module)
            case ast.ImportFrom(module="numpy", names=names):
                found += ["numpy.random" for alias in names if alias.name == "random"]
            case ast.Attribute(value=ast.Name(id="np" | "numpy"), attr="random"):
                found.append("numpy.random")
    return found


def _empty(path: Path, names: set[str]) -> list[str]:
    of_path = {part for step in path.with_suffix("").parts for part in parts(step)} & EMPTY
    return sorted(of_path) + sorted(name for name in names if parts(name) & EMPTY)


def test_no_name_in_the_sources_is_empty() -> None:
    """Nothing is called user, ticket, manager, utils, helpers, service or handler."""
    found = {}
    for path in tree.sources(".py", under="src/"):
        found[str(path)] = _empty(path, names_of_python(tree.read(path)))
    for path in tree.sources(".js", under="js/src/"):
        found[str(path)] = _empty(path, names_of_javascript(tree.read(path)))
    assert {path: names for path, names in found.items() if names} == {}
    assert len(found) > 20


def test_no_weak_randomness_in_the_sources() -> None:
    """`random`, numpy's generators and `Math.random` are used nowhere in what we ship."""
    found = {str(path): weak_randomness(tree.read(path)) for path in tree.sources(".py", under="src/")}
    assert {path: uses for path, uses in found.items() if uses} == {}
    scripts = tree.sources(".js", under="js/src/") + tree.sources(".js", ".html", under="src/")
    assert [str(path) for path in scripts if re.search(r"Math\s*\.\s*random", tree.read(path))] == []


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("class UserTicket: ...", {"UserTicket"}),
        ("def f(handler): self.service = utils = 1", {"f", "handler", "service", "utils"}),
        ("import logging as users\nfrom a import b", {"users"}),
        ("for manager in x.handlers: pass", {"manager"}),
    ],
)
def test_python_names_are_found(code: str, names: set[str]) -> None:
    """Classes, arguments, attributes, loop variables and import names count; what others named does not."""
    assert names_of_python(code) == names


def test_javascript_names_are_found() -> None:
    """Identifiers count; properties, comments and texts do not."""
    assert names_of_javascript("const userName = navigator.userAgent; // manager\nf('service')") == {
        "const",
        "userName",
        "navigator",
        "f",
    }


def test_empty_words_are_found_in_any_case() -> None:
    """A word counts in snake_case, camelCase and capitals, but not as a part of another word."""
    assert [name for name in ("USER_ID", "userId", "get_user", "EventHandler") if not parts(name) & EMPTY] == []
    assert [name for name in ("superuserish", "servicing", "handle", "utility") if parts(name) & EMPTY] == []
    assert _empty(Path("src/plaint/utils.py"), set()) == ["utils"]


@pytest.mark.parametrize(
    "code",
    [
        "import random",
        "from random import choice",
        "import numpy.random",
        "from numpy import random",
        "np.random.rand()",
    ],
)
def test_weak_randomness_is_found(code: str) -> None:
    """Every way to reach the weak generators is a finding."""
    assert weak_randomness(code)
