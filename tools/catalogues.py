#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""List what is unfinished in the translations, or note that one has been brought up to date.

- `python tools/catalogues.py` lists missing and fuzzy texts.
- `python tools/catalogues.py --checked ru` notes that the Russian texts now say what the English ones say.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from plaint.language import SOURCE, digest, languages, places, read, sources, unfinished

FOLDER = Path(__file__).parents[1] / "src" / "plaint" / "locale"
NAMES = sorted(path.stem for path in (FOLDER / SOURCE).glob("*.toml"))


def note(language: str, name: str, folder: Path = FOLDER) -> None:
    """Write the `.source` file of a translation: from now on every text of it counts as made from today's English."""
    source, translation = read(SOURCE, name), read(language, name)
    for key, text in translation.texts.items():
        if places(text) != places(source.texts.get(key, "")):
            sys.exit(f"{language}: {key} has other places in braces than the English text; mend it first")
    lines = [f"{key} {digest(text)}\n" for key, text in source.texts.items() if key in translation.texts]
    (folder / language / f"{name}.source").write_text("".join(lines), encoding="ascii")


def left() -> Iterator[str]:
    """Give a line for each text that is not finished, in every translation there is."""
    for name in NAMES:
        for language in languages(name):
            if language != SOURCE:
                lines = unfinished(read(language, name), read(SOURCE, name), sources(language, name))
                yield from (f"{language}/{name}: {line}" for line in lines)


def main(arguments: Sequence[str] | None = None, folder: Path = FOLDER) -> None:
    """Do what the command line asks for; exit with 1 where something is unfinished."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checked", metavar="LANGUAGE")
    checked = parser.parse_args(arguments).checked
    names = [name for name in NAMES if checked in languages(name)]
    if checked and (checked == SOURCE or not names):
        sys.exit(f"There is no translation into {checked}.")
    for name in names:
        note(checked, name, folder)
    lines = list(left())
    print(*lines, sep="\n", end="\n" if lines else "")
    sys.exit(1 if lines else 0)


if __name__ == "__main__":
    main()
