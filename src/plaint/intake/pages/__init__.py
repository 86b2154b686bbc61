# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages that a complainant sees: one folder for each screen, view, template and test beside each other."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from starlette.routing import BaseRoute

if TYPE_CHECKING:
    from plaint.intake.place import Place


def page_routes(place: "Place") -> Sequence[BaseRoute]:
    """Return the routes of all pages, for `place`."""
    del place
    return ()
