# SPDX-License-Identifier: AGPL-3.0-or-later
"""Intake serves the files that its pages use, and no other: what nobody uses is a surface that nobody looks at."""

import re

import httpx
import pytest

from plaint.intake.app import all_routes
from plaint.intake.pages.paths import FIRST, ROOTS, Paths
from plaint.intake.place import Place

pytestmark = pytest.mark.anyio
PREFIX = "/s/"
# A script names the file of licences by its name alone; pages name all others by their address.
NAMED = re.compile(r"(?:/s/|//)([a-z.]+\.[0-9a-f]{16}\.[a-z]+)")


async def named(client: httpx.AsyncClient, paths: set[str]) -> set[str]:
    """Return the addresses of the files that what lies at these paths names."""
    answers = [await client.get(path) for path in sorted(paths)]
    assert {answer.status_code for answer in answers} == {200}
    return {f"{PREFIX}{name}" for answer in answers for name in NAMED.findall(answer.text)}


async def test_each_file_that_is_served_is_named_by_a_page(demo_place: Place, client: httpx.AsyncClient) -> None:
    """All that lies under /s/ is named by a page, or by a script that a page loads; a file for tests is not there."""
    served = {path for route in all_routes(demo_place) if (path := getattr(route, "path", "")).startswith(PREFIX)}
    all_paths = [Paths(code) for code in ROOTS]
    pages = {
        FIRST,
        *(path for one in all_paths for path in (one.start, one.write, one.answer, one.safety, one.hand, one.group)),
    }
    found = await named(client, pages)
    found |= await named(client, {path for path in found if path.endswith(".js")})
    assert served == found
    kinds = {path.removeprefix(PREFIX).partition(".")[0] for path in served}
    assert kinds == {"answer", "exit", "frame", "licences", "page", "words", "write"}
