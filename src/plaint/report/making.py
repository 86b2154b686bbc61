# SPDX-License-Identifier: AGPL-3.0-or-later
"""All files of a report: each language in each form, and the tables. Pure but for Typst, which needs its folder."""

from collections.abc import Callable, Mapping, Sequence

from plaint.language import read as read_catalogue
from plaint.report import docx, floors, html, pdf, tables
from plaint.report.document import Document
from plaint.report.writing import Material, Text, document

WRITERS: Mapping[str, Callable[[Document], bytes]] = {"pdf": pdf.write, "html": html.write, "docx": docx.write}


def documents(material: Material, texts: Mapping[str, Sequence[Text]]) -> dict[str, Document]:
    """Return the report in each language; raise TextError where a text cannot be used."""
    return {
        language: document(material, chapters, read_catalogue(language, "report"), read_catalogue(language, "register"))
        for language, chapters in texts.items()
    }


def make(material: Material, texts: Mapping[str, Sequence[Text]]) -> dict[str, bytes]:
    """Return every file of the report by its path; raise before anything is set where a text cannot be used."""
    made: dict[str, bytes] = {}
    for language, one in documents(material, texts).items():
        made |= {f"report-{language}.{form}": writer(one) for form, writer in WRITERS.items()}
    if not material.draft:
        # Tables of a draft would travel without the mark that each page of it bears.
        documented = None
        if material.minimum is not None:
            documented = list(floors.rows(material.minimum, material.register, material.release))
        written = tables.write(material.release, material.plan, documented)
        made |= {f"data/{name}": octets for name, octets in written.items()}
    return made
