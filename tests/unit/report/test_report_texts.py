# SPDX-License-Identifier: AGPL-3.0-or-later
"""Texts of a report: what they may say, and what is refused with file and line."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaint.figures.released import MINT, FigureKind, Hidden, ReleasedCell, Shown, Why
from plaint.language import read
from plaint.register.dates import PartialDate
from plaint.report import assessed, bare, markup, public
from plaint.report.document import Bars, Grid, Heading, Listing, Numbers, Paragraph
from plaint.report.errors import ReportError, TextError
from plaint.report.folder import templates
from plaint.report.markup import Form
from plaint.report.shown import cell
from plaint.report.writing import Text, document, owned, reasons, titles
from tests.support import reports


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of the small report."""
    return reports.written(tmp_path / "report")


def test_a_figure_stands_where_it_is_named(folder: Path) -> None:
    """The name of a released figure becomes its rounded number, in the groups of the language."""
    listed = {language: reports.document(folder, language).blocks for language in ("en", "ru")}
    said = {
        language: "".join(run.text for block in blocks if isinstance(block, Listing) for run in block.items[0])
        for language, blocks in listed.items()
    }
    assert said["en"].startswith("1,080 in 2026, as of December 2026")
    assert said["ru"].startswith("1\N{NO-BREAK SPACE}080 за 2026 год; декабрь 2026 года")
    numbers = [block for block in listed["en"] if isinstance(block, Numbers)]
    assert numbers == [Numbers(figures=(("1,080", "complaints"),))]


def test_a_table_shows_what_was_released_and_no_more(folder: Path) -> None:
    """Cells are the gate's; a hidden one has its mark, and the chart no bar for what has no number."""
    blocks = reports.document(folder, "en").blocks
    grid = next(block for block in blocks if isinstance(block, Grid))
    table = reports.proposal().release.tables[0]
    for name, cells in grid.rows:
        code = next((one.code for one in table.dimensions[0].codes if one.label["en"] == name), "*")
        own = [table.cells[code, column] for column in ("north", "south", "*")]
        assert [cell.replace(",", "") for cell in cells] == [str(cell) for cell in own]
    assert {"<5", "…"} & {cell for _, cells in grid.rows for cell in cells}
    chart = next(block for block in blocks if isinstance(block, Bars))
    assert all((bar.length is None) == (not bar.shown[0].isdigit()) for bar in chart.bars)
    assert all(bar.name in chart.alt and bar.shown in chart.alt for bar in chart.bars)


def test_an_annex_takes_the_tables_that_no_chapter_has(folder: Path) -> None:
    """{tables} brings each remaining table once."""
    ids = [block.id for block in reports.document(folder, "ru").blocks if isinstance(block, Grid)]
    assert ids == ["by_right", "by_region"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{complaints/totl}", ":3: No released figure is called {complaints/totl}. Did you mean {complaints/total}?"),
        ("{table: by_rigth}", ":3: The release has no table 'by_rigth'. Did you mean by_right?"),
        ("{chart: by_right body}", ":3: A chart needs a dimension of its table: right or region."),
        ("{picture: x}", ":3: {picture: …} is no command. There are table, chart and numbers."),
        ("We had 1,080 complaints.", ":3: A number was typed here: 1,080. Write {complaints/total}, which is 1,080,"),
        ("We had 7 complaints.", ":3: A number was typed here: 7. Name a released figure, or {=7}"),
        ("{numbers: complaints/total = of 12 bodies}", ":3: A number was typed here: 12."),
        ("A *word", ":3: A * has no partner."),
        ("A {word", ":3: A { has no partner"),
        ("A word}", ":3: A } has no partner."),
        ("#Title", ":3: A heading is #, ## or ###, a space, and words."),
        ("# Another", ":3: A file holds one chapter."),
        ("a \u202e b", ":3: A sign that cannot be seen stands here (U+202E)."),
        ("a \x1b b", ":3: A sign that cannot be seen stands here (U+001B)."),
    ],
)
def test_a_fault_is_told_with_its_file_and_line(folder: Path, text: str, fault: str) -> None:
    """What cannot be set is refused where it stands, and the message says what to do."""
    found = reports.faults(folder, f"# Chapter\n\n{text}\n")
    assert len(found) == 1, found
    assert found[0].startswith(f"texts/en/90-more.txt{fault}"), found


