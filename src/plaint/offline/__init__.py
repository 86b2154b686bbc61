# SPDX-License-Identifier: AGPL-3.0-or-later
"""The offline page: one file to carry to any device, on which a complaint is sealed without a network.

Rules of this room:

- Everything is in the file: texts in every language, style, script, charter, word of freshness, lists of words. Its
  content policy leaves it no way to any network, and no script runs but the one whose hash stands in it.
- The same files of a group and the same program give the same bytes, anywhere. So whoever signs a page has made it
  too, and whoever doubts one can make it again.
- It is the page that intake serves, rendered by the same templates and run by the same script. What differs is here and
  in `js/src/offline/`.
"""
