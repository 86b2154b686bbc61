# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where errors end: told once, answered for once, and never passed on to whatever prints tracebacks."""

import pytest

from plaint.web.asgi import TEXT, App, Message, Receive, Scope, Send, answer
from plaint.web.telling import Telling

pytestmark = pytest.mark.anyio


async def _nothing() -> Message:
    return {"type": "http.request"}


async def sent_by(*, begun: bool, told: list[Exception]) -> list[Message]:
    """Return what leaves an application that breaks before or after its answer has begun."""
    sent: list[Message] = []

    async def breaks(scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        if begun:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        raise LookupError("words of somebody")

    async def says(scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        await answer(send, 400, b"not so\n", (TEXT,))

    async def keep(message: Message) -> None:
        sent.append(message)

    def tell(error: Exception) -> App:
        told.append(error)
        return says

    await Telling(breaks, tell)({"type": "http"}, _nothing, keep)
    return sent


async def test_what_breaks_is_answered_for() -> None:
    """An error before the answer is told once, and what tells it answers."""
    told: list[Exception] = []
    sent = await sent_by(begun=False, told=told)
    assert [type(error) for error in told] == [LookupError]
    assert [message.get("status") for message in sent] == [400, None]


async def test_an_answer_that_has_begun_stays_cut_short() -> None:
    """An error in the middle is told as well; nothing is put behind what was sent, and nothing is raised."""
    told: list[Exception] = []
    sent = await sent_by(begun=True, told=told)
    assert [type(error) for error in told] == [LookupError]
    assert [message["type"] for message in sent] == ["http.response.start"]
