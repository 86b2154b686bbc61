# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bodies are read whole, in their size, or not at all."""

import asyncio
from collections.abc import Iterable
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaint.errors import FormatError
from plaint.web import bodies
from plaint.web.asgi import Message, Receive, Scope
from plaint.web.bodies import WHOLE, GoneError, SizeError, parse_form, read_exact, read_up_to

pytestmark = pytest.mark.anyio


def scope(length: bytes | None = None) -> Scope:
    """Return a request with this Content-Length."""
    return {"type": "http", "headers": [] if length is None else [(b"content-length", length)]}


def pieces(*parts: bytes, end: bool = True) -> Receive:
    """Return a body that comes in `parts`, and breaks off unless `end`."""
    messages: list[Message] = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    messages.append({"type": "http.request", "body": b"", "more_body": False} if end else {"type": "http.disconnect"})
    waiting = iter(messages)

    async def receive() -> Message:
        return next(waiting)

    return receive


async def test_a_body_in_pieces_is_read_whole() -> None:
    """The number of pieces does not matter."""
    assert await read_exact(scope(b"6"), pieces(b"ab", b"", b"cdef"), 6) == b"abcdef"
    assert await read_up_to(scope(), pieces(b"ab"), 6) == b"ab"


@pytest.mark.parametrize("length", [b"5", b"7", b"70000000000"])
async def test_a_wrong_declared_length_is_refused_before_reading(length: bytes) -> None:
    """Nothing is read of a body that says it is of another size."""

    async def never() -> Message:
        raise AssertionError("the body was read")

    with pytest.raises(SizeError):
        await read_exact(scope(length), never, 6)


@pytest.mark.parametrize("parts", [[b"abcdefg"], [b"abc", b"defg"], [b"abc"], []])
async def test_a_wrong_real_length_is_refused(parts: Iterable[bytes]) -> None:
    """Whatever was declared, what comes has to be of the exact size."""
    with pytest.raises(SizeError):
        await read_exact(scope(), pieces(*parts), 6)


async def test_a_body_that_is_there_already_is_taken_once() -> None:
    """Where the server has the whole body nobody waits for it; one reader gets it, and its size is looked at."""

    async def never() -> Message:
        raise AssertionError("there was something to wait for")

    whole = {**scope(b"6"), "extensions": {WHOLE: b"abcdef"}}
    assert await read_exact(whole, never, 6) == b"abcdef"
    with pytest.raises(GoneError):
        await read_exact(whole, pieces(end=False), 6)
    with pytest.raises(SizeError):
        await read_exact({**scope(), "extensions": {WHOLE: b"abcde"}}, never, 6)


async def test_no_more_than_the_limit_is_kept() -> None:
    """A body beyond the greatest size is given up at the first byte too much."""
    with pytest.raises(SizeError):
        await read_up_to(scope(), pieces(b"abcd", b"efgh"), 6)
    with pytest.raises(SizeError):
        await read_up_to(scope(b"7"), pieces(b"abcdefg"), 6)


async def test_a_body_that_breaks_off_is_gone() -> None:
    """Half a body is no body."""
    with pytest.raises(GoneError):
        await read_exact(scope(b"6"), pieces(b"abc", end=False), 6)


async def test_a_body_that_stalls_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who sends no further byte does not hold its place for ever."""
    monkeypatch.setattr(bodies, "PATIENCE", 0.01)

    async def stalled() -> Message:
        await asyncio.sleep(60)
        raise AssertionError

    with pytest.raises(GoneError):
        await read_exact(scope(), stalled, 6)


@pytest.mark.parametrize("length", [b"-6", b"+6", b" 6", b"6 ", b"0x6", b"6_0", b"", "٦".encode()])
async def test_a_strange_declared_length_counts_for_nothing(length: bytes) -> None:
    """Only ASCII digits are a length; the real one is checked all the same."""
    assert bodies.declared_length(scope(length)) is None


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=40), min_size=1, max_size=5))
def test_a_form_reads_back(fields: dict[str, str]) -> None:
    """Whatever fields a browser encodes, they are read back as they were."""
    assert parse_form(urlencode(fields).encode(), fields=5) == fields


@pytest.mark.parametrize("body", [b"t=1&t=2", b"t", b"t=%ff", b"t=\xff", b"a=1&b=2&c=3", b"&", b"t=1&&"], ids=repr)
def test_a_form_of_another_form_is_refused(body: bytes) -> None:
    """A doubled field, a bare word, malformed UTF-8 and too many fields are refused with the one declared error."""
    with pytest.raises(FormatError):
        parse_form(body, fields=2)
