# SPDX-License-Identifier: AGPL-3.0-or-later
"""A tiny site under our own strict policy, on which the browser drivers themselves are tested."""

from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

POLICY = "default-src 'none'; script-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
_FORM = """<!doctype html><html lang="ru"><title>Форма</title><main><h1>Форма</h1><p id="js">скрипта нет</p>
<form method="post"><label for="t">Что произошло</label> <textarea id="t" name="t"></textarea>
<label for="f">Файл</label> <input id="f" type="file"> %s<button>Отправить</button></form></main>
<script src="/s.js"></script></html>"""
_SCRIPT = """document.getElementById("js").textContent =
  ["скрипт", typeof WebAssembly, navigator.language, window.isSecureContext].join(" ");"""


def _html(text: str, **headers: str) -> Response:
    return Response(
        text,
        media_type="text/html",
        headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-store", **headers},
    )


async def _form(request: Request) -> Response:
    if request.method == "POST":
        text = parse_qs((await request.body()).decode("ascii"))["t"][0]
        return _html(f"<!doctype html><html lang=ru><title>Ответ</title><main><h1>{text}</h1></main>")
    return _html(_FORM % "")


async def _broken(_request: Request) -> Response:
    return _html(_FORM % '<input name="unnamed">')


async def _cookie(_request: Request) -> Response:
    answer = _html("<!doctype html><html lang=ru><title>Память</title>")
    answer.set_cookie("planted", "1")
    return answer


async def _leave(_request: Request) -> Response:
    return _html("<!doctype html><html lang=ru><title>Погода</title>", **{"Clear-Site-Data": '"cookies", "storage"'})


async def _script(_request: Request) -> Response:
    return Response(_SCRIPT, media_type="text/javascript")


async def _foreign(_request: Request) -> Response:
    return _html("<!doctype html><html lang=ru><title>Чужое</title><script>document.title = 'inline'</script>")


async def _icon(_request: Request) -> Response:
    return PlainTextResponse("", status_code=204)


app = Starlette(
    routes=[
        Route("/", _form, methods=["GET", "POST"]),
        Route("/broken", _broken),
        Route("/cookie", _cookie),
        Route("/leave", _leave),
        Route("/s.js", _script),
        Route("/foreign", _foreign),
        Route("/favicon.ico", _icon),
    ]
)
