# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writing SVG 1.1: elements with escaped attributes and texts, numbers in one form."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Final

from plaint.errors import PlaintError

FONT: Final = "system-ui, Segoe UI, Noto Sans, DejaVu Sans, sans-serif"
"""What the reader's own machine has; nothing is fetched."""


class ChartError(PlaintError):
    """Something was to be drawn that is not what a chart is drawn from."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """One finished picture: its SVG and the size that it is drawn for, in CSS pixels; a width of None is any."""

    svg: str
    width: int | None
    height: int

    def __html__(self) -> str:
        """Return the SVG itself: templates that escape everything take it as it is, since it was escaped when made."""
        return self.svg


def number(value: float) -> str:
    """Return a coordinate with two decimals at most and no zero too many: the one form in which it is written."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def element(name: str, *children: str, **attributes: str | float | None) -> str:
    """Return an element; `children` are finished SVG, attributes are escaped, one that is None is left out.

    An underscore in a name stands for a hyphen, and one at its end for nothing (`class_`).
    """
    parts = [name]
    for key, value in attributes.items():
        if value is not None:
            text = value if isinstance(value, str) else number(value)
            parts.append(f'{key.removesuffix("_").replace("_", "-")}="{escape(text)}"')
    inside = "".join(children)
    return f"<{' '.join(parts)}>{inside}</{name}>" if inside else f"<{' '.join(parts)}/>"


def words(text: str) -> str:
    """Return a text as the inside of an element."""
    return escape(text, quote=False)


def label(text: str, x: float | str, y: float, *, anchor: str | None = None, class_: str | None = None) -> str:
    """Return one line of text that begins, ends (`anchor="end"`) or stands (`"middle"`) at `x`, its foot at `y`."""
    # The line's end keeps words apart where a reader shows no pictures and reads the texts in them one after the other.
    return element("text", words(text), x=x, y=y, text_anchor=anchor, class_=class_) + "\n"


def drawing(parts: Iterable[str], *, width: int | None, height: int, name: str, title: str, desc: str) -> Drawing:
    """Return the whole picture.

    `name` is an id of its own within the page; `title` says what it is, `desc` what it shows, in words. A picture
    without a width is as wide as its place.
    """
    svg = element(
        "svg",
        element("title", words(title), id=f"{name}-t"),
        "\n",
        element("desc", words(desc), id=f"{name}-d"),
        "\n",
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        class_="chart",
        role="img",
        aria_labelledby=f"{name}-t",
        aria_describedby=f"{name}-d",
        viewBox=None if width is None else f"0 0 {width} {height}",
        width="100%" if width is None else width,
        height=height,
        fill="currentColor",
        font_family=FONT,
        font_size=13,
    )
    return Drawing(svg, width, height)
