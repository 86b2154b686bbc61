# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk: a local web app on 127.0.0.1, run by each member. All plaintext of the group lives here and nowhere else.

Rules of this room:

- Nothing decrypted touches the disk in clear: it lies in the vault (SQLCipher), in memory, and in the pages that one
  browser on this machine is shown. No temp file, no log line, no URL and no page title holds a word of a case.
- What is in the open on disk (`mirror`, `posting`) is what the server has too, or what is about to be sent to it; it
  looks the same whether there is something real in it or not (docs/decisions/0020-what-works-while-locked.md).
- What this member may not read does not exist here: no row, no number, no gap.
- No call that only one system has; paths may hold any letters.
"""
