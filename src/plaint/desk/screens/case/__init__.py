# SPDX-License-Identifier: AGPL-3.0-or-later
"""One case: what the complainant said, what members wrote, what is allowed, and what can be done."""
