# SPDX-License-Identifier: AGPL-3.0-or-later
"""What holds for every test."""

import ast

import pytest

from tests.support import tree


def untold(code: str) -> list[str]:
    """Return the tests of a module that do not begin with one sentence of what holds."""
    found = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            text = (ast.get_docstring(node) or "").strip()
            if not text.split("\n\n")[0].endswith((".", "?", '."', ".)")):
                found.append(node.name)
    return found


def test_every_test_states_a_fact() -> None:
    """Each test begins with a sentence that says what holds."""
    found = {str(path): untold(tree.read(path)) for path in tree.sources(".py", under="tests/")}
    assert {path: names for path, names in found.items() if names} == {}


def test_every_test_file_has_a_name_of_its_own() -> None:
    """No two test files of one folder tree share a name, so that a failure names one place."""
    names = [path.name for path in tree.sources(".py", under="tests/") if path.name.startswith("test_")]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("code", ["def test_x(): pass", 'def test_x():\n    """No full stop"""'])
def test_an_untold_test_is_found(code: str) -> None:
    """A test without a sentence is a finding."""
    assert untold(code) == ["test_x"]


def test_a_told_test_is_no_finding() -> None:
    """One sentence is enough, and what is no test needs none."""
    assert untold('def test_x():\n    """It holds."""\n\ndef other(): pass') == []
