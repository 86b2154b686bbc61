# SPDX-License-Identifier: AGPL-3.0-or-later
"""The offline page from a file in Firefox, at the security levels of Tor Browser, with no way to any network."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from plaint.entry.record import SealedBy
from tests.support import axe
from tests.support.bidi import Firefox, firefox
from tests.support.firefox import PLAIN, SAFER, SAFEST, STANDARD, Profile
from tests.support.living import Living
from tests.support.offline import page_file, texts
from tests.support.process import free_port
from tests.support.visitor import Visitor


@pytest.fixture(scope="module", name="safest")
def _safest(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """Give a Firefox without scripts, from which any number of people hand over what was sealed elsewhere."""
    with firefox(tmp_path_factory.mktemp("safest"), SAFEST) as browser:
        yield browser


@pytest.mark.parametrize(
    "profile", [pytest.param(STANDARD, id="standard"), pytest.param(SAFER, id="safer"), pytest.param(PLAIN, id="plain")]
)
def test_what_is_sealed_in_firefox_arrives(intake: Living, safest: Firefox, tmp_path: Path, profile: Profile) -> None:
    """Sealed from a file behind a proxy that does not exist, handed over without a script, opened by its readers."""
    path = page_file(tmp_path, intake.group)
    (tmp_path / "profile").mkdir()
    with firefox(tmp_path / "profile", profile.behind(free_port())) as browser:
        browser.navigate(path.as_uri())
        browser.click('button[data-choose="ru"]')
        visitor = Visitor(browser, "")
        visitor.at("before")
        browser.wait_until("document.querySelector('#age').textContent !== ''", seconds=60)
        visitor.seal("parcel")
        armor = str(browser.evaluate("document.querySelector('#parcel').value"))
        assert axe.violations(browser.evaluate) == []
        visitor.on("parcel")
        browser.wait_until("!document.querySelector('#errors').hidden")
        browser.click("[data-copy]")
        browser.wait_until("document.querySelector('#errors').hidden")
        visitor.on("parcel")
        visitor.at("receipt")
        words = visitor.words()
        browser.history(-1)
        visitor.at("parcel")
        browser.history(1)
        visitor.at("receipt")
        visitor.confirm(words)
        assert {address.split(":")[0] for _, address in browser.requests()} <= {"file"}
        assert browser.complaints_of_page() == []
    assert Visitor(safest, intake.url).hand_over(armor) == texts("ru")("hand.held")
    (opened,) = intake.wait_for(words)
    assert opened.record.sealed_by is SealedBy.OFFLINE_PAGE


def test_at_the_safest_level_it_lets_nobody_write(intake: Living, safest: Firefox, tmp_path: Path) -> None:
    """Without JavaScript the file says in each language what to do, and has no field and no button."""
    safest.navigate(page_file(tmp_path, intake.group).as_uri())
    text = safest.text("main")
    for code in ("ru", "en"):
        assert texts(code)("offline.needs") in text
    shown = "[...document.querySelectorAll('input, textarea, button')].filter(one => one.getClientRects().length > 0)"
    assert safest.evaluate(f"{shown}.length") == 0
