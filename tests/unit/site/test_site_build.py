# SPDX-License-Identifier: AGPL-3.0-or-later
"""The whole site of a record: what it holds, what it loads, where it leads, and that it is always the same."""

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from plaint.register.dates import Period
from plaint.register.model import CountClaim
from plaint.register.vocabulary import StatementKind, Wording
from plaint.site.build import build
from plaint.site.edition import EditionError, SignedBy, edition, newest
from plaint.site.filters import LONG, listings
from tests.support.public_record import STATEMENTS, by_id, count, on, record, statement, words
from tests.support.shared import ROOT
from tests.support.site_pages import Parsed, inside, pages

FORBIDDEN = {"script", "iframe", "object", "embed", "form", "input", "button", "style", "img", "base"}
FIRST_PAGE = 30_000
"""Bytes of a first page with everything that it loads, unpacked."""


@pytest.fixture(scope="module")
def files() -> Mapping[str, bytes]:
    """Give the site of the invented record."""
    return build(edition(record()))


@pytest.fixture(scope="module")
def parsed(files: Mapping[str, bytes]) -> dict[str, Parsed]:
    """Give its pages."""
    return pages(files)


def test_every_link_inside_leads_to_a_file_and_to_an_id(files: Mapping[str, bytes], parsed: dict[str, Parsed]) -> None:
    """No page leads to a file that is not there, or to a place in a page that has none of that name."""
    wrong = []
    for path, page in parsed.items():
        for _, href in page.hrefs():
            target = inside(path, href)
            if target is None:
                continue
            file, anchor = target
            if file not in files or (anchor and file in parsed and anchor not in parsed[file].ids()):
                wrong.append((path, href))
    assert wrong == []


def test_every_link_inside_is_relative_and_names_a_file(parsed: dict[str, Parsed]) -> None:
    """The site works from a folder and below any path: no link begins with a slash or ends with one."""
    hrefs = {href for page in parsed.values() for _, href in page.hrefs() if not href.startswith(("http", "data:"))}
    assert [href for href in hrefs if href.startswith("/") or href.partition("#")[0].endswith("/")] == []
    assert len(hrefs) > 100


def test_nothing_runs_and_nothing_is_fetched_from_elsewhere(parsed: dict[str, Parsed]) -> None:
    """There is no script, no form, no frame and no style within a page; what a page loads is its one style sheet."""
    for path, page in parsed.items():
        tags = {tag for tag, _ in page.tags}
        assert not tags & {"script", "iframe", "object", "embed", "form", "input", "button", "style", "img", "base"}, (
            path
        )
        attributes = {name for _, found in page.tags for name in found}
        assert not {name for name in attributes if name.startswith("on") or name in ("style", "srcset", "ping")}, path
        loaded = [found["href"] for tag, found in page.tags if tag == "link" and found.get("rel") == "stylesheet"]
        assert all(href.endswith(".css") and "//" not in href for href in loaded), path
        assert len(loaded) == (0 if path == "404.html" else 1), path


def test_every_page_is_there_in_both_languages(parsed: dict[str, Parsed]) -> None:
    """Each page has a twin in the other language, says its own, and leads to the twin."""
    english = {path.removeprefix("en/") for path in parsed if path.startswith("en/")}
    assert english == {path.removeprefix("ru/") for path in parsed if path.startswith("ru/")}
    for path in english:
        for code in ("en", "ru"):
            page = parsed[f"{code}/{path}"]
            assert page.tags[0] == ("html", {"lang": code})
            twins = {
                found["hreflang"]: found["href"] for tag, found in page.tags if tag == "link" and "hreflang" in found
            }
            assert {inside(f"{code}/{path}", href) for href in twins.values()} == {
                (f"en/{path}", ""),
                (f"ru/{path}", ""),
            }


def test_each_statement_has_a_permanent_address(files: Mapping[str, bytes]) -> None:
    """A statement's page lies under its own id, in both languages."""
    for one in STATEMENTS:
        assert f"en/statement/{one.id}/index.html" in files
        assert f"ru/statement/{one.id}/index.html" in files


@pytest.mark.parametrize("code", ["en", "ru"])
def test_the_first_page_is_light(files: Mapping[str, bytes], parsed: dict[str, Parsed], code: str) -> None:
    """The front page with its style sheet is under 30 KB, unpacked."""
    path = f"{code}/index.html"
    (style,) = (found["href"] for tag, found in parsed[path].tags if found.get("rel") == "stylesheet")
    target = inside(path, style)
    assert target is not None
    weight = len(files[path]) + len(files[target[0]])
    print(path, weight, "bytes")
    assert weight <= FIRST_PAGE


