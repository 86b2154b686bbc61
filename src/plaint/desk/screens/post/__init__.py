# SPDX-License-Identifier: AGPL-3.0-or-later
"""What this member has written and what becomes of it."""
