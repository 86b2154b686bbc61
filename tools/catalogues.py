#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""List what is unfinished in the translations, or note that one has been brought up to date.

- `python tools/catalogues.py` lists missing and fuzzy texts.
- `python tools/catalogues.py --checked ru` notes that the Russian texts now say what the English ones say.
"""

import argparse
import sys
from pathlib import Path

from plaint.language import SOURCE, digest, languages, places, read, sources, unfinished

FOLDER = Path(__file__).parents[1] / "src" / "plaint" / "locale"
NAMES = sorted(path.stem for path in (FOLDER / SOURCE).glob("*.toml"))


def note(language: str, name: str) -> None:
    """Write the `.source` file of a translation: from now on every text of it counts as made from today's English."""
    source, translation = read(SOURCE, name), read(language, name)
    for key, text in translation.texts.items():
        if places(text) != places(source.texts.get(key, "")):
            sys.exit(f"{language}: {key} has other places in braces than the English text; mend it first")
    lines = [f"{key} {digest(text)}\n" for key, text in source.texts.items() if key in translation.texts]
    (FOLDER / language / f"{name}.source").write_text("".join(lines), encoding="ascii")


def main() -> None:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checked", metavar="LANGUAGE")
    checked = parser.parse_args().checked
    if checked and not any(checked in languages(name) for name in NAMES):
        sys.exit(f"There is no catalogue in {checked}.")
    left = 0
    for name in NAMES:
        spoken = languages(name)
        if checked in spoken:
            note(checked, name)
        for language in spoken:
            if language != SOURCE:
                lines = unfinished(read(language, name), read(SOURCE, name), sources(language, name))
                left += len(lines)
                print(*(f"{language}/{name}: {line}" for line in lines), sep="\n", end="\n" if lines else "")
    sys.exit(1 if left else 0)


if __name__ == "__main__":
    main()