def test_a_text_without_a_translation_says_its_language(parsed: dict[str, Parsed]) -> None:
    """On a Russian page, an English text is marked as English for who has it read out."""
    page = parsed["ru/statement/e1-2/index.html"]
    assert ("span", {"lang": "en"}) in page.tags


def test_scopes_never_meet(parsed: dict[str, Parsed]) -> None:
    """The page of one incident has no number of another, and no page has their sum."""
    valley, january = parsed["en/counts/valley/index.html"], parsed["en/counts/january/index.html"]
    assert "at least 3" in valley.text
    assert "27" not in valley.text.replace("2031", "")
    assert "from 27 to 56" in january.text
    assert not [path for path, page in parsed.items() if "at least 30" in page.text]


def test_each_figure_has_its_derivation(parsed: dict[str, Parsed]) -> None:
    """Beside each range stands how it came about, step by step, and every claim behind it."""
    text = parsed["en/counts/valley/index.html"].text
    assert "the number was rebutted; both stand" in text
    assert "The Valley Paper" in text
    assert "at least 100" in text


def test_a_promise_without_evidence_is_not_called_broken(parsed: dict[str, Parsed]) -> None:
    """The promise's page has its signs, its statuses with day and reason, and no word of "broken"."""
    text = parsed["en/promise/let-in/index.html"].text
    assert "Cannot be verified" in text
    assert "11 May 2031" in text
    assert "Nothing was found either way." in text
    assert "roken" not in text


def test_an_inquiry_says_what_does_not_fit_together(parsed: dict[str, Parsed]) -> None:
    """A check that ran on after its refusal, and a person who became a suspect, are said in both languages."""
    english, russian = (parsed[f"{code}/inquiry/check/index.html"].text for code in ("en", "ru"))
    assert "Refused 18 April 2031 (day 29), and yet running 1 May 2031 (day 42)" in english
    assert "victims in one step and suspects in another" in english
    assert "18 апреля 2031 г. (день 29)" in russian


def test_a_correction_keeps_the_earlier_text(parsed: dict[str, Parsed]) -> None:
    """What a record said before stays readable, on the page of corrections and on the record's own."""
    for path in ("en/corrections/index.html", "en/statement/e2-1/index.html"):
        assert "2031-03-05" in parsed[path].text
        assert "The day of printing was taken." in parsed[path].text


def test_a_statement_under_pressure_says_so(parsed: dict[str, Parsed]) -> None:
    """A retraction that may have been forced is recorded and withdraws nothing."""
    assert "under pressure" in parsed["en/statement/e9-1/index.html"].text


def test_claims_about_different_times_say_so() -> None:
    """A nought of the spring and a one of the autumn are not "1" without more: panel and front page name the times."""
    valley = record()
    claims = [
        statement(
            "e20-1", "mayor", StatementKind.DENIAL, "2031-06", words("None came", "Ни одной"), of("2031-01/2031-05")
        ),
        statement("e20-2", "office", StatementKind.ANSWER, "2031-09", words("One came", "Одна"), of(None, 1, "log")),
    ]
    files = pages(build(edition(replace(valley, statements=by_id([*valley.statements.values(), *claims])))))
    text = files["en/counts/january/index.html"].text
    assert "If all of these hold: 1, over all their times together." in text
    assert "These claims speak of different times." in text
    assert "January 2031 to May 2031" in text
    assert "different times" not in files["en/counts/valley/index.html"].text


def of(period: str | None, low: int = 0, lineage: str = "town") -> CountClaim:
    """Return a claim of so many complaints, of a time of its own where one is given."""
    counted = count(Wording.EXACTLY, low, low, unit="helped", scope="january", lineage=lineage)
    since, _, until = (period or "").partition("/")
    return replace(counted, period=Period(on(since), on(until)) if period else None)


def test_sources_say_whether_a_copy_is_kept(parsed: dict[str, Parsed]) -> None:
    """The digest of a kept copy is given; where there is none, that is said."""
    text = parsed["en/sources/index.html"].text
    assert "ab" * 32 in text
    assert "No copy kept yet." in text


def test_a_source_names_what_rests_on_it(parsed: dict[str, Parsed]) -> None:
    """Who looks at a source reads who said what and when, each in a link of its own words, and no id of a file."""
    text = " ".join(parsed["en/sources/index.html"].text.split())
    assert "11 May 2031, Mayor of Upper Town : Will let the Commissioner in" in text
    assert "e7-1" not in text


