# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening envelopes: asking, voting, and seeing a name."""
