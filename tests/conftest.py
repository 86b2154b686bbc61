# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fixtures that every test folder may use."""

from tests.support.chromium import chromium, page

__all__ = ["chromium", "page"]
