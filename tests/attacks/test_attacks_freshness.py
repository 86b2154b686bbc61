# SPDX-License-Identifier: AGPL-3.0-or-later
"""A new charter must not be without members' words for as long as those for the old one hold."""

from pathlib import Path

import pytest

from plaint.charter.founding import Founded
from plaint.charter.freshness import Freshness
from plaint.charter.signing import sign_freshness
from tests.support.groups import NOW, amended, group_folder, small_group
from tests.support.places import Intake, made_place, opened, posting

pytestmark = pytest.mark.anyio


async def _vouch(intake: Intake, group: Founded, until: int) -> None:
    for member in group.signed.charter.seated:
        note = sign_freshness(group.signed, group.keys[member.id], until=until, now=intake.clock.now())
        told = await intake.client.put("/freshness", content=bytes(note), headers=posting(group, member.slot))
        assert told.status_code == 200


async def test_words_for_a_new_charter_replace_those_for_the_old(tmp_path: Path) -> None:
    """Desks that have not spoken agree on an end, which is the same for both versions within one period."""
    first = small_group()
    second = amended(first, lambda tree: tree)
    until = Freshness.from_bytes(first.freshness(NOW)).until
    settings = made_place(tmp_path, first)
    async with opened(tmp_path, settings=settings) as intake:
        await _vouch(intake, first, until)
        assert (await intake.client.get("/freshness")).status_code == 200
    group_folder(settings.charters, first, second)
    async with opened(tmp_path, settings=settings) as intake:
        assert (await intake.client.get("/freshness")).status_code == 404
        await _vouch(intake, second, until)
        shown = await intake.client.get("/freshness")
    assert shown.status_code == 200
    assert Freshness.from_bytes(shown.content).digest == second.signed.digest
