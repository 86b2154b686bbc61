# SPDX-License-Identifier: AGPL-3.0-or-later
"""What goes over the wire with every page: headers, addresses, titles, and nothing else."""

import re

import httpx
import pytest

from plaint import language
from plaint.intake.pages.paths import ROOTS, Paths
from tests.support.tags import parse_page
from tests.web.pages.conftest import NEUTRAL

pytestmark = pytest.mark.anyio
SHOWN = [one for one in language.languages("page") if one in ROOTS]
PAGES = ["/"] + [
    path
    for one in SHOWN
    for path in (
        Paths(one).start,
        Paths(one).write,
        Paths(one).safety,
        Paths(one).hand,
        Paths(one).group,
        Paths(one).offline,
    )
]


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_answers_with_the_strict_headers(client: httpx.AsyncClient, path: str) -> None:
    """Requirements 3 and 4: the policy allows our own origin only, nothing is stored, nothing tells of the server."""
    answer = await client.get(path)
    assert answer.status_code == 200
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    own = {"script-src", "style-src", "connect-src", "form-action"}
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert {policy[name] for name in own} == {"'self'"}
    assert policy["img-src"] == "'self' data:"
    assert policy["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers.get_list("cache-control") == ["no-store"]
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "geolocation=()" in answer.headers["permissions-policy"]
    assert not {"server", "date", "etag", "last-modified", "set-cookie"} & set(answer.headers)


@pytest.mark.parametrize("path", PAGES)
async def test_no_page_has_anything_inline_or_foreign(client: httpx.AsyncClient, path: str) -> None:
    """Requirements 2 and 3: no inline script, style or handler, and no address of another origin but leaving."""
    page = parse_page((await client.get(path)).text)
    assert page.inline_scripts == []
    assert not page.all("style")
    for _, attributes in page.elements:
        assert not [name for name in attributes if name == "style" or name.startswith("on")]
        for name in ("src", "href", "action", "srcset", "poster", "data"):
            assert attributes.get(name, "/").startswith(("/", "#")) or attributes.get("rel") == "icon", attributes
    assert page.all("body")[0]["data-to"] == NEUTRAL


async def test_files_of_the_pages_are_not_kept_either(client: httpx.AsyncClient) -> None:
    """Requirement 4: styles and scripts carry no-store too: a kept file would tell of the visit."""
    page = parse_page((await client.get("/")).text)
    files = [link["href"] for link in page.all("link") if link["rel"] == "stylesheet"]
    files += [script["src"] for script in page.all("script")]
    assert len(files) >= 2
    for path in files:
        answer = await client.get(path)
        assert answer.status_code == 200
        assert answer.headers.get_list("cache-control") == ["no-store"]


@pytest.mark.parametrize("path", PAGES)
async def test_title_and_address_tell_nothing(client: httpx.AsyncClient, path: str) -> None:
    """Requirement 8: one neutral title, no name of the group, an address of two plain words without a query."""
    text = (await client.get(path)).text
    titles = re.findall(r"<title>(.*?)</title>", text)
    assert titles in ([["Форма"], ["Form"]])
    assert "plaint.example" not in parse_page(text).text
    assert re.fullmatch(r"/([a-z]{4}(/[a-z]{4})?)?", path)
    for link in parse_page(text).all("a"):
        assert "?" not in link["href"]


async def test_the_icon_is_blank(client: httpx.AsyncClient) -> None:
    """Requirement 8: the icon is empty and asks for nothing; whoever asks all the same gets nothing."""
    (icon,) = [link for link in parse_page((await client.get("/")).text).all("link") if link["rel"] == "icon"]
    assert icon["href"] == "data:,"
    answer = await client.get("/favicon.ico")
    assert (answer.status_code, answer.content) == (204, b"")
    assert "set-cookie" not in answer.headers


async def test_another_host_learns_nothing(client: httpx.AsyncClient) -> None:
    """Requirement 9: under a Host that this server is not, a page is a plain 404 and nothing else."""
    answer = await client.get("/", headers={"host": "somebody.example"})
    assert (answer.status_code, answer.content) == (404, b"404 page not found\n")
    assert "content-security-policy" not in answer.headers


async def test_leaving_clears_the_site_and_goes_to_the_neutral_one(client: httpx.AsyncClient) -> None:
    """Requirement 7: /leave asks the browser to drop cache, cookies and storage, then leads away."""
    answer = await client.get("/leave")
    assert answer.status_code == 303
    assert answer.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    assert answer.headers["location"] == NEUTRAL
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", PAGES)
async def test_no_session_and_no_time_out(client: httpx.AsyncClient, path: str) -> None:
    """Requirement 29: there is no session to run out, no refresh and no hidden token in any form."""
    answer = await client.get(path)
    page = parse_page(answer.text)
    assert "set-cookie" not in answer.headers
    assert not [meta for meta in page.all("meta") if "http-equiv" in meta]
    assert not [field for field in page.all("input") if field.get("type") == "hidden"]


async def test_the_same_page_for_everybody(client: httpx.AsyncClient) -> None:
    """A page's bytes do not depend on who asks for it: language, browser and time leave no trace in it."""
    one = await client.get("/lark", headers={"accept-language": "en", "user-agent": "one"})
    two = await client.get("/lark", headers={"accept-language": "ce", "user-agent": "two", "cookie": "a=b"})
    assert one.content == two.content
    assert dict(one.headers) == dict(two.headers)
