# SPDX-License-Identifier: AGPL-3.0-or-later
"""`counts.toml`: which counts of people are put together, to which standard of proof; faults by file and line."""

from pathlib import Path

import pytest

from plaint.figures.minimum import Standard
from plaint.figures.spec import Sensitivity
from plaint.register.dates import PartialDate
from plaint.register.examining import read
from plaint.report import assessed
from plaint.report.errors import TextError
from tests.support.registers import EXAMPLE

COUNTS = Path("examples/minimum/counts.toml")
MONTH = PartialDate.parse("2027-03")
RECORD = read(EXAMPLE)
WHY = 'why = { ru = "Так.", en = "So." }'


def public(lineage: str, standard: str = "reported", why: str = WHY) -> str:
    """Return one assessed lineage."""
    return f'[[count.public]]\nlineage = "{lineage}"\nstandard = "{standard}"\n{why}\n'


def count(scope: str = "january-2017", unit: str = "killed", *more: str) -> str:
    """Return one count."""
    return f'[[count]]\nscope = "{scope}"\nunit = "{unit}"\n' + "".join(more)


RIGHT = count("january-2017", "killed", public("novaya-january-2017"))

SCOPE = '[[scope]]\nid = "help"\nname = { ru = "", en = "" }\nabout = { ru = "", en = "" }\n'


def faults(text: str, *, month: PartialDate = MONTH) -> list[str]:
    """Return what is wrong with a file."""
    try:
        assessed.parse(text.encode(), RECORD, month)
    except TextError as error:
        return [str(fault) for fault in error.faults]
    return []


def test_the_example_names_a_standard_for_every_public_count() -> None:
    """The public counts of the article's story are all assessed, estimates are not, and scopes stand apart."""
    found = assessed.parse(COUNTS.read_bytes(), RECORD, MONTH)
    assert [(one.scope, one.unit) for one in found.asked] == [
        ("spring-2017", "detained"),
        ("spring-2017", "killed"),
        ("january-2017", "killed"),
        ("winter-2018-2019", "detained"),
        ("winter-2018-2019", "killed"),
    ]
    assert found.own == {}
    assert {one.lineage: one.standard for one in found.asked[0].public} == {
        "novaya-april-2017": Standard.REPORTED,
        "network-evacuees": Standard.SINGLE_SOURCE,
        "lapunov-account": Standard.ESTABLISHED_BY_COURT,
    }


def test_own_scopes_and_units_are_described_in_the_file() -> None:
    """A scope that the public record does not have is named here, and its own records have a sensitivity."""
    text = (
        '[[scope]]\nid = "almaz"\nname = { ru = "а", en = "a" }\nabout = { ru = "а", en = "a" }\n'
        '[[unit]]\nid = "searched"\nkind = "person"\nname = { ru = "обысканные", en = "people searched" }\n'
    ) + count("almaz", "searched", 'own = "trait"\n')
    found = assessed.parse(text.encode(), None, MONTH)
    assert found.own == {("almaz", "searched"): Sensitivity.TRAIT}
    named = found.named(("almaz", "searched"), Standard.CORROBORATED)
    assert named == {
        "en": "people searched, a: corroborated",
        "ru": "обысканные, а: подтверждено независимыми источниками",
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (count("spring-2071", "killed"), "2: There is no scope 'spring-2071'. Did you mean spring-2017?"),
        (count("moon", "killed"), "2: There is no scope 'moon'. Name one of the public record, or describe it"),
        (count("spring-2017", "kiled"), "3: There is no unit 'kiled'. Did you mean killed?"),
        (count("handling", "petitions"), "3: petitions counts no people. A documented minimum counts people alone."),
        (RIGHT + RIGHT, "8: This scope and unit stand here twice. Put both counts together."),
        (RIGHT.replace('standard = "reported"\n', ""), "4: The key standard is missing. Add it: one of reported,"),
        (RIGHT.replace("reported", "proven"), "6: There is no standard 'proven'. Write one of reported, single_source"),
        (RIGHT.replace('lineage = "novaya-january-2017"\n', ""), "4: The key lineage is missing. Add it: the id of"),
        (RIGHT.replace("novaya-jan", "novaja-jan"), "5: 'novaja-january-2017' states no number of this scope and unit"),
        (RIGHT.replace("Так.", " "), "7: Why this standard is reached is not said in ru. Write a sentence."),
        (RIGHT.replace("So.", "Of 27 names."), "7: A number was typed here: 27. Say it without; numbers"),
        (RIGHT + public("novaya-january-2017"), "9: This lineage stands here twice. Decide on one standard."),
        (count("january-2017", "killed"), "1: novaya-january-2017 states a number of this scope and unit, and no"),
        (RIGHT + 'own = "secret"\n', "8: There is no key 'own' here. The keys are: lineage, standard, why."),
        (count("spring-2017", "helped"), "3: There is no unit 'helped'."),
        (count("help", "fled", 'own = "public"\n', public("pace-2230")), "4: Records of people are not public."),
        (RIGHT + "[[counts]]\n", "1: There is no key 'counts' here. The keys are: scope, unit, count."),
        (RIGHT + SCOPE, "9: There is a scope help already."),
        (RIGHT + "= 1\n", "8: "),
        (
            RIGHT.replace("january-2017", "spring-2017", 1) + public("network-august-2017"),
            "5: 'novaya-january-2017' states no number of this scope and unit by the month of the report.",
        ),
    ],
)  # fmt: skip
def test_a_fault_is_told_by_its_line(text: str, told: str) -> None:
    """An unknown scope, a missing standard, a claim without a lineage, a reason that is none: where, and what to do."""
    found = faults(text)
    assert found
    assert found[0].startswith(f"counts.toml:{told}"), found


def test_an_estimate_is_not_to_be_assessed() -> None:
    """A lineage that only estimates is refused by name: a floor takes in no estimates."""
    wrong = COUNTS.read_text("utf-8").replace('lineage = "svoboda-april-2017"', 'lineage = "network-august-2017"', 1)
    assert [one.split(": ", 1)[1] for one in faults(wrong)] == [
        "All that network-august-2017 states here is an estimate or rebuts a number. Take it out: it is not counted.",
        (
            "svoboda-april-2017 states a number of this scope and unit, and no standard of proof is given for it."
            ' Add a [[count.public]] with lineage = "svoboda-april-2017", a standard, and why.'
        ),
    ]


def test_what_was_said_after_the_month_of_the_report_is_not_wanted() -> None:
    """On the day of the article only its own two counts are there, and later lineages are unknown."""
    may = PartialDate.parse("2017-05")
    story = count("spring-2017", "detained", public("novaya-april-2017"))
    assert faults(story, month=may) == []
    assert any("network-evacuees" in one for one in faults(story))


def test_all_faults_are_told_at_once() -> None:
    """Three mistakes are three lines of one error."""
    assert len(faults(count("moon", "killed") + count("spring-2017", "moon") + count("handling", "petitions"))) == 3


def test_a_file_that_is_no_toml_is_named() -> None:
    """Bytes that are no text are told with the place, and what the whole list is of."""
    with pytest.raises(TextError, match=r"counts.toml:1: Byte 1 of this line is no UTF-8") as told:
        assessed.parse(b"\xff\n", RECORD, MONTH)
    assert str(told.value).startswith("The counts of the documented minimum cannot be used:")
