# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fixtures that every test folder may use."""

import os

from hypothesis import settings

from tests.support.chromium import chromium, page

__all__ = ["chromium", "page"]

# A private Tor network takes a minute to agree on itself: `make onion-test` asks for it.
collect_ignore = [] if os.environ.get("PLAINT_ONION") else ["onion"]

# How long one example takes says something about the machine and nothing about the code. In CI, hypothesis has a
# profile of its own, which also draws the same examples in each run.
if not os.environ.get("CI"):
    settings.register_profile("plaint", deadline=None)
    settings.load_profile("plaint")
