# SPDX-License-Identifier: AGPL-3.0-or-later
"""An intake of the demo with a real charter, called without a network."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import httpx
import pytest

from plaint.clock import HeldClock
from plaint.intake.app import build_app
from plaint.intake.place import Place, built_place
from plaint.web.asgi import App
from tests.support.groups import NOW, found_with, small_plan
from tests.support.places import caller, made_place

NEUTRAL = "https://weather.example/"


@pytest.fixture(scope="session")
def demo_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Give a place of the demo, where every language is offered, drafts too; its ledger is not written."""
    settings = made_place(tmp_path_factory.mktemp("demo"), found_with(small_plan() | {"demo": True}))
    with built_place(replace(settings, neutral=NEUTRAL, drafts=True), HeldClock(NOW)) as place:
        yield place


@pytest.fixture(scope="session")
def demo_app(demo_place: Place) -> App:
    """Return the whole application of the demo, built once: nothing in it changes from request to request."""
    return build_app(demo_place)


@pytest.fixture
async def client(demo_app: App) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client of the demo."""
    async with caller(demo_app) as found:
        yield found
