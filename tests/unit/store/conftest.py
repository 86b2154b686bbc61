# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asynchronous tests run on asyncio, the loop that intake runs on."""

import pytest


@pytest.fixture
def anyio_backend() -> str:
    """Return the name of the loop."""
    return "asyncio"
