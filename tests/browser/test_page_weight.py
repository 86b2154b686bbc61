# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirement 1: what the way weighs on the line, with the demonstration's charter, counted from real answers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support.living import Living, living
from tests.support.weights import (
    BACK_MOST,
    COSIGNER_MOST,
    FIRST_MOST,
    MEMBER_MOST,
    WAY_MOST,
    bodies,
    charter_weight,
    first_page,
    sizeable_plan,
    way_back,
    way_there,
)


@pytest.fixture(scope="module")
def six(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    """Give an intake whose group has six members and two cosigners."""
    with living(tmp_path_factory.mktemp("six"), sizeable_plan()) as found:
        yield found


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_whole_way_weighs_little(chromium: Browser, six: Living, language: str) -> None:
    """The first page takes 14 KB at most with its headers, the whole way 80 KB, all that can be packed is packed."""
    weights = way_there(chromium, six, language)
    assert sum(one.wire for one in first_page(weights)) <= FIRST_MOST
    assert bodies(weights) <= WAY_MOST
    # What the browser counted agrees with what the answers say of themselves, and little goes into headers.
    assert all(one.body < one.wire <= one.body + 1400 for one in weights)
    unpacked = {one.path for one in weights if one.coding != "br"}
    assert unpacked == {"/e"}
    assert len(weights) == 11, "an answer more on the way: which, and is it needed?"


def test_coming_back_weighs_little(chromium: Browser, six: Living) -> None:
    """Coming back, with the lists of both languages for words typed in either, takes 84 KB but for the board."""
    assert bodies(way_back(chromium, six, "ru")) <= BACK_MOST


def test_a_further_member_adds_little(six: Living, tmp_path: Path) -> None:
    """Two more members add at most 2 KB each."""
    with living(tmp_path, sizeable_plan(8)) as eight:
        assert charter_weight(eight) - charter_weight(six) <= 2 * MEMBER_MOST


def test_a_further_cosigner_adds_next_to_nothing(six: Living, tmp_path: Path) -> None:
    """A third cosigner adds its name and two 32-byte values: pages do without its ML-DSA-44 key."""
    with living(tmp_path, sizeable_plan(cosigners=3)) as three:
        assert charter_weight(three) - charter_weight(six) <= COSIGNER_MOST
