# SPDX-License-Identifier: AGPL-3.0-or-later
"""A site with one page and `core.js`, under the headers that intake sends: what seals, alone in a browser."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from plaint.web.headers import Headers
from tests.support.node import core_file

# Scripts of a test run in a world of their own in Firefox, so the page's own script does what the test asks for.
_PAGE = """<!doctype html><html lang="ru"><title>Форма</title><textarea id="ask"></textarea><button id="go">Go</button>
<pre id="told"></pre><script src="/core.js"></script><script src="/driver.js"></script></html>"""
_DRIVER = """
const at = (id) => document.getElementById(id);
async function seal({ recipient, origin }) {
  const document = { language: "ru", account: "Меня держали три дня.", about: { unknown: true } };
  const frame = {
    origin, charterVersion: 1, charterHash: new Uint8Array(32), slots: 16, readers: [{ slot: 3, recipient }],
    entropy: PlaintCore.newEntropy(), workBits: 8,
  };
  const stages = [];
  const progress = (stage) => void (stages.includes(stage) || stages.push(stage));
  const begun = performance.now();
  const { packets } = await PlaintCore.sealComplaint({ document }, frame, progress);
  const milliseconds = Math.round(performance.now() - begun);
  const text = Array.from(packets[0], (byte) => String.fromCharCode(byte)).join("");
  return { stages, milliseconds, packet: btoa(text), subtle: typeof crypto.subtle };
}
at("go").addEventListener("click", async () => {
  at("told").textContent = JSON.stringify(await seal(JSON.parse(at("ask").value)).catch(String));
});
"""
_BUNDLE = core_file()


async def _page(_request: Request) -> Response:
    return Response(_PAGE, media_type="text/html")


async def _core(_request: Request) -> Response:
    return Response(_BUNDLE.read_bytes(), media_type="text/javascript")


async def _driver(_request: Request) -> Response:
    return Response(_DRIVER, media_type="text/javascript")


async def _icon(_request: Request) -> Response:
    return PlainTextResponse("", status_code=204)


app = Headers(
    Starlette(
        routes=[
            Route("/", _page),
            Route("/core.js", _core),
            Route("/driver.js", _driver),
            Route("/favicon.ico", _icon),
        ]
    )
)
