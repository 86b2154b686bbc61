# SPDX-License-Identifier: AGPL-3.0-or-later
"""The browser half as Python's tests meet it: the bundle in Node.js, doing what a page does."""

import base64
import json
import subprocess
from typing import Any, Final

from tests.support.node import ROOT, node

_JOURNEY: Final = ROOT / "js" / "test" / "support" / "page-journey.js"


def encoded(octets: bytes) -> str:
    """Return base64, as bytes travel to the browser half and back."""
    return base64.b64encode(octets).decode("ascii")


def decoded(text: str) -> bytes:
    """Return the bytes of base64."""
    return base64.b64decode(text, validate=True)


def ask(what: str, **asked: Any) -> Any:
    """Have the browser half "file", "look" or "clean"; return what it says, or `{"error": …}` where it refuses."""
    run = subprocess.run(
        [node(), str(_JOURNEY)],
        input=json.dumps({"do": what, **asked}),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return json.loads(run.stdout)