def test_without_copies_there_is_no_column_of_them() -> None:
    """A record that keeps no copies says so once, and not beside each source."""
    bare = record()
    without = {name: replace(one, snapshot=None) for name, one in bare.sources.items()}
    text = pages(build(edition(replace(bare, sources=without))))["en/sources/index.html"].text
    assert "no copies are kept yet" in text
    assert "No copy kept yet." not in text


def test_ids_are_their_own(parsed: dict[str, Parsed]) -> None:
    """No page has an id twice."""
    assert [path for path, page in parsed.items() if len(page.ids()) != len(set(page.ids()))] == []


def test_the_copy_says_whether_it_is_signed() -> None:
    """The page of methods names who signed and the key, or says that nobody did."""
    signed = build(
        edition(record(), signed_by=SignedBy(name="plaint.example/civic-1", key="plaint.example/civic-1+00+AA"))
    )
    assert "plaint.example/civic-1+00+AA" in Parsed(signed["en/methods/index.html"]).text
    assert "unsigned" in Parsed(build(edition(record()))["en/methods/index.html"]).text


def test_an_address_of_the_site_is_used_where_it_must_be_whole() -> None:
    """With a base address, feeds, canonical links and the 404 page carry it; links inside stay relative."""
    built = build(edition(record(), base_url="http://valley.onion/record"))
    page = Parsed(built["en/statement/e1-1/index.html"])
    assert ("link", {"rel": "canonical", "href": "http://valley.onion/record/en/statement/e1-1/"}) in page.tags
    assert b"http://valley.onion/record/en/" in built["404.html"]
    assert b'<link rel="self" href="http://valley.onion/record/en/feed.xml"/>' in built["en/feed.xml"]


@pytest.mark.parametrize("address", ["valley.onion", "javascript:x", "https://a.example/?x", "file:///tmp/"])
def test_a_base_address_is_one_of_the_web(address: str) -> None:
    """Anything but a whole address of the web is refused before a file is made."""
    with pytest.raises(EditionError, match="no address of the web"):
        edition(record(), base_url=address)


def test_the_day_of_the_edition_is_the_records_own() -> None:
    """No clock is asked: the state is that of the last day that the record names, and months and years name none."""
    assert newest(record()) == date(2032, 1, 10)
    with pytest.raises(EditionError, match="names no day"):
        newest(replace(record(), statements={}, commitments={}, inquiries={}, corrections={}, sources={}))


def test_the_same_record_gives_the_same_bytes_under_another_seed() -> None:
    """Two runs with different hash seeds, as on two machines, write the same site."""
    code = (
        "import hashlib; from plaint.site.build import build; from plaint.site.edition import edition;"
        "from tests.support.public_record import record; from plaint.site.manifest import write;"
        "print(hashlib.sha256(write(build(edition(record())))).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env={"PYTHONHASHSEED": seed, "PYTHONPATH": f"{ROOT}:{ROOT}/src"},
            capture_output=True, check=True,
        ).stdout
        for seed in ("1", "77")
    }  # fmt: skip
    assert len(digests) == 1
    assert len(digests.pop()) == 65


def test_pairs_of_filters_are_few() -> None:
    """A list for two choices at once exists only where each alone is long, and there are never many."""
    said = [
        replace(one, id=f"s{number}", said=on("2031-03-02"), reported=None, in_reply_to=())
        for number, one in enumerate(STATEMENTS * 4)
    ]
    many = listings(replace(record(), statements=by_id(said)))
    pairs = [listing for choices, listing in many.items() if len(choices) == 2]
    assert pairs
    assert all(len(listing.said) >= 2 for listing in pairs)
    assert all(min(len(many[(choice,)].said) for choice in pair.choices) > LONG for pair in pairs)
    assert len(pairs) <= 3 * len(said)
    assert not [choices for choices in listings(record()) if len(choices) == 2]


def test_a_filter_keeps_the_order_and_loses_nothing() -> None:
    """The lists by speaker together hold each statement once."""
    register = record()
    lists = listings(register)
    by_actor = [
        one.id for choices, listing in lists.items() if choices and choices[0][0] == "actor" for one in listing.said
    ]
    assert sorted(by_actor) == sorted(register.statements)
    assert [one.id for one in lists[()].said] == [one.id for one in register.timeline()]