def test_a_figure_that_is_not_told_cannot_be_said(folder: Path) -> None:
    """A hidden figure is a fault with its reason; one below the threshold is said as such."""
    figures = {one.id: one for table in reports.proposal().release.tables for one in table.figures}
    hidden = next(one for one in figures.values() if one.value is None and not one.below)
    found = reports.faults(folder, f"# Chapter\n\nIt was {{{hidden.id}}}.\n")
    assert found[0].startswith(f"texts/en/90-more.txt:3: {{{hidden.id}}} may not be told (")


def test_all_faults_are_told_at_once(folder: Path) -> None:
    """Three mistakes in one text are three lines of one error."""
    found = reports.faults(folder, "# Chapter\n\n{a/b} and 7\n\n{table: x}\n")
    assert [fault.split(": ")[0][-1] for fault in found] == ["3", "3", "5"]


def test_a_report_without_the_record_says_so(folder: Path) -> None:
    """{promises} without a public record is a fault and not an empty chapter."""
    assert reports.faults(folder, "# Chapter\n\n{promises}\n") == []
    without = replace(reports.material(folder), register=None)
    with pytest.raises(TextError, match=r"{promises} needs the public record"):
        document(without, list(reports.chapters("en")), read("en", "report"), read("en", "register"))


DATES = [
    "on 5 May 2017",
    "в 2017 году",
    "5 мая 2017 года",
    "between 1999 and 2026.",
    "On 12 May complaints came from everywhere",
    "12 мая заявители пришли в приёмную",
    "5-го мая",
    "5–7 May 2017 and from 5 to 7 May",
    "с 5 по 7 мая",
    "May 5, 2017",
    "the 5th of May",
    "05.05.2017 and 2017-05-05 and 5/5/2017",
    "in the 1990s, в 2010-х годах",
    "2025–2026",
    "In 2026 many people were afraid",
    "Since 2017 the group has met",
    "in May 2017 the group met",
    "Complaints and their answers, 2026",
    "the law (2017), «2017»",
    "XX век, XXI century, Part II, Николай II, глава IV, IV квартал",
    "I complained to Mr. C and got vitamin D",
    "С жалобами на СМИ, МВД и ДЕЛО",
]


