# SPDX-License-Identifier: AGPL-3.0-or-later
"""What this member has opened, at rest: one SQLCipher database under a key from the member's seed.

The vault can be thrown away: everything in it but drafts and what waits to be posted comes back from the ledger.
"""
