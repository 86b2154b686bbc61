# SPDX-License-Identifier: AGPL-3.0-or-later
"""Telling whether a form came from one of our own pages.

Browsers say so themselves in `Sec-Fetch-Site`; older ones send `Origin` with every form. A request that has neither
is refused: every browser that can seal sends at least one of them.
"""

from plaint.web.asgi import Scope, header


def is_same_origin(scope: Scope) -> bool:
    """Tell whether a form post was made by a page of the Host that it was sent to (or typed in by the person)."""
    site = header(scope, b"sec-fetch-site")
    if site is not None:
        return site in (b"same-origin", b"none")
    origin, host = header(scope, b"origin"), header(scope, b"host")
    if origin is None or host is None:
        return False
    # Behind a proxy this process does not know whether the person came by http or https: the host has to fit.
    return origin in (b"http://" + host, b"https://" + host)
