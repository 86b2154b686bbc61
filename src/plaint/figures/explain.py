# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the gate says in plain words, Russian and English.

Rules of this module:

- What stands under a public table must not tell more than the table: for `…` there is one sentence, whether the cell is
  small or covers another. The reasons of single cells are for those who approve, and are never published.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from plaint.figures.audit import Insider
from plaint.figures.codebook import LANGUAGES, Dimension
from plaint.figures.cover import Covered, Face
from plaint.figures.numbers import BASES, Key, coarser
from plaint.figures.released import Hidden, Shown, Why

Texts = Mapping[str, str]

_PUBLIC: Final[Mapping[Why, Texts]] = {
    Why.SMALL: {
        "ru": "<{k}: меньше {k}, в том числе ни одного.",
        "en": "<{k}: fewer than {k}, or none at all.",
    },
    Why.COVER: {
        "ru": "…: не показано, так как число мало или по нему можно вычислить другое; о величине знак не говорит.",
        "en": "…: not shown, being small or letting another figure be computed; the mark says nothing of the size.",
    },
    Why.COARSE: {
        "ru": "Округлено до {base}, чтобы нельзя было вычислить другие числа.",
        "en": "Rounded to {base}, so that other figures cannot be computed.",
    },
    Why.KEPT: {
        "ru": "Оставлено число прежней публикации ({month}): с тех пор изменилось слишком мало.",
        "en": "The figure of the earlier release ({month}) stands: too little has changed since.",
    },
}
(_MORE, _COARSE), (_MOST, _COARSEST) = coarser()
ROUNDING: Final[Texts] = {
    "ru": f"Каждое число округлено само по себе: до {BASES[0]}, начиная с {_MORE} — до {_COARSE}, с {_MOST} — "
    f"до {_COARSEST}; суммы могут не сходиться.",
    "en": f"Each figure is rounded by itself: to {BASES[0]}, from {_MORE} on to {_COARSE}, from {_MOST:,} on to "
    f"{_COARSEST}; sums need not agree.",
}
MERGED: Final[Texts] = {
    "ru": "Объединены, так как каждое мало: {names}.",
    "en": "Put together, each being small: {names}.",
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one number is not shown as it is, for those who approve; it would tell the public what the gate hides."""

    tables: tuple[str, ...]
    reason: str
    """`small`, `cover`, `insider`, `earlier` or `group`."""
    text: Texts


def public(why: Why, *, k: int = 0, base: int = 0, month: str = "") -> Hidden:
    """Return the reason as it stands in public."""
    return Hidden(why, {code: text.format(k=k, base=base, month=month) for code, text in _PUBLIC[why].items()})


def small(faces: list[Face], named: Mapping[str, Dimension]) -> list[Explanation]:
    """Explain the cells that are hidden because they are small, one sentence a table; and whole groups in one cell."""
    found = []
    for table in sorted({table for face in faces for table in face.tables}):
        own = [face for face in faces if table in face.tables]
        few = [face for face in own if face.count < face.threshold and not face.kept]
        if few:
            k = few[0].threshold
            text = {
                "ru": f"{table}: скрыто малых чисел (меньше {k}): {len(few)} из {len(own)}.",
                "en": f"{table}: {len(few)} of {len(own)} figures are hidden, being less than {k}.",
            }
            found.append(Explanation((table,), "small", text))
        for line in own:
            if whole := _whole(line, own):
                words = {code: (phrase(line.key, named, code), phrase(whole.key, named, code)) for code in LANGUAGES}
                text = {
                    "ru": f"{table}: {words['ru'][0]}: все в одной клетке ({words['ru'][1]}); нули рядом скрыты.",
                    "en": f"{table}: {words['en'][0]}: all lie in one cell ({words['en'][1]}); the zeros are hidden.",
                }
                found.append(Explanation((table,), "group", text))
    return found


def covered(one: Covered, face: Face, named: Mapping[str, Dimension], insider: Mapping[Insider, str]) -> Explanation:
    """Explain one number that was covered for the sake of another."""
    reason = "earlier" if one.protected.span.as_of != face.key.span.as_of else "cover"
    reason = "insider" if one.attacker is not None else reason
    texts: dict[str, str] = {}
    for code in LANGUAGES:
        what, other = phrase(face.key, named, code), phrase(one.protected, named, code)
        who = named_body(insider[one.attacker], named, code) if one.attacker is not None else ""
        if code == "ru":
            done = "скрыто" if face.shown is Shown.HIDDEN else f"округлено до {face.base}"
            by = f" органу «{who}», который знает свои дела" if who else ""
            texts[code] = f"{what}: {done}, иначе{by} стало бы известно слишком много о числе «{other}»."
        else:
            done = "hidden" if face.shown is Shown.HIDDEN else f"rounded to {face.base}"
            by = f" {who}, which knows its own cases," if who else " anybody"
            texts[code] = f"{what}: {done}, or{by} could narrow down “{other}”."
        if reason == "earlier":
            note = {"ru": " (разность с прежней публикацией)", "en": " (by the difference to an earlier release)"}
            texts[code] += note[code]
    return Explanation(face.tables, reason, texts)


def phrase(key: Key, named: Mapping[str, Dimension], language: str) -> str:
    """Return what a number counts, in words."""
    parts = []
    for name, codes in key.where:
        labels = [code.label[language] for code in named[name].codes if code.code in codes]
        parts.append(", ".join(labels))
    return " × ".join(parts) or {"ru": "всего", "en": "total"}[language]


def named_body(place: str, named: Mapping[str, Dimension], language: str) -> str:
    """Return the label of `dimension/code`."""
    name, _, code = place.partition("/")
    return named[name].code(code).label[language] if name in named else place


def _whole(line: Face, faces: list[Face]) -> Face | None:
    """Return the cell that holds all rows of a line, if one does."""
    if line.count < line.threshold or len(line.key.where) != 1:
        return None
    within = [one for one in faces if len(one.key.where) == 2 and line.key.where[0] in one.key.where]
    return next((one for one in within if one.count == line.count), None) if len(within) > 1 else None
