# SPDX-License-Identifier: AGPL-3.0-or-later
"""Short names of cases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaint.casework.reference import fold_reference, reference


@given(st.binary(min_size=16, max_size=16))
def test_a_name_that_is_read_out_finds_its_case(case_id: bytes) -> None:
    """A short name comes back the same in lower case, without the hyphen and with look-alike letters."""
    name = reference(case_id)
    heard = name.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert fold_reference(heard) == name


@given(st.binary(min_size=11, max_size=11), st.binary(min_size=5, max_size=5))
def test_a_name_is_made_of_the_first_forty_bits(tail: bytes, head: bytes) -> None:
    """Two case ids that agree in their first five bytes share a name, and only those."""
    assert reference(head + tail) == reference(head + bytes(11))
    assert reference(head + tail) != reference(bytes(byte ^ 255 for byte in head) + tail)


@pytest.mark.parametrize("typed", ["", "7KQ2", "7KQ2-M9XU", "7KQ2-M9XA-1", "жалобами", "7KQ2 M9X!"])
def test_other_words_are_no_names(typed: str) -> None:
    """What has another length or a letter outside the alphabet is not taken for a short name."""
    assert fold_reference(typed) is None
