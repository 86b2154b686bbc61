# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the ledger stands: the verified head, the last sync, evidence, and what could not be opened."""