@pytest.mark.parametrize("text", DATES)
def test_years_and_dates_may_be_typed(text: str) -> None:
    """A year and a date, in any form in which people write them, are no figures, and nobody is troubled with them."""
    assert list(bare.numbers(text)) == []
    assert list(bare.doubts(text)) == []


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("42 000 жалоб", ["42 000"]),
        ("12,5 %", ["12,5"]),
        ("1 человек, 3 дела", ["1", "3"]),
        ("32 May", ["32"]),
        ("came,12 of them", ["12"]),
        ("left.7", ["7"]),
        ("_3_", ["3"]),
        ("⑫ и Ⅳ", ["⑫", "Ⅳ"]),
        ("½", ["½"]),
        ("n12 complaints, x7, COVID19", ["12", "7", "19"]),
        ("1956 complaints and 2026 written complaints", ["1956", "2026"]),
        ("1956 жалоб, 2026 устных обращений", ["1956", "2026"]),
        ("пострадали 2000 человек", ["2000"]),
        ("12 May complaints", ["12"]),
        ("In May 12 complaints came", ["12"]),
        ("12 may have died", ["12"]),
        ("XII complaints, V жалоб, xii cases", ["XII", "V", "xii"]),
        ("ХІІ жалоб", ["ХІІ"]),
        ("2026H1", ["2026", "1"]),
        ("№ 5, №2017", ["5", "2017"]),
        ("31.12.20261", ["31.12", "20261"]),
        ("2.2017 of 1.2.2017.3", ["2.2017", "1.2", "2017.3"]),
        ("12\N{NO-BREAK SPACE}мая2", ["12", "2"]),
        ("1'234", ["1'234"]),
        ("٣ жалобы", ["٣"]),
    ],
)
def test_other_numbers_are_found(text: str, typed: list[str]) -> None:
    """Whatever groups or fractions somebody types, and whatever a count looks like, a number is seen."""
    assert [one for _, one in sorted(bare.numbers(text))] == typed


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("In 1956 complaints the group found torture", "In 1956 complaints"),
        ("The number was 1956.", "was 1956."),
        ("Annual report 2026", "report 2026"),
        ("Received: 1956", "Received: 1956"),
        ("complaints rose to 1956.", "to 1956."),
        ("It was XII in all", "was XII in"),
        ("in May 1956 complaints came", "May 1956 complaints"),
        ("Chapter II people", "Chapter II people"),
        ("After that ten complaints stopped", "ten complaints"),
        ("It names a dozen frightened applicants", "a dozen frightened applicants"),
        ("a couple of the women wrote", "a couple of the women"),
        ("on the two brothers", "the two brothers"),
        ("о судьбе троих мужчин", "троих мужчин"),
        ("пришли семь человек", "семь человек"),
        ("просьба двух пожилых жителей", "двух пожилых жителей"),
        ("их было пятеро", "пятеро"),
        ("жаловались вдвоём", "вдвоём"),
        ("подано З жалобы", "З жалобы"),
        ("подано lO жалоб", "lO жалоб"),
    ],
)
def test_what_may_be_a_year_or_a_count_is_shown_to_approvers(text: str, shown: str) -> None:
    """A year that nothing marks as one, a small Roman numeral, and people counted in words pass and are listed."""
    assert list(bare.numbers(text)) == []
    assert [one.strip() for _, one in bare.doubts(text)] == [shown]


def test_a_count_does_not_hide_behind_marks_and_lines(folder: Path) -> None:
    """Stress, the end of a line and an unseen hyphen within a count change nothing."""
    text = "# A\n\nWe had *1956*\n**complaints** and 19\N{SOFT HYPHEN}56 letters, {complaints/total}3.\n"
    assert [fault.split(". ")[0] for fault in reports.faults(folder, text)] == [
        "texts/en/90-more.txt:3: A number was typed here: 1956",
        "texts/en/90-more.txt:4: A number was typed here: 1956",
        "texts/en/90-more.txt:4: A number was typed here: 3",
    ]


def test_words_of_their_own_number_are_listed() -> None:
    """What is marked {=…} is named for approvers, with its place."""
    text = Text(place="texts/en/1.txt", text="# A\n\nSee {=Article 21} and\n{=3 bodies}.\n")
    assert [(one.place, one.words) for one in owned([text])] == [
        ("texts/en/1.txt:3", "Article 21"),
        ("texts/en/1.txt:4", "3 bodies"),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("There was one applicant, who left.", ["one applicant"]),
        ("The only complainants and no women", ["The only complainants", "no women"]),
        ("Обратился единственный заявитель", ["единственный заявитель"]),
        ("There was one\napplicant, and one *applicant*.", ["one applicant", "one applicant"]),
        ("A {=big} one appli\N{SOFT HYPHEN}cant", ["big", "one applicant"]),
        ("{numbers: complaints/total = one applicant less}", ["one applicant"]),
        ("No figure stands here; one day people came.", []),
    ],
)
def test_numbers_of_people_in_words_are_shown_to_approvers(text: str, found: list[str]) -> None:
    """What a newspaper once printed of one man is named in the preview."""
    assert [one.words for one in owned([Text(place="x", text=f"# A\n\n{text}\n")])] == found


def test_numbers_on_the_cover_are_shown_to_approvers(folder: Path) -> None:
    """A line of report.toml with a number is listed for approvers: no gate and no mark of a text stands before it."""
    plan = reports.material(folder).plan
    said = replace(plan, subtitle={"ru": "Жалобы", "en": "12 people"}, place={"ru": "один человек", "en": "In 2026"})
    assert list(titles(plan)) == []
    assert [(one.place, one.words) for one in titles(said)] == [
        ("report.toml: subtitle.en", "12 people"),
        ("report.toml: place.ru", "один человек"),
    ]


