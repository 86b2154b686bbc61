# SPDX-License-Identifier: AGPL-3.0-or-later
"""The small kit that intake and desk share: headers, hosts, bodies, static files, pages.

Rules of this package:

- No form parser, no file response, no `request.url`: nearly every published hole of the framework lies in these three.
- No cookie, no session, no log line about a request is made in here.
- What meets bytes from outside does it once, with an exact or greatest size, before anything else looks at them.
"""
