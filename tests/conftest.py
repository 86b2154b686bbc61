# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fixtures that every test folder may use."""

import os

import pytest
from hypothesis import settings

from tests.support.chromium import chromium, page

__all__ = ["chromium", "page"]

# A private Tor network takes a minute to agree on itself: `make onion-test` asks for it.
collect_ignore = [] if os.environ.get("PLAINT_ONION") else ["onion"]

LONG = ("tests/browser", "tests/process", "tests/cli", "tests/unit/desk", "tests/attacks", "tests/unit/casework")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the rooms whose tests take long, so that no core waits at the end for one file of another."""

    def place(item: pytest.Item) -> int:
        return next((at for at, room in enumerate(LONG) if item.nodeid.startswith(room)), len(LONG))

    items.sort(key=place)


# How long one example takes says something about the machine and nothing about the code. In CI, hypothesis has a
# profile of its own, which also draws the same examples in each run.
if not os.environ.get("CI"):
    settings.register_profile("plaint", deadline=None)
    settings.load_profile("plaint")
