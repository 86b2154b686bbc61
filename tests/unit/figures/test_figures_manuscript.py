# SPDX-License-Identifier: AGPL-3.0-or-later
"""The list of a report's files: one form for each, and the names of those that differ."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaint.figures import manuscript
from plaint.figures.errors import BookError
from plaint.figures.manuscript import MOST, Manuscript

DIGESTS = st.sampled_from([f"{at:x}" * 64 for at in range(4)])
NAMES = st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=9).filter(
    lambda name: name == name.strip() and name.isprintable()
)
LISTS = st.builds(
    Manuscript, release=st.just("annual-2026"), digest=DIGESTS, files=st.dictionaries(NAMES, DIGESTS, max_size=5)
)


@given(LISTS)
def test_a_list_is_read_as_it_was_written(of: Manuscript) -> None:
    """Whatever files a report has, its list comes back the same."""
    assert manuscript.decode(manuscript.encode(of)) == of


@given(LISTS, st.data())
def test_a_list_has_one_form(of: Manuscript, data: st.DataObject) -> None:
    """Bytes with one sign changed are no list, or that of another manuscript."""
    octets = bytearray(manuscript.encode(of))
    at = data.draw(st.integers(0, len(octets) - 1))
    octets[at] ^= data.draw(st.integers(1, 255))
    try:
        found = manuscript.decode(bytes(octets))
    except BookError:
        return
    assert found != of


@given(LISTS, LISTS)
def test_every_file_that_differs_is_named(now: Manuscript, then: Manuscript) -> None:
    """Between two manuscripts exactly the files that are not the same in both are told, each once."""
    differing = {name for name in {*now.files, *then.files} if now.files.get(name) != then.files.get(name)}
    told = [line for line in manuscript.differences(now, then) if not line.startswith("it was approved for")]
    assert len(told) == len(differing)
    assert all(any(line.startswith(name) for line in told) for name in differing)
    assert bool(list(manuscript.differences(now, then))) == (now != then)


@pytest.mark.parametrize("name", ["", " a.txt", "a\nb.txt", "a\u202eb.txt"])
def test_a_name_that_could_stand_for_another_is_refused(name: str) -> None:
    """A name of two lines, or with signs that cannot be seen, does not come into a list that people sign."""
    with pytest.raises(BookError, match="is no name for a file"):
        manuscript.encode(Manuscript(release="a", digest="0" * 64, files={name: "0" * 64}))


def test_a_list_is_bounded() -> None:
    """More files than anybody could look at are refused."""
    files = {f"{at}.txt": "0" * 64 for at in range(MOST + 1)}
    with pytest.raises(BookError, match="cannot be approved"):
        manuscript.encode(Manuscript(release="a", digest="0" * 64, files=files))
