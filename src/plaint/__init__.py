# SPDX-License-Identifier: AGPL-3.0-or-later
"""Plaint: confidential complaints against those in power, read only by a working group that is free of them."""

__version__ = "0.1.0"
