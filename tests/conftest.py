# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fixtures that every test folder may use."""

import os

from tests.support.chromium import chromium, page

__all__ = ["chromium", "page"]

# A private Tor network takes a minute to agree on itself: `make onion-test` asks for it.
collect_ignore = [] if os.environ.get("PLAINT_ONION") else ["onion"]
