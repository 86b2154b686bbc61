# SPDX-License-Identifier: AGPL-3.0-or-later
"""An intake of the demo with a real charter, called without a network."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from plaint.intake.app import build_app
from plaint.intake.place import Place
from plaint.web.asgi import App
from tests.support.places import caller, held_place

NEUTRAL = "https://weather.example/"


@pytest.fixture
def demo_place(tmp_path: Path) -> Place:
    """Return a place of the demo, where every language is offered."""
    place = held_place(tmp_path)
    return replace(place, settings=replace(place.settings, demo=True, neutral=NEUTRAL))


@pytest.fixture(scope="session")
def demo_app(tmp_path_factory: pytest.TempPathFactory) -> App:
    """Return the whole application of the demo, built once: nothing in it changes from request to request."""
    place = held_place(tmp_path_factory.mktemp("demo"))
    return build_app(replace(place, settings=replace(place.settings, demo=True, neutral=NEUTRAL)))


@pytest.fixture
async def client(demo_app: App) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client of the demo."""
    async with caller(demo_app) as found:
        yield found
