# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a member prefers."""

from tests.support.desks import Browser, seen


def test_saving_is_told(member: Browser) -> None:
    """After saving, the page says so in the language that was chosen, and does not when it is opened again."""
    page = member.post("/settings", language="ru", lock_minutes="30", keys="on")
    assert "Сохранено." in seen(page)
    assert "Сохранено." not in seen(member.get("/settings"))


def test_what_the_page_does_not_offer_is_refused(member: Browser) -> None:
    """A number of minutes that nobody can choose changes nothing."""
    assert member.post("/settings", language="ru", lock_minutes="31").status_code == 400
    assert "Saved." not in seen(member.get("/settings"))
