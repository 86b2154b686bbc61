# SPDX-License-Identifier: AGPL-3.0-or-later
"""What lies inside an entry: container, records, sections, documents. Pure formats, docs/protocol.md, sections 0 and 3.

Rules of this package:

- Bytes that do not have the one form are refused whole with `FormatError`; nothing of them is used.
- Unknown is not malformed: an unknown version, kind, tag or JSON key comes back with its bytes, to be shown as "update
  needed". A complaint written by a newer page must not vanish at an older desk.
- Nothing here encrypts, decrypts, or knows a charter.
"""
