# SPDX-License-Identifier: AGPL-3.0-or-later
"""Replying to a complainant: what they will read, as whom, and when."""
