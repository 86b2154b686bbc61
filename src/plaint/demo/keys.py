# SPDX-License-Identifier: AGPL-3.0-or-later
"""How key files of a demonstration are locked: not at all, in effect."""

from typing import Final

from plaint.charter.keyfile import Cost

PASSPHRASE: Final = "demonstration only"  # noqa: S105 - it guards nothing
"""Of every key file here: it protects nothing, and the guide prints it."""
CHEAP: Final = Cost(memory=64, passes=1, lanes=1)
