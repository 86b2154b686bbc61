# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every kind of page of the public site in Chromium, opened from its folder."""

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from plaint.register.examining import read
from plaint.site.build import build
from plaint.site.edition import edition
from plaint.site.folder import publish
from tests.support.axe import violations
from tests.support.hostile_record import hostile
from tests.support.registers import EXAMPLE

KINDS = (
    "",
    "timeline/",
    "timeline/kind/allegation/",
    "timeline/month/2031-03/",
    "timeline/scope/valley/",
    "statement/e1-1/",
    "statement/e2-1/",
    "statement/e9-1/",
    "actors/",
    "actor/paper/",
    "promises/",
    "promise/let-in/",
    "inquiries/",
    "inquiry/check/",
    "counts/",
    "counts/valley/",
    "corrections/",
    "sources/",
    "methods/",
    "data/",
    "whole/",
)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def address(site: Path, path: str) -> str:
    """Return the address of a page in the folder."""
    return f"{site.as_uri()}/{path}index.html"


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("code", ["en", "ru"])
def test_axe_finds_nothing_on_any_page(
    chromium: Browser, site: Path, code: str, scheme: Literal["light", "dark"]
) -> None:
    """No rule of WCAG 2.2 A and AA or of best practice is broken, in light and in dark, on a phone's screen."""
    context = chromium.new_context(viewport={"width": 390, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    for kind in KINDS:
        page.goto(address(site, f"{code}/{kind}"))
        assert violations(page.evaluate) == [], kind
    page.goto(address(site, ""))
    assert violations(page.evaluate) == []
    page.goto(f"{site.as_uri()}/404.html")
    assert violations(page.evaluate) == []
    context.close()


@pytest.mark.parametrize("width", [320, 768, 1280])
@pytest.mark.parametrize("code", ["en", "ru"])
def test_nothing_runs_out_of_the_screen(chromium: Browser, site: Path, code: str, width: int) -> None:
    """No page scrolls sideways at 320, 768 or 1280 pixels (WCAG 1.4.10)."""
    context = chromium.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    for kind in KINDS:
        page.goto(address(site, f"{code}/{kind}"))
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, (kind, wide)
    context.close()


def test_the_example_fits_a_small_phone(narrow: Page, tmp_path: Path) -> None:
    """Every statement, promise and inquiry of the example fits 320 pixels, its longest Russian words too."""
    publish(tmp_path / "site", build(edition(read(EXAMPLE))))
    for code in ("en", "ru"):
        narrow.goto(address(tmp_path / "site", f"{code}/whole/"))
        wide = narrow.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, (code, wide)


def test_links_to_press_are_large_enough(narrow: Page, site: Path) -> None:
    """What stands alone to be pressed is 24 pixels high at least; links within a line of text need not be (2.5.8)."""
    small = """() => [...document.querySelectorAll('.site-nav a, .bar ul a, .filters a, summary, .links a, .more a')]
      .filter(each => each.checkVisibility() && each.getBoundingClientRect().height < 24)
      .map(each => each.outerHTML.slice(0, 120))"""
    for kind in KINDS:
        narrow.goto(address(site, f"en/{kind}"))
        assert narrow.evaluate(small) == [], kind


def test_a_page_loads_its_style_and_nothing_else(page: Page, site: Path) -> None:
    """What the browser asks for is the page and its style sheet, both within the folder; its policy stops nothing."""
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(address(site, "en/counts/valley/"))
    assert [url for url in asked if not url.startswith((site.as_uri(), "data:"))] == []
    assert sorted(Path(url).suffix for url in asked if not url.startswith("data:")) == [".css", ".html"]
    assert said == []
    assert page.evaluate("getComputedStyle(document.body).marginTop") == "0px"


def test_a_script_in_a_page_would_not_run(page: Page, site: Path) -> None:
    """Were a script slipped into a page, the policy that the page carries would stop it, from a folder as well."""
    path = site / "en" / "index.html"
    whole = path.read_text("utf-8")
    marked = whole.replace(
        "</main>", "<img src=x onerror=\"document.title='ran'\"><script>document.title='ran'</script></main>"
    )
    assert marked != whole
    (site / "en" / "marked.html").write_text(marked, "utf-8")
    page.goto(f"{site.as_uri()}/en/marked.html")
    assert page.title() != "ran"
    (site / "en" / "marked.html").unlink()


def test_a_reader_without_style_and_script_reads_everything(chromium: Browser, site: Path) -> None:
    """Without its style sheet, as in a text browser, a page begins with its ways on, and says numbers in words."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.route("**/*.css", lambda route: route.abort())
    page.goto(address(site, "en/counts/valley/"))
    text = page.locator("body").inner_text()
    assert text.index("To the text") < text.index("Timeline") < text.index("at least 100")
    assert "How the range came about" in text
    context.close()


def test_the_language_changes_on_the_same_page(page: Page, site: Path) -> None:
    """The switch leads to the same statement in the other language."""
    page.goto(address(site, "en/statement/e2-1/"))
    page.get_by_role("link", name="Русский").click()
    assert page.url == address(site, "ru/statement/e2-1/")
    assert page.locator("html").get_attribute("lang") == "ru"


def test_filters_are_links(page: Page, site: Path) -> None:
    """A reader comes from the timeline to the denials alone, and back to everything, by links."""
    page.goto(address(site, "en/timeline/"))
    page.get_by_text("By kind of statement").click()
    page.get_by_role("link", name="denial", exact=True).click()
    assert page.url == address(site, "en/timeline/kind/denial/")
    assert page.locator(".entry").count() == 1
    page.get_by_role("link", name="All statements").click()
    assert page.url == address(site, "en/timeline/")


def test_the_focus_is_seen(page: Page, site: Path) -> None:
    """Going through the front page by Tab, the first stop skips to the text and each has a ring."""
    page.goto(address(site, "en/"))
    for at in range(12):
        page.keyboard.press("Tab")
        ring = page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
        assert ring >= 2, at
        if at == 0:
            assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
            assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0


def test_charts_follow_forced_colours(chromium: Browser, site: Path) -> None:
    """With forced colours every mark has the colour of the text: it is told by its form."""
    context = chromium.new_context(forced_colors="active")
    page = context.new_page()
    page.goto(address(site, "en/counts/valley/"))
    fills = page.evaluate("""() => [...new Set([...document.querySelectorAll('.chart circle, .chart path')]
      .map(each => getComputedStyle(each).color))]""")
    assert fills == [page.evaluate("getComputedStyle(document.body).color")]
    context.close()


def test_a_page_prints(page: Page, site: Path) -> None:
    """The whole record goes to paper: no navigation, black on white, each source with its address."""
    page.goto(address(site, "en/sources/"))
    page.emulate_media(media="print")
    assert not page.locator(".site-nav").is_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert "valley.example" in page.evaluate("getComputedStyle(document.querySelector('.outside'), '::after').content")
    page.goto(address(site, "en/whole/"))
    assert page.pdf().startswith(b"%PDF-")


def test_hostile_texts_do_nothing_and_stay_on_the_screen(narrow: Page, tmp_path: Path) -> None:
    """Where every text is an attack with 400 letters without a blank, nothing runs and no page scrolls aside."""
    publish(tmp_path / "site", build(edition(hostile())))
    for kind in KINDS:
        narrow.goto(address(tmp_path / "site", f"en/{kind}"))
        assert narrow.title() != "ran", kind
        wide = narrow.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, (kind, wide)
