# SPDX-License-Identifier: AGPL-3.0-or-later
"""A figure and how it came about, in words of one language.

The texts stand in the register catalogue (`plaint/locale/*/register.toml`); nothing here is a sentence of its own.
"""

from collections.abc import Iterator

from plaint.language import Catalogue
from plaint.register.combined import Combined, Derived, Rule
from plaint.register.dates import PartialDate, Period, Precision
from plaint.register.model import Claim, Register, Words


def bounds(texts: Catalogue, low: int, high: int | None, *, stated: bool = False) -> str:
    """Return bounds in words: "at least 100", "60", "from 24 to 31", "0", "at most 15000", "no bound stated".

    `stated` says that a 0 below was somebody's number, so that 0 to 2 is "from 0 to 2" and not "at most 2".
    """
    if high is None:
        return texts("bounds.at_least", low=low) if low else texts("bounds.open")
    if low == high:
        return texts("bounds.exactly", low=low)
    return texts("bounds.between", low=low, high=high) if low or stated else texts("bounds.at_most", high=high)


def day(texts: Catalogue, when: PartialDate) -> str:
    """Return a partial date in words, no more precise than it is: "24 April 2017", "April 2017", "2017"."""
    if when.precision is Precision.YEAR:
        return texts("date.year", year=when.year)
    if when.precision is Precision.MONTH:
        return texts("date.month", month=texts(f"month.m{when.month}"), year=when.year)
    return texts("date.day", day=when.day, month=texts(f"month_of.m{when.month}"), year=when.year)


def period(texts: Catalogue, over: Period) -> str:
    """Return a period in words."""
    if over.since is None or over.until is None:
        end = over.until or over.since
        return texts("date.until" if over.since is None else "date.since", date=day(texts, end)) if end else ""
    if over.since == over.until:
        return day(texts, over.since)
    return texts("date.between", since=day(texts, over.since), until=day(texts, over.until))


def label(words: Words, language: str) -> str:
    """Return a name in `language`, or in the other one where it has not been written yet, marked as such."""
    other = next(code for code in ("en", "ru") if code != language)
    return words.of(language) or f"[{other}] {words.of(other)}"


def explain(register: Register, combined: Combined, texts: Catalogue) -> Iterator[str]:
    """Give a figure in one line, then its derivation, a line for each step and each claim that it stands on."""
    unit = label(register.units[combined.unit].name, texts.language)
    scope = label(register.scopes[combined.scope].name, texts.language)
    figure = bounds(texts, combined.low, combined.high, stated=combined.contested)
    yield texts("figure.line", unit=unit, scope=scope, bounds=figure)
    if combined.as_of is not None:
        yield texts("figure.asof", date=day(texts, combined.as_of))
    if combined.times:
        yield texts("figure.times")
    if combined.contested:
        yield texts("figure.contested")
    for number, step in enumerate(combined.steps, start=1):
        yield texts("figure.step", n=number, text=sentence(register, step, texts))
        if step.rule not in (Rule.UNION, Rule.PART):
            yield from (texts("figure.claim", text=claimed(register, claim, texts)) for claim in step.claims)


def sentence(register: Register, step: Derived, texts: Catalogue) -> str:
    """Return one step of a derivation as a sentence."""
    values: dict[str, object] = {}
    if step.rule is not Rule.LATER:
        values["bounds"] = bounds(texts, step.low, step.high, stated=step.rule is Rule.REBUTTED)
    if step.lineage is not None:
        values["lineage"] = label(register.lineages[step.lineage].name, texts.language)
    if step.other is not None:
        values["other"] = label(register.lineages[step.other].name, texts.language)
    return texts(f"rule.{step.rule}", **values)


def claimed(register: Register, claim: Claim, texts: Catalogue) -> str:
    """Return one claim with who made it and when."""
    actor = label(register.actors[claim.statement.actor].name, texts.language)
    figure = stated(claim, texts)
    return texts("figure.who", date=day(texts, claim.statement.said), actor=actor, bounds=figure)


def stated(claim: Claim, texts: Catalogue) -> str:
    """Return the bounds of a claim as they were worded."""
    if claim.count.wording == "about":
        return texts("bounds.about", bounds=bounds(texts, claim.count.low or 0, claim.count.high))
    return bounds(texts, claim.count.low or 0, claim.count.high)
