# SPDX-License-Identifier: AGPL-3.0-or-later
"""What lies in a report's folder and is no part of the report: named, so that no chapter is left out in silence.

Rules of this module:

- Among the texts nothing is passed over: a file there is a chapter, or somebody thinks that it is one.
- A chapter stands in every language of the report under one name. One that says more in one language is two reports.
- Elsewhere in the folder people may keep what they like; it is told that it is not used.
- What systems and editors leave behind (`.DS_Store`, `~$…`) is told, and hinders nobody.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath
from typing import Final

from plaint.figures.documenting import LINKS, RECORDS
from plaint.files import shown
from plaint.report.errors import Fault
from plaint.report.plan import LANGUAGES, Plan

TEXTS: Final = "texts"
PLAN: Final = "report.toml"
ENDING: Final = ".txt"
COUNTS: Final = "counts.toml"
"""Of a documented minimum."""
_COUNTED: Final = frozenset({COUNTS, RECORDS, LINKS})
_TWICE: Final = "Two chapters have this name, written with other signs each. Rename one, or move it away."
_LEFT_BEHIND: Final = frozenset({"thumbs.db", "desktop.ini"})
_OFFICE: Final = frozenset({".docx", ".doc", ".odt", ".rtf", ".pages", ".pdf"})
_PLAIN: Final = frozenset({".md", ".markdown", ".text", ""})


def named(path: Path) -> str:
    """Return the name of a file in one form: some systems keep `й` as two signs, and hand it on so."""
    return unicodedata.normalize("NFC", path.name)


def chapters(folder: Path, language: str) -> list[Path]:
    """Return the chapters of a language in the order of their names."""
    return [one for one in _listed(folder / TEXTS / language) if one.suffix == ENDING and not _left_behind(one)]


def faults(folder: Path, languages: Sequence[str]) -> Iterator[Fault]:
    """Yield what stands among the texts and would be left out, and each chapter that a language lacks."""
    for one in _listed(folder / TEXTS):
        if one.name not in LANGUAGES and not _left_behind(one):
            yield Fault(f"{TEXTS}/{shown(one.name)}", "Only folders of languages stand here. Move it away.")
    names = {language: {named(one) for one in chapters(folder, language)} for language in languages}
    for language in languages:
        place = f"{TEXTS}/{language}"
        for one in _listed(folder / place):
            if not one.is_file() or (one.suffix != ENDING and not _left_behind(one)):
                yield Fault(f"{place}/{shown(one.name)}", _remedy(one))
        twice = Counter(named(one) for one in chapters(folder, language))
        yield from (Fault(f"{place}/{shown(name)}", _TWICE) for name, count in twice.items() if count > 1)
        for name in sorted(set().union(*names.values()) - names[language]):
            other = next(one for one in languages if name in names[one])
            why = f"The chapter is missing in this language. Write it, or move {TEXTS}/{other}/{shown(name)} away."
            yield Fault(f"{place}/{shown(name)}", why)


def unused(folder: Path, plan: Plan) -> Iterator[str]:
    """Yield the name of each thing in the folder that the report does not use."""
    places = (plan.rows, plan.codebook, plan.tables, plan.book, plan.record, plan.minimum)
    known = {PLAN, TEXTS, *(PurePath(one).parts[0] for one in places if one)}
    if len(PurePath(plan.book).parts) == 1:
        # Beside a book lie the approvals of its records, the lock of who writes it, and what a crash left of a new one.
        known |= {"lock", f"{plan.book}.new"}
    for one in _listed(folder):
        if one.name not in known and one.suffix != ".approval":
            yield shown(one.name)
    yield from (f"{TEXTS}/{one}" for one in LANGUAGES if one not in plan.languages and (folder / TEXTS / one).exists())
    for place in (TEXTS, *(f"{TEXTS}/{one}" for one in plan.languages)):
        yield from (f"{place}/{shown(one.name)}" for one in _listed(folder / place) if _left_behind(one))
    for one in _listed(folder / plan.rows):
        if one.suffix.lower() != ".csv":
            yield f"{plan.rows}/{shown(one.name)}"
    for one in _listed(folder / plan.minimum) if plan.minimum else ():
        if one.name not in _COUNTED:
            yield f"{plan.minimum}/{shown(one.name)}"


def _remedy(path: Path) -> str:
    if not path.is_file():
        return "This is no file; chapters lie beside each other, each a file. Move it away."
    ending = path.suffix.lower()
    if ending == ENDING:
        return f"A chapter ends in {ENDING}, in small letters. Rename it to {shown(path.stem)}{ENDING}."
    if ending in _PLAIN:
        return f"A chapter ends in {ENDING}. Rename it to {shown(path.stem)}{ENDING}, or move it away."
    if ending in _OFFICE:
        return f"A chapter is plain text in UTF-8 that ends in {ENDING}. Save it as such, or move it away."
    return f"This is no chapter: those end in {ENDING}. Move it away."


def _left_behind(path: Path) -> bool:
    return path.name.startswith((".", "~$")) or path.name.lower() in _LEFT_BEHIND


def _listed(folder: Path) -> list[Path]:
    return sorted(folder.iterdir(), key=named) if folder.is_dir() else []
