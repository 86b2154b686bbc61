# SPDX-License-Identifier: AGPL-3.0-or-later
"""The headers that go out with every answer.

Rules of this module:

- The policy is one fixed text, the same on all answers, so that an answer's headers tell nothing about it.
- An answer may set its own Cache-Control (tiles are immutable) and Content-Type, nothing else of this list.
- There is no Server, no Date, no ETag, no Last-Modified: they would tell more about the machine than anyone needs.
"""

from plaint.web.asgi import App, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "worker-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'"
)
"""Nothing from elsewhere, nothing inline: a script slipped into a page cannot run and cannot send anything away.

`data:` is for the empty icon of the complainant's pages: without one, Chromium asks the server for an icon at each
entry of its history, and whoever watches the line counts the steps and how long each of them took.
"""

PERMISSIONS_OFF = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "clipboard-read", "display-capture",
    "encrypted-media", "fullscreen", "gamepad", "geolocation", "gyroscope", "hid", "identity-credentials-get",
    "idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "otp-credentials", "payment",
    "picture-in-picture", "publickey-credentials-create", "publickey-credentials-get", "screen-wake-lock", "serial",
    "storage-access", "usb", "window-management", "xr-spatial-tracking",
)  # fmt: skip
"""Every feature a browser could be asked for; the page needs none of them."""

FIXED: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    # `same-origin` and not `no-referrer`: the latter makes browsers send `Origin: null` with our own forms.
    (b"referrer-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", ", ".join(f"{name}=()" for name in PERMISSIONS_OFF).encode()),
)
NO_STORE = (b"cache-control", b"no-store")
IMMUTABLE = (b"cache-control", b"public, max-age=31536000, immutable")


def with_fixed(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return `headers` with the fixed ones, and with `no-store` where they say nothing about caching."""
    cached = any(name == b"cache-control" for name, _ in headers)
    return [*headers, *FIXED] if cached else [*headers, *FIXED, NO_STORE]


class Headers:
    """Wraps an application so that each of its answers carries the fixed headers."""

    def __init__(self, app: App) -> None:
        """Wrap `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the headers to the begin of its answer."""

        async def adding(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": with_fixed(list(message.get("headers", ())))}
            await send(message)

        await self._app(scope, receive, adding if scope["type"] == "http" else send)
