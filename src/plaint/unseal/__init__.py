# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening: one's own slot of an entry, shares and envelopes, reply cells, chunks (docs/protocol.md, sections 2 to 10).

Rules of this package:

- One slot is tried, one's own; every cell of a window is tried. What is done never depends on what was found.
- Nothing is used that was not authenticated to its last byte, and no share is combined that was not checked.
- "Not for me" is None. "Broken" is an error, which a desk lists as "could not be opened, ask another member".
"""
