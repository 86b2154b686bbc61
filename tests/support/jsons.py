# SPDX-License-Identifier: AGPL-3.0-or-later
"""Any value of strict JSON, small."""

from hypothesis import strategies as st

from plaint.entry.strictjson import MAX_INTEGER, JsonValue

JSON: st.SearchStrategy[JsonValue] = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
