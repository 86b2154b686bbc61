# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding the group: address, proxy, published fingerprint."""
