# SPDX-License-Identifier: AGPL-3.0-or-later
"""The headers that go out with every answer, and the hosts it goes out under."""

from pathlib import Path

import pytest

from plaint.intake.app import build_app
from plaint.web import headers
from tests.support.places import caller, opened

pytestmark = pytest.mark.anyio

GOLDEN = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; worker-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


@pytest.mark.parametrize("path", ["/terms", "/charter", "/nowhere", "/charter/9", "/terms?x=1"])
async def test_every_answer_carries_the_fixed_headers(tmp_path: Path, path: str) -> None:
    """A page, a refusal and an unknown address carry the same policy, word for word."""
    async with opened(tmp_path) as intake:
        answer = await intake.client.get(path)
    assert {name: answer.headers[name] for name in GOLDEN} == GOLDEN
    assert "camera=()" in answer.headers["permissions-policy"]
    assert not {"server", "date", "etag", "last-modified", "set-cookie"} & set(answer.headers)


async def test_all_permissions_are_off(tmp_path: Path) -> None:
    """The permissions policy grants no feature to anyone."""
    async with opened(tmp_path) as intake:
        policy = (await intake.client.get("/terms")).headers["permissions-policy"]
    granted = [entry for entry in policy.split(", ") if not entry.endswith("=()")]
    assert granted == []
    assert len(policy.split(", ")) == len(headers.PERMISSIONS_OFF)


@pytest.mark.parametrize("host", ["127.0.0.1", "intake.test.evil.example", "intake.test:81", "xintake.test"])
async def test_an_unknown_host_gets_a_plain_404_and_nothing_else(tmp_path: Path, host: str) -> None:
    """Whoever comes under another name learns nothing, not even from the headers."""
    async with opened(tmp_path) as intake, caller(build_app(intake.place), host=host) as client:
        answer = await client.get("/terms")
    assert answer.status_code == 404
    assert answer.content == b"404 page not found\n"
    assert sorted(answer.headers) == ["content-length", "content-type"]


async def test_a_host_is_known_whatever_its_case(tmp_path: Path) -> None:
    """Host names have no case (RFC 9110, 4.2.3)."""
    async with opened(tmp_path) as intake:
        answer = await intake.client.get("/terms", headers={"host": "INTAKE.test"})
    assert answer.status_code == 200


async def test_two_hosts_in_one_request_are_none(tmp_path: Path) -> None:
    """A request that names two hosts is refused: a proxy may have looked at the other one."""
    async with opened(tmp_path) as intake:
        answer = await intake.client.get("/terms", headers=[("host", "intake.test"), ("host", "intake.test")])
    assert answer.status_code == 404
    assert "content-security-policy" not in answer.headers
