# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public record beside the demonstration: static files on this machine alone."""

from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest

from plaint.demo.record import record_app, serving
from plaint.site.build import build
from plaint.site.edition import edition
from tests.support.process import free_port
from tests.support.public_record import record

HOST = "127.0.0.1:8000"


@pytest.fixture(scope="module")
def files() -> Mapping[str, bytes]:
    """Give the site of the invented record."""
    return build(edition(record()))


async def asked(files: Mapping[str, bytes], path: str, host: str = HOST) -> httpx.Response:
    """Return the answer to one request."""
    transport = httpx.ASGITransport(app=record_app(files, (HOST,)))
    async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}") as client:
        return await client.get(path, headers={"accept-encoding": "identity"})


@pytest.mark.parametrize(
    ("path", "name", "kind"),
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/en/", "en/index.html", "text/html; charset=utf-8"),
        ("/en/statement/e1-1/index.html", "en/statement/e1-1/index.html", "text/html; charset=utf-8"),
        ("/data/statements.csv", "data/statements.csv", "text/csv; charset=utf-8"),
        ("/en/feed.xml", "en/feed.xml", "application/atom+xml"),
    ],
)
def test_a_file_is_served_as_it_was_published(files: Mapping[str, bytes], path: str, name: str, kind: str) -> None:
    """An address leads to its file, a folder to its index, each with its own type and the fixed headers."""
    import anyio  # noqa: PLC0415 - starlette brings it

    answer = anyio.run(asked, files, path)
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, files[name], kind)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "set-cookie" not in answer.headers


def test_every_file_of_the_site_is_served(files: Mapping[str, bytes]) -> None:
    """No file of a site is of a kind that the demonstration cannot serve."""
    import anyio  # noqa: PLC0415 - starlette brings it

    one_of_each = {Path(name).suffix: name for name in files}
    assert ".log" in one_of_each
    for name in one_of_each.values():
        answer = anyio.run(asked, files, f"/{name}")
        assert (answer.status_code, answer.content) == (200, files[name])


@pytest.mark.parametrize("path", ["/none", "/en", "/../pyproject.toml", "/en/%2e%2e/%2e%2e/etc/passwd"])
def test_what_is_no_file_is_not_found(files: Mapping[str, bytes], path: str) -> None:
    """There is no look-up on a disk: whatever is no address of the site gets the page that says so."""
    import anyio  # noqa: PLC0415 - starlette brings it

    answer = anyio.run(asked, files, path)
    assert (answer.status_code, answer.content) == (404, files["404.html"])


def test_another_name_gets_nothing(files: Mapping[str, bytes]) -> None:
    """A page that binds its name to this machine does not reach the record."""
    import anyio  # noqa: PLC0415 - starlette brings it

    answer = anyio.run(asked, files, "/", "evil.example")
    assert (answer.status_code, b"valley" in answer.content.lower()) == (404, False)


def test_it_answers_until_it_is_ended(files: Mapping[str, bytes], tmp_path: Path) -> None:
    """While the demonstration runs the address answers; afterwards nobody does."""
    del tmp_path
    with serving(files, free_port()) as address, httpx.Client(transport=httpx.HTTPTransport(retries=5)) as client:
        assert client.get(address).status_code == 200
    with pytest.raises(httpx.ConnectError):
        httpx.get(address)
