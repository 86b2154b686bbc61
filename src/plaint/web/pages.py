# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages: templates that escape everything and refuse a name that was not given.

Rules of this module:

- Autoescape is on for every template, whatever its ending; there is no `|safe` on anything that came from outside.
- A name that a template uses and nobody gave is an error, not an empty place: an empty warning is worse than none.
- Templates come from the package only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import Response


@dataclass(frozen=True, slots=True)
class Pages:
    """The templates of one program."""

    environment: Environment

    def text(self, template: str, values: Mapping[str, Any]) -> str:
        """Return the page that `template` makes of `values`."""
        return self.environment.get_template(template).render(values)

    def answer(self, template: str, values: Mapping[str, Any], *, status: int = 200) -> Response:
        """Return the answer that carries the page."""
        return Response(self.text(template, values), status_code=status, media_type="text/html; charset=utf-8")


class Addresses(Protocol):
    """Where static files are."""

    def address(self, name: str) -> str:
        """Return the address of the file called `name`."""
        ...


def read_pages(static: Addresses, *folders: Path) -> Pages:
    """Make the environment of the templates below `folders`; `static(name)` in them gives a static file's address."""
    environment = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals["static"] = static.address
    return Pages(environment)
