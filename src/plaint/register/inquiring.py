# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an inquiry's steps say about it: its clocks, its runs, and the role in which it puts the person.

Rules of this module:

- A refusal is no end. Each quashed refusal begins another run, and runs are counted.
- Days are counted between dates as they are known, the day of opening being day 0. Where a body lets a check run on
  after it has refused, there must be a second clock: it is said, and which clock was true is for people to find out.
- `victim` in one step and `suspect` in another of the same inquiry is the worst thing that a count of cases can hide.
"""

from collections.abc import Iterator
from itertools import pairwise

from plaint.register.model import Inquiry, Register, Step
from plaint.register.remarks import Remark, warning
from plaint.register.vocabulary import CaseRole, Criterion, StepKind

OPENING = (StepKind.CHECK_OPENED, StepKind.RESUMED)
RESTARTING = (StepKind.REFUSAL_QUASHED, StepKind.RESUMED, StepKind.TRANSFERRED)
RUNNING = (StepKind.END_ANNOUNCED, StepKind.INTERIM_ANSWER, StepKind.EXTENDED)
"""What only a check that still runs can do."""


def look_at_inquiry(register: Register, inquiry: Inquiry) -> Iterator[Remark]:
    """Give what cannot be true of an inquiry, and what a reader of it should know."""
    name = f"inquiries/{inquiry.id}"
    if not inquiry.steps:
        yield Remark(name, (), "The inquiry has no step.", "Add the one that opened it as [[step]].")
    for place, step in enumerate(inquiry.steps):
        if step.date.surely_before(inquiry.opened) and step.kind is not StepKind.COMPLAINT_FILED:
            problem = f"This was on {step.date}, before the inquiry was opened ({inquiry.opened})."
            yield Remark(name, ("step", place, "date"), problem, "Look at both days in the source.")
        if step.statement is None and not step.sources:
            problem = "The step has neither a statement nor a source."
            yield Remark(name, ("step", place), problem, "Name where it can be read.")
        elif step.statement is not None and _came_before(register, step):
            problem = f"{step.statement} was said before this happened ({step.date})."
            yield Remark(name, ("step", place, "statement"), problem, "Look at both days in the source.")
    for place, (earlier, later) in enumerate(pairwise(inquiry.steps), start=1):
        yield from _order(name, place, earlier, later)
    yield from _clocks(name, inquiry)
    yield from _roles(name, inquiry)
    yield from _criteria(name, inquiry)


def days_running(inquiry: Inquiry, step: Step) -> tuple[int, int] | None:
    """Return the fewest and the most days from the opening of the step's own run to it; None where that is unknown."""
    opened = [one.date for one in inquiry.steps if one.cycle == step.cycle and one.kind in OPENING]
    return opened[0].days_until(step.date) if opened else None


def _came_before(register: Register, step: Step) -> bool:
    # An end may be announced, and so said, before the day that it names.
    said = register.statements[step.statement or ""].said
    return step.kind is not StepKind.END_ANNOUNCED and said.surely_before(step.date)


def _order(name: str, place: int, earlier: Step, later: Step) -> Iterator[Remark]:
    if later.date.surely_before(earlier.date):
        yield Remark(name, ("step", place, "date"), "It is older than the step before it.", "Order the steps by day.")
    if later.cycle < earlier.cycle:
        yield Remark(name, ("step", place, "cycle"), "A run cannot come after a later one.", "Look at the runs.")
    if later.cycle > earlier.cycle and earlier.kind not in RESTARTING and later.kind not in RESTARTING:
        problem = "A new run begins, and nothing says how: no quashing, no resumption."
        yield warning(name, ("step", place, "cycle"), problem, "Look for the decision.")


def _clocks(name: str, inquiry: Inquiry) -> Iterator[Remark]:
    """Give a warning for each sign that a check still ran after it had been refused in the same run."""
    for place, step in enumerate(inquiry.steps):
        refusal = next(
            (one for one in inquiry.steps[:place] if one.kind is StepKind.REFUSED and one.cycle == step.cycle), None
        )
        if refusal is None or step.kind not in RUNNING:
            continue
        problem = (
            f"Refused on {refusal.date}{_day(inquiry, refusal)}, and yet running on {step.date}{_day(inquiry, step)}."
        )
        remedy = "There must be a second clock: another check, or a refusal quashed that nobody told of."
        yield warning(name, ("step", place), problem, remedy)


def _day(inquiry: Inquiry, step: Step) -> str:
    days = days_running(inquiry, step)
    if days is None:
        return ""
    return f" (day {days[0]})" if days[0] == days[1] else f" (between day {days[0]} and {days[1]})"


def _roles(name: str, inquiry: Inquiry) -> Iterator[Remark]:
    roles = {step.role for step in inquiry.steps}
    if {CaseRole.VICTIM, CaseRole.SUSPECT} <= roles:
        place = next(number for number, step in enumerate(inquiry.steps) if step.role is CaseRole.SUSPECT)
        problem = "The people whom it is about are victims in one step and suspects in another."
        yield warning(name, ("step", place, "role"), problem, "Say in its note who told which, and when.")


def _criteria(name: str, inquiry: Inquiry) -> Iterator[Remark]:
    named = [quality.criterion for quality in inquiry.quality]
    for place, quality in enumerate(inquiry.quality):
        if quality.criterion in named[:place]:
            yield Remark(name, ("quality", place, "criterion"), f"{quality.criterion} stands twice.", "Keep one.")
        if quality.finding != "unknown" and not quality.sources:
            problem = f"{quality.criterion} is {quality.finding}, and no source says so."
            yield Remark(name, ("quality", place, "finding"), problem, "Name a source, or write unknown.")
    missing = [criterion for criterion in Criterion if criterion not in named]
    if missing:
        yield warning(
            name, (), f"Not looked at: {', '.join(missing)}.", "Add a [[quality]] for each, unknown at least."
        )
