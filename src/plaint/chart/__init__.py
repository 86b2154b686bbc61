# SPDX-License-Identifier: AGPL-3.0-or-later
"""Charts: small SVG drawings for the public site and the annual report.

Rules of this package:

- A figure is drawn from a register's combined figure or from a released table, and from nothing else: there is no way
  in for a bare number, so that nothing reaches a picture which neither the rules of counting nor the gate have seen.
- The same input gives the same bytes: no clock, no random name, coordinates with two decimals at most.
- No script, no style sheet, no font, no address: what is drawn takes its colour from the text around it
  (`currentColor`), so that it follows a dark page, forced colours and print. A meaning never lies in a colour alone.
- Each drawing is one image to who cannot see it (`role=img`, title, description); the caller sets the same facts out as
  a table beside it.
"""