def test_numbers_in_the_reasons_of_a_minimum_are_shown_to_approvers(folder: Path) -> None:
    """Why a public count reaches a standard, and the name of an own scope, are words that no gate has seen."""
    register = reports.material(folder).register
    text = reports.COUNTED.replace("Invented events.", "Where 12 people lived.") + (
        '[[count]]\nscope = "january-2017"\nunit = "killed"\n[[count.public]]\nlineage = "novaya-january-2017"\n'
        'standard = "reported"\nwhy = { ru = "Так.", en = "Seen by one witness." }\n'
    )
    minimum = assessed.parse(text.encode(), register, PartialDate.parse("2027-03"))
    assert [(one.place, one.words) for one in reasons(minimum)] == [
        ("counts.toml", "Where 12 people lived."),
        ("counts.toml: novaya-january-2017", "Seen by one witness."),
    ]
    assert list(reasons(None)) == []


@given(st.text(alphabet=st.sampled_from("ab1*{}=:\\#->\n \u202e.,я"), max_size=80))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Whatever somebody writes is read or refused with a line that the text has."""
    parts, faults = markup.parse(text, "x.txt")
    lines = text.count("\n") + 1
    assert all(1 <= int(fault.place.removeprefix("x.txt:")) <= lines for fault in faults)
    assert all(1 <= part.line <= lines for part in parts)
    assert parts or faults


def test_a_record_with_unseen_signs_makes_no_report(folder: Path) -> None:
    """A statement that turns its line in the public record is refused, and named without the sign."""
    material = reports.material(folder)
    assert material.register is not None
    name, one = next(iter(material.register.commitments.items()))
    turned = replace(one, what=replace(one.what, en="To \u202epeek"))
    register = replace(material.register, commitments={**material.register.commitments, name: turned})
    with pytest.raises(ReportError, match=r"\(U\+202E\) stands in “To peek”"):
        document(
            replace(material, register=register),
            list(reports.chapters("en")),
            read("en", "report"),
            read("en", "register"),
        )


@pytest.mark.parametrize(
    ("url", "links"),
    [
        ("https://example.org/a?b#c", True),
        ("javascript:alert(1)", False),
        ("https://user@example.org/", False),
        ("https://exa mple.org", False),
        ("//example.org", False),
    ],
)
def test_only_addresses_of_the_web_become_links(folder: Path, url: str, links: bool) -> None:  # noqa: FBT001
    """Anything else in a source stays out of the report's links."""
    register = reports.material(folder).register
    assert register is not None
    name, one = next(iter(register.sources.items()))
    listed = public.sources(
        replace(register, sources={name: replace(one, url=url)}), read("en", "report"), read("en", "register")
    )
    assert [run.link for item in listed.items for run in item] == [url if links else ""]


def test_the_form_is_read_as_it_is_described() -> None:
    """Headings, points over two lines, stress, escapes and quotations come out as written."""
    text = "# A\n## B\nOne *two* **three** \\*four\\*\nfive\n\n- six\n  seven\n- eight\n\n> nine\n> ten\n"
    parts, faults = markup.parse(text, "x.txt")
    assert faults == ()
    assert [part.form for part in parts] == [
        Form.HEADING,
        Form.HEADING,
        Form.PARAGRAPH,
        Form.LISTING,
        Form.QUOTATION,
    ]
    assert [(s.text, s.emphasis, s.strong) for s in parts[2].items[0]] == [
        ("One ", False, False),
        ("two", True, False),
        (" ", False, False),
        ("three", False, True),
        (" *four*", False, False),
        (" five", False, False),
    ]
    assert ["".join(span.text for span in item) for item in parts[3].items] == ["six seven", "eight"]
    assert "".join(span.text for span in parts[4].items[0]) == "nine ten"


