# SPDX-License-Identifier: AGPL-3.0-or-later
"""A network in memory: what an answer holds is read when somebody reads it, and not before."""

from collections.abc import Callable

import httpx


def network(answer: Callable[[httpx.Request], httpx.Response]) -> httpx.MockTransport:
    """Return a transport on which `answer` answers every request."""

    def unread(request: httpx.Request) -> httpx.Response:
        found = answer(request)
        return httpx.Response(found.status_code, headers=found.headers, stream=httpx.ByteStream(found.content))

    return httpx.MockTransport(unread)
