# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names of rows as what they are in a PDF's tables: heads of their rows, which a screen reader says with each figure.

Rules of this module:

- Typst has a word for it (`pdf.header-cell`), behind a switch that its Python binding cannot turn. Until that can, the
  first cell of each row is named a head here, in the structure alone: no page changes by a dot.
- A figure that lists its heads (`/Headers`) would be said with those alone. The lists of Typst name columns only, so
  they go, and the directions (`/Scope`) that stand at every head say the same of columns, and of rows too.
- Same bytes in, same bytes out; title, language, marks of both standards and identifier of the file stay as they were.
"""

import io
from typing import Any, Final

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject

_ROLE: Final = NameObject("/S")
_KIDS: Final = NameObject("/K")
_SAYS: Final = NameObject("/A")
_HEADERS: Final = NameObject("/Headers")
_HEAD: Final = NameObject("/TH")
_CELL: Final = "/TD"
_ROW: Final = "/TR"


def name(octets: bytes) -> bytes:
    """Return the PDF `octets` with the first cell of each row of each table as the head of that row."""
    reader = PdfReader(io.BytesIO(octets))
    writer = PdfWriter(clone_from=reader)
    writer.pdf_header = reader.pdf_header
    for element in _elements(writer.root_object["/StructTreeRoot"]):
        if element.get(_ROLE) == _ROW:
            _row([one.get_object() for one in element[_KIDS]])
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def _elements(root: Any) -> list[Any]:
    """Return every element of the structure below `root`."""
    found, open_ = [], [root]
    while open_:
        node = open_.pop().get_object()
        if isinstance(node, ArrayObject):
            open_ += node
        elif isinstance(node, DictionaryObject):
            found.append(node)
            if _KIDS in node:
                open_.append(node[_KIDS])
    return found


def _row(cells: list[Any]) -> None:
    for cell in cells:
        said = cell.get(_SAYS)
        for one in said if isinstance(said, ArrayObject) else [said]:
            if cell.get(_ROLE) == _CELL and isinstance(one, DictionaryObject):
                one.pop(_HEADERS, None)
    if cells and cells[0].get(_ROLE) == _CELL:
        cells[0][_ROLE] = _HEAD
        direction = DictionaryObject({NameObject("/O"): NameObject("/Table"), NameObject("/Scope"): NameObject("/Row")})
        cells[0][_SAYS] = ArrayObject([direction])
