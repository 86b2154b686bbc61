# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may read entries, and which desk posts: compared by hash, in the same time whether right or wrong.

`Authorization: Bearer <base64url of 32 bytes, no padding>`. Intake holds hashes only, from the charter, so a seized
server gives nobody a credential.
"""

import hmac
import re
from base64 import urlsafe_b64decode
from hashlib import sha256
from typing import Final

from plaint.charter.model import Charter, Member
from plaint.intake import refusal
from plaint.web.asgi import Scope, header

LENGTH: Final = 32
_BEARER: Final = re.compile(rb"Bearer ([A-Za-z0-9_-]{43})")
_NOBODY: Final = bytes(32)


def _offered(scope: Scope) -> bytes:
    """Return the hash of the credential in the request; raise RefusedError where there is none of the right form."""
    found = _BEARER.fullmatch(header(scope, b"authorization") or b"")
    if found is None:
        raise refusal.credential()
    return sha256(urlsafe_b64decode(found.group(1) + b"=")).digest()


def require_group(scope: Scope, charter: Charter) -> None:
    """Raise RefusedError unless the request carries the group credential."""
    if not hmac.compare_digest(_offered(scope), charter.read_credential):
        raise refusal.credential()


def require_desk(scope: Scope, charter: Charter, slot: int) -> Member:
    """Return the member in `slot` where the request carries that member's posting credential."""
    offered = _offered(scope)
    member = next((each for each in charter.seated if each.slot == slot), None)
    if not hmac.compare_digest(offered, _NOBODY if member is None else member.posting) or member is None:
        raise refusal.credential()
    return member


def require_any_desk(scope: Scope, charter: Charter) -> Member:
    """Return the member whose posting credential the request carries."""
    offered = _offered(scope)
    found = [member for member in charter.seated if hmac.compare_digest(offered, member.posting)]
    if not found:
        raise refusal.credential()
    return found[0]
