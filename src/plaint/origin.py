# SPDX-License-Identifier: AGPL-3.0-or-later
"""The origin: the stable, scheme-less name of one group's ledger, to which all that is signed is bound."""

import re

from plaint.errors import FormatError

_ORIGIN = re.compile(r"(?!.*//)[a-z0-9](?:[a-z0-9./-]{0,61}[a-z0-9])?")


def packed(origin: str) -> bytes:
    """Return length ‖ origin (docs/protocol.md, section 0); raise `FormatError` unless it has the form of an origin."""
    if not _ORIGIN.fullmatch(origin):
        raise FormatError(
            "This is not the origin of a ledger.",
            hint="It looks like plaint.example/moscow-2017: lower case, no scheme, at most 63 characters.",
        )
    return bytes([len(origin)]) + origin.encode("ascii")
