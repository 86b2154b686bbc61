# SPDX-License-Identifier: AGPL-3.0-or-later
"""An intake inside the test process, without a network."""

from pathlib import Path
from types import MappingProxyType

import httpx

from plaint.clock import HeldClock
from plaint.intake.app import build_app
from plaint.intake.place import Place
from plaint.intake.settings import IntakeSettings
from plaint.intake.terms import read_terms
from plaint.web.asgi import App
from tests.support.charters import charter_note

HOST = "intake.test"
MAY_2017 = 1_494_417_600  # 10 May 2017, 12:00 UTC


def held_place(folder: Path) -> Place:
    """Return a place below `folder` whose clock stands still."""
    note = charter_note()
    return Place(
        settings=IntakeSettings(hosts=(HOST,), folder=folder),
        clock=HeldClock(MAY_2017),
        terms=read_terms(note),
        charters=MappingProxyType({1: note}),
        annexes=MappingProxyType({1: b"{}\n"}),
    )


def caller(app: App, *, host: str = HOST) -> httpx.AsyncClient:
    """Return a client that calls `app` directly, under the name `host`."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=f"http://{host}")


def intake_caller(folder: Path) -> httpx.AsyncClient:
    """Return a client of a whole intake at `folder`."""
    return caller(build_app(held_place(folder)))
