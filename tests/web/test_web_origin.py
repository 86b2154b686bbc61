# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms of other sites are told from our own."""

import pytest

from plaint.web.asgi import Scope
from plaint.web.origin import is_same_origin


def request(**headers: str) -> Scope:
    """Return a request to plaint.example with these headers."""
    names = {"host": "plaint.example", **headers}
    return {"type": "http", "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in names.items()]}


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({"sec_fetch_site": "same-origin"}, True),
        ({"sec_fetch_site": "none"}, True),
        ({"sec_fetch_site": "same-site"}, False),
        ({"sec_fetch_site": "cross-site"}, False),
        ({"sec_fetch_site": "cross-site", "origin": "https://plaint.example"}, False),
        ({"sec_fetch_site": "same-origin", "origin": "null"}, True),
        ({"origin": "https://plaint.example"}, True),
        ({"origin": "http://plaint.example"}, True),
        ({"origin": "https://plaint.example.evil.example"}, False),
        ({"origin": "null"}, False),
        ({}, False),
    ],
)
def test_only_a_page_of_this_host_may_post(headers: dict[str, str], *, ours: bool) -> None:
    """Sec-Fetch-Site decides where it is sent, Origin where it is not; neither means no."""
    assert is_same_origin(request(**headers)) is ours
