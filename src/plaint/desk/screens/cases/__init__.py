# SPDX-License-Identifier: AGPL-3.0-or-later
"""The lists of cases: filters, search, pages."""