def test_chapters_come_with_the_program_and_are_right() -> None:
    """Every chapter that `new` writes can be read, in both languages, with the same commands and figures."""
    files = {name: octets.decode() for name, octets in templates().items() if name.endswith(".txt")}
    found: dict[str, dict[str, list[str]]] = {"en": {}, "ru": {}}
    for name, text in files.items():
        parts, faults = markup.parse(text, name)
        assert faults == ()
        named = [f"{part.name} {part.given.split(' = ')[0]}" for part in parts if part.form is Form.COMMAND]
        named += [span.text for part in parts for item in part.items for span in item if span.figure]
        found[name.split("/")[1]][name.split("/")[2]] = sorted(named)
        assert list(owned([Text(place=name, text=text)])) == []
        # A restated year may not tell what the first release told: each figure has words in its place.
        places = [span for part in parts for item in part.items for span in item if span.figure]
        assert all(span.otherwise for span in places if span.text not in {"period", "as-of"}), name
        assert not [
            n for part in parts for item in part.items for s in item if not s.figure for n in bare.numbers(s.text)
        ]
    assert found["en"] == found["ru"]
    assert len(found["en"]) > 15


def test_a_heading_and_words_are_blocks(folder: Path) -> None:
    """What was written stands in the document in its order."""
    blocks = reports.document(folder, "en").blocks
    assert blocks[0] == Heading(1, "Foreword")
    assert isinstance(blocks[1], Paragraph)
    assert [(run.text, run.emphasis, run.strong) for run in blocks[1].line][1:4:2] == [
        ("one", True, False),
        ("knows", False, True),
    ]


@pytest.mark.parametrize(("shown_as", "text"), [(Shown.COUNT, "1,080"), (Shown.BELOW, "<5")])
def test_an_earlier_figure_stands_with_its_month(shown_as: Shown, text: str) -> None:
    """Whoever reads a table sees which of its figures are those of an earlier release, and of which month."""
    one = ReleasedCell(shown_as, 1080 if shown_as is Shown.COUNT else None, 5, 5)
    assert cell(one, "en") == text
    assert cell(replace(one, as_of="2026-12"), "en") == f"{text}\N{NO-BREAK SPACE}(2026-12)"


def test_a_figure_that_may_not_be_told_has_its_words(folder: Path) -> None:
    """{NAME | words} says the figure where it may be told, the words where not, and without words it is a fault."""
    material = reports.material(folder)
    shares = [one for one in material.release.tables[0].figures if one.kind is FigureKind.SHARE]
    told = next(one for one in shares if one.value is not None)
    why = Hidden(Why.SMALL, {"ru": "Мало.", "en": "Too small."})
    hush = replace(next(one for one in shares if one is not told), value=None, below=0, hidden=why, mint=MINT)
    table = replace(material.release.tables[0], figures=(told, hush), mint=MINT)
    release = replace(material.release, tables=(table, *material.release.tables[1:]), mint=MINT)

    def made(text: str) -> list[str]:
        chapter = [Text(place="x.txt", text=f"# A\n\n{text}\n")]
        blocks = document(
            replace(material, release=release), chapter, read("en", "report"), read("en", "register")
        ).blocks
        return ["".join(run.text for run in one.line) for one in blocks if isinstance(one, Paragraph)]

    assert made(f"Share: {{{told.id} | not told}}.") == [f"Share: {told.value}%."]
    assert made(f"Share: {{{hush.id} | not told}}.") == ["Share: not told."]
    with pytest.raises(TextError, match=r"may not be told \(Too small\)\. Say what to write in its place"):
        made(f"Share: {{{hush.id}}}.")
    with pytest.raises(TextError, match="A number was typed here: 12"):
        made(f"Share: {{{hush.id} | 12}}.")
    for text in ("{a |}", "{| b}"):
        with pytest.raises(TextError, match="one of the two is missing"):
            made(text)


def test_a_list_may_begin_indented() -> None:
    """A blank before the first dash of a list makes no other thing of it."""
    parts, faults = markup.parse("# Title\n\n - one\n- two\n", "x.txt")
    assert not faults
    assert parts[1].form is Form.LISTING
    assert [[span.text for span in item] for item in parts[1].items] == [["one"], ["two"]]
