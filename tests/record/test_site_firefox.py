# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public site in a Firefox set up like Tor Browser, at its standard and at its safest level, from a folder."""

from pathlib import Path

import pytest

from tests.support.bidi import firefox
from tests.support.firefox import SAFEST, STANDARD, Profile


@pytest.mark.parametrize("profile", [STANDARD, SAFEST], ids=["standard", "safest"])
def test_the_site_reads_well_in_firefox(site: Path, tmp_path: Path, profile: Profile) -> None:
    """The policy in the page lets its own style in, links lead on, and numbers stand in words without pictures."""
    (tmp_path / "profile").mkdir()
    with firefox(tmp_path / "profile", profile) as browser:
        browser.navigate(f"{site.as_uri()}/en/counts/valley/index.html")
        assert browser.evaluate("getComputedStyle(document.body).marginTop") == "0px"
        assert browser.evaluate("getComputedStyle(document.querySelector('.head')).borderTopWidth") == "5px"
        assert browser.evaluate("document.body.innerText.includes('at least 100')") is True
        href = browser.evaluate("document.querySelector('.panel table a').href")
        assert isinstance(href, str)
        browser.navigate(href)
        assert browser.evaluate("document.querySelector('h1').innerText.length > 3") is True
        wide = browser.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide == 0
        assert browser.complaints_of_page() == []
        assert {address.split(":")[0] for _, address in browser.requests()} <= {"file", "data"}
