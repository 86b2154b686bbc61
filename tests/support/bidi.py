# SPDX-License-Identifier: AGPL-3.0-or-later
"""Debian's Firefox ESR, driven over WebDriver BiDi without geckodriver.

Our own expressions run in a sandbox of the page, so they work while the page's own scripts are switched off, and the
page cannot see or change them.
"""

import base64
import itertools
import json
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.support import process
from tests.support.chromium import program
from tests.support.firefox import STANDARD, Profile

KEYS = {"Enter": "\ue007", "Tab": "\ue004", "Escape": "\ue00c", "Backspace": "\ue003"}
"""Code points that WebDriver gives to keys without a character."""

_LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
_PLACE = """(one => {
  const {top, bottom, left, height} = one.getBoundingClientRect();
  if (top >= 0 && (bottom <= innerHeight || height > innerHeight)) return [top, left].join();
  one.scrollIntoView({block: "center", behavior: "instant"});
  return performance.now();
})(%s)"""
_EVENTS = ["network.beforeRequestSent", "log.entryAdded"]


class BidiError(Exception):
    """Firefox refused a command."""


class Firefox:
    """One running Firefox; what is done, is done in the tab that is in front."""

    def __init__(self, connection: ClientConnection, running: process.Program, profile: Profile) -> None:
        """Open the session over `connection` to the Firefox that `running` is, started with `profile`."""
        self.program = running
        self.profile = profile
        self.events: list[dict[str, Any]] = []
        self._connection = connection
        self._numbers = itertools.count(1)
        self.version = str(self.call("session.new", capabilities={})["capabilities"]["browserVersion"])
        self.call("session.subscribe", events=_EVENTS)
        # A tab of our own: in the one that Firefox opens the address bar has the focus, and no key presses a button.
        first = self.call("browsingContext.getTree")["contexts"][0]["context"]
        self._tab = str(self.call("browsingContext.create", type="tab")["context"])
        self.call("browsingContext.activate", context=self._tab)
        self.call("browsingContext.close", context=first)

    def call(self, method: str, *, seconds: float = 60, **params: object) -> dict[str, Any]:
        """Send one command and return its result; events that come meanwhile are kept in `events`."""
        number = next(self._numbers)
        self._connection.send(json.dumps({"id": number, "method": method, "params": params}))
        deadline = time.monotonic() + seconds
        while True:
            message: dict[str, Any] = json.loads(self._connection.recv(timeout=max(0.0, deadline - time.monotonic())))
            if message.get("id") != number:
                self.events.append(message)
            elif message["type"] == "error":
                raise BidiError(f"{method}: {message['error']}: {message['message']}")
            else:
                result: dict[str, Any] = message["result"]
                return result

    @property
    def tab(self) -> str:
        """The tab that is in front."""
        return self._tab

    def open_tab(self) -> str:
        """Open one more tab, in front; return it."""
        self.show_tab(str(self.call("browsingContext.create", type="tab")["context"]))
        return self._tab

    def show_tab(self, tab: str) -> None:
        """Bring a tab to the front."""
        self.call("browsingContext.activate", context=tab)
        self._tab = tab

    def navigate(self, url: str, *, seconds: float = 60) -> None:
        """Open `url` and wait until it is loaded."""
        self.call("browsingContext.navigate", seconds=seconds, context=self._tab, url=url, wait="complete")

    def reload(self) -> None:
        """Load the page again."""
        self.call("browsingContext.reload", context=self._tab, wait="complete")

    def history(self, steps: int) -> None:
        """Go back (negative) or forward in the tab's history."""
        self.call("browsingContext.traverseHistory", context=self._tab, delta=steps)

    def evaluate(self, expression: str, *, seconds: float = 60) -> Any:
        """Return the value of a JavaScript expression (or of the promise it gives): text, number, truth or None."""
        target = {"context": self._tab, "sandbox": "plaint-tests"}
        answer = self.call("script.evaluate", seconds=seconds, expression=expression, target=target, awaitPromise=True)
        if answer["type"] == "exception":
            raise BidiError(answer["exceptionDetails"]["text"])
        return answer["result"].get("value")

    def wait_until(self, expression: str, *, seconds: float = 20) -> None:
        """Wait until a JavaScript expression is true; also while the page is being left for another."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                if self.evaluate(expression):
                    return
            except BidiError:  # the page went away under us
                if time.monotonic() > deadline:
                    raise
            assert time.monotonic() < deadline, f"not true within {seconds} s: {expression}"
            time.sleep(0.05)

    def text(self, css: str) -> str:
        """Return the text of the first element that `css` finds, as it is in the document."""
        return str(self.evaluate(f"document.querySelector({json.dumps(css)}).textContent"))

    def click(self, css: str) -> None:
        """Scroll to the first element that `css` finds and click it as a hand would, once it stands still."""
        found = f"document.querySelector({json.dumps(css)})"
        place, deadline = "", time.monotonic() + 10
        while time.monotonic() < deadline:
            before, place = place, str(self.evaluate(_PLACE % found))
            if place == before:  # a page that has just shown something may still be scrolling to it
                self._click(self._locate(css))
                return
            time.sleep(0.05)
        raise BidiError(f"{css} does not come to stand in view")

    def _click(self, element: dict[str, str]) -> None:
        origin = {"type": "element", "element": element}
        moves = [
            {"type": "pointerMove", "x": 0, "y": 0, "origin": origin},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        self.call("input.performActions", context=self._tab, actions=[{"type": "pointer", "id": "m", "actions": moves}])

    def type(self, text: str) -> None:
        """Press the keys of `text`, one after the other, into whatever has the focus."""
        keys = [{"type": kind, "value": letter} for letter in text for kind in ("keyDown", "keyUp")]
        self.call("input.performActions", context=self._tab, actions=[{"type": "key", "id": "k", "actions": keys}])

    def fill(self, css: str, text: str) -> None:
        """Click the field that `css` finds and type `text` into it."""
        self.click(css)
        self.type(text)

    def paste(self, css: str, text: str) -> None:
        """Put a long text into the field that `css` finds, all at once."""
        self.evaluate(f"document.querySelector({json.dumps(css)}).value = {json.dumps(text)}, 0")

    def press(self, key: str) -> None:
        """Press a key that has a name: Enter, Tab, Escape, Backspace."""
        self.type(KEYS[key])

    def choose_files(self, css: str, paths: Sequence[Path]) -> None:
        """Put files into the file field that `css` finds."""
        self.call("input.setFiles", context=self._tab, element=self._locate(css), files=[str(path) for path in paths])

    def screenshot(self) -> bytes:
        """Return the visible part of the page as PNG."""
        return base64.b64decode(self.call("browsingContext.captureScreenshot", context=self._tab)["data"])

    def pdf(self) -> bytes:
        """Return the page as it would be printed, as PDF."""
        return base64.b64decode(self.call("browsingContext.print", context=self._tab)["data"])

    def cookies(self) -> list[dict[str, Any]]:
        """Return every cookie that the browser holds; only of a profile with `private=False`.

        BiDi does not list the cookies of private windows: asked there, "none" would be an answer that cannot be wrong.
        """
        assert not self.profile.private, "BiDi sees no cookies in private windows: use a profile with private=False"
        cookies: list[dict[str, Any]] = self.call("storage.getCookies")["cookies"]
        return cookies

    def requests(self) -> list[tuple[str, str]]:
        """Return method and address of every request so far, in order, of those that leave the browser."""
        self.call("session.status")  # by the answer to this, the events before it have come
        sent = [event["params"]["request"] for event in self.events if event["method"] == _EVENTS[0]]
        return [(one["method"], one["url"]) for one in sent if not one["url"].startswith(("data:", "blob:"))]

    def complaints_of_page(self) -> list[str]:
        """Return what the page or the browser wrote to the console as a warning or error."""
        self.call("session.status")
        entries = [event["params"] for event in self.events if event["method"] == _EVENTS[1]]
        return [str(entry["text"]) for entry in entries if entry["level"] in ("warn", "error")]

    def _locate(self, css: str) -> dict[str, str]:
        locator = {"type": "css", "value": css}
        nodes = self.call("browsingContext.locateNodes", context=self._tab, locator=locator)["nodes"]
        if not nodes:
            raise BidiError(f"nothing on the page matches {css}")
        return {"sharedId": nodes[0]["sharedId"]}


@contextmanager
def firefox(folder: Path, profile: Profile = STANDARD) -> Iterator[Firefox]:
    """Run a headless Firefox with a new profile in `folder` until the block ends."""
    path = program("firefox-esr", "PLAINT_FIREFOX")
    (folder / "user.js").write_text(profile.preferences(), "utf-8")
    argv = [path, "--headless", "--no-remote", "--profile", str(folder), "--remote-debugging-port=0"]
    # HOME: Firefox refuses to run as root in the home of somebody else. TMPDIR: nothing of a test stays behind.
    env = {"HOME": str(folder), "TMPDIR": str(folder), "MOZ_DISABLE_AUTO_SAFE_MODE": "1"}
    running = process.start(argv, folder / "firefox.log", env=env)
    try:
        found = running.wait_for("BiDi port", lambda: _LISTENING.search(running.printed()), seconds=60)
        with connect(found.group(1) + "/session", max_size=None, proxy=None) as connection:
            yield Firefox(connection, running, profile)
    finally:
        running.stop()
