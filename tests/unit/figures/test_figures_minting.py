# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nothing but the gate and the book makes a released figure."""

import ast
import dataclasses

import pytest

from plaint.figures.errors import GateError
from plaint.figures.released import FigureKind, Mint, ReleasedFigure, ReleasedTable
from plaint.figures.units import Unit
from tests.support import few_rows as few
from tests.support import tree

ALLOWED = {
    "src/plaint/figures/released.py",  # defines it
    "src/plaint/figures/gate.py",  # lets tables through
    "src/plaint/figures/showing.py",  # makes the gate's shares and medians
    "src/plaint/figures/minimum.py",  # makes the documented minimum
    "src/plaint/figures/written.py",  # reads what the book holds
}


def uses(code: str) -> bool:
    """Whether a module names the mint, or makes one."""
    names = {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}
    names |= {
        alias.name for node in ast.walk(ast.parse(code)) if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    names |= {node.attr for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Attribute)}
    return bool(names & {"MINT", "Mint"})


def test_only_the_gate_and_the_book_hold_the_mint() -> None:
    """No other module of the program names what makes a released figure."""
    found = {str(path) for path in tree.sources(".py", under="src/") if uses(tree.read(path))}
    assert found == ALLOWED


@pytest.mark.parametrize(
    "code", ["from plaint.figures.released import MINT", "released.MINT", "x = Mint()", "from a import Mint as M"]
)
def test_a_use_of_the_mint_is_found(code: str) -> None:
    """Each way to name it is seen."""
    assert uses(code)
    assert not uses("from plaint.figures.released import ReleasedTable\nReleasedTable")


def test_a_figure_that_nobody_minted_is_refused() -> None:
    """Another mint than the gate's makes nothing."""
    with pytest.raises(GateError, match="did not come through the gate"):
        ReleasedFigure(
            id="x", kind=FigureKind.TOTAL, unit=Unit.PERSONS, value=1, base=1, label={"ru": "x", "en": "x"}, mint=Mint()
        )


def test_a_table_is_not_changed_after_the_gate() -> None:
    """A copy with another title needs the mint as well; the one that came through cannot be written to."""
    right = few.dimension("right", "a", "b")
    table = few.propose(few.rows([right], {("a", "2020H1"): 9}), [few.spec("right")]).release.tables[0]
    with pytest.raises(dataclasses.FrozenInstanceError):
        table.id = "other"  # type: ignore[misc]
    with pytest.raises(GateError):
        dataclasses.replace(table, mint=Mint())
    assert isinstance(table, ReleasedTable)
