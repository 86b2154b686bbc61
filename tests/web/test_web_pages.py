# SPDX-License-Identifier: AGPL-3.0-or-later
"""Templates escape everything and refuse a missing name."""

from pathlib import Path

import pytest
from jinja2 import UndefinedError

from plaint.web.pages import Pages, read_pages
from plaint.web.static import read_static


@pytest.fixture
def pages(tmp_path: Path) -> Pages:
    """Return one template that shows a name and links a style sheet."""
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "a.css").write_text("p{}")
    (tmp_path / "hello.html").write_text('<link href="{{ static("a.css") }}"><p title="{{ name }}">{{ name }}</p>\n')
    return read_pages(read_static(tmp_path / "files", "/s/"), tmp_path)


def test_everything_is_escaped(pages: Pages) -> None:
    """Text from outside stays text, in content and in attributes."""
    text = pages.text("hello.html", {"name": '"><script>alert(1)</script>'})
    assert "<script>" not in text
    assert "&#34;&gt;&lt;script&gt;" in text


def test_a_static_file_is_linked_by_its_hash(pages: Pages) -> None:
    """A page names a file; the address with its hash comes out."""
    assert '<link href="/s/a.' in pages.text("hello.html", {"name": "x"})


def test_a_missing_name_is_an_error(pages: Pages) -> None:
    """No page goes out with an empty place where a warning should stand."""
    with pytest.raises(UndefinedError):
        pages.text("hello.html", {})


def test_an_answer_is_html(pages: Pages) -> None:
    """The answer carries the page as UTF-8."""
    answer = pages.answer("hello.html", {"name": "жалоба"}, status=404)
    assert answer.status_code == 404
    assert "жалоба".encode() in bytes(answer.body)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
