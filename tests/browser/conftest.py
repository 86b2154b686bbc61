# SPDX-License-Identifier: AGPL-3.0-or-later
"""One living intake for all browser tests of a worker; each test has a fresh page of its own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.support.journey import Coming, Person
from tests.support.living import Living, living
from tests.support.process import free_port

OTHER_NAME = "plaint.invalid"
"""A name of the intake that is no loopback address: what is open under it is no secure context."""

expect.set_options(timeout=20_000)
"""What is waited for comes, or does not; how fast it comes is no fact of these tests."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test in this folder as one that drives a browser."""
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def intake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    """Give a running intake of the demo."""
    port = free_port()
    with living(tmp_path_factory.mktemp("intake"), port=port, hosts=[f"{OTHER_NAME}:{port}"]) as found:
        yield found


@pytest.fixture(autouse=True)
def sound(intake: Living) -> None:
    """Let no fault of one test reach into the next."""
    intake.faulty, intake.fault = 0, 503
    intake.handed.clear()
    intake.asked.clear()


@pytest.fixture
def person(page: Page, intake: Living) -> Person:
    """Give a person who reads Russian."""
    return Person(page, intake.url)


@pytest.fixture
def coming(page: Page, intake: Living) -> Coming:
    """Give a person who comes back, and reads Russian."""
    return Coming(page, intake.url)
