# SPDX-License-Identifier: AGPL-3.0-or-later
"""The gate's own numbers, as a report tells them."""

import re
from pathlib import Path

import pytest

from plaint.figures import book, explain, gate, minimum, numbers, shape, showing, spec
from plaint.language import read
from plaint.report import rules
from plaint.report.document import Listing
from tests.support import reports

TRAIT, ORDINARY = spec.THRESHOLDS[spec.Sensitivity.TRAIT], spec.THRESHOLDS[spec.Sensitivity.ORDINARY]


def said(language: str) -> list[str]:
    """Return the points of the list."""
    return ["".join(run.text for run in line) for line in rules.gate(read(language, "report")).items]


def typed(text: str) -> list[int]:
    """Return every number of a text, without the groups in which it is written."""
    return [int(re.sub(r"\D", "", one)) for one in re.findall(r"\d+(?:[,\u00a0]\d{3})*", text)]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_report_names_the_numbers_by_which_the_gate_works(language: str) -> None:
    """Thresholds, bases and where they begin, width, shares, medians, how long a figure stands, bodies that approve."""
    bases = list(numbers.BASES)
    assert [typed(one) for one in said(language)] == [
        [TRAIT, ORDINARY],
        [shape.FEWEST],
        [bases[0], 510, bases[1], 5040, bases[2]],
        bases[1:],
        [gate.BOUND],
        [showing.WHOLE_PERCENT, showing.STEP, showing.FIVES, showing.MEDIAN_BASE],
        [minimum.BASE],
        [numbers.stale(ORDINARY), numbers.stale(TRAIT)],
        [book.NEEDED],
    ]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_number_of_the_gate_is_typed_in_a_catalogue(language: str) -> None:
    """A constant that changes changes what the report says: the texts themselves have no digit."""
    texts = {key: text for key, text in read(language, "report").texts.items() if key.startswith("gate.")}
    assert len(texts) == len(said(language))
    assert not [key for key, text in texts.items() if re.search(r"\d", text)]


def test_where_a_base_begins_is_the_least_figure_that_is_shown_so() -> None:
    """510 is the first figure to the 15, and 5,040 the first to the 45; each count before it is rounded more finely."""
    for (first, base), limit in zip(numbers.coarser(), numbers.COARSER, strict=True):
        assert numbers.ladder(limit, 0)[0] == base
        assert numbers.rounded(limit, base) == first
        before = numbers.ladder(limit - 1, 0)[0]
        assert before < base
        assert numbers.rounded(limit - 1, before) < first
    assert typed(explain.ROUNDING["en"]) == [5, 510, 15, 5040, 45]
    assert typed(explain.ROUNDING["ru"]) == [5, 510, 15, 5040, 45]


def test_the_rules_stand_where_a_text_asks_for_them(tmp_path: Path) -> None:
    """{gate} brings the list into a chapter."""
    folder = reports.written(tmp_path / "report")
    blocks = reports.document(folder, "en", "# Method\n\n{gate}\n").blocks
    assert isinstance(blocks[-1], Listing)
    assert blocks[-1] == rules.gate(read("en", "report"))
