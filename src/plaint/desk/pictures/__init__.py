# SPDX-License-Identifier: AGPL-3.0-or-later
"""Showing pictures from strangers: decoded in a process of their own, drawn anew, shown without their metadata.

Rules of this package:

- The bytes of an attachment reach a decoder only inside `worker`, which has no key, no vault, an empty environment, a
  time limit and, where the system knows one, a memory limit. What comes back is parsed by nothing but the browser.
- Four formats with well-trodden decoders; anything else is no picture here and is exported sealed instead.
- The picture shown is a copy. The original stays sealed and is what evidence rests on.
"""
