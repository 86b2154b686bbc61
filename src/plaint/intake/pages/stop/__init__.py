# SPDX-License-Identifier: AGPL-3.0-or-later
"""Browsers that render pages on their maker's server: that server would read what is written, so they are stopped.

What a browser says of itself is looked at for this one answer and kept nowhere. A browser that hides it is recognised
by the page's script (`js/src/page/page.js`), which such browsers run on the server.
"""

import re
from typing import Final

from plaint.web.asgi import Scope

_MARKS: Final = re.compile(
    rb"Opera Mini|OPiOS|OPR/[0-9.]+ Mini|UCWEB|UCMini|Puffin|Turbo/|Yowser/.{0,40}Turbo", re.IGNORECASE
)
"""Opera Mini (docs of Opera: requests go through its servers), UC Browser's speed mode, Puffin, turbo modes."""
_TELLING: Final = (b"x-operamini-phone-ua", b"x-operamini-features", b"x-puffin-ua", b"x-ucbrowser-ua")


def renders_elsewhere(scope: Scope) -> bool:
    """Tell whether the request comes from a browser whose pages are rendered on a server of its maker."""
    return any(
        name in _TELLING or (name == b"user-agent" and _MARKS.search(value) is not None)
        for name, value in scope["headers"]
    )
