# SPDX-License-Identifier: AGPL-3.0-or-later
"""What does not fit together in an inquiry, in sentences: clocks that run on after a refusal, and roles that turn."""

from collections.abc import Iterator

from plaint.register.inquiring import RUNNING, days_running
from plaint.register.model import Inquiry, Step
from plaint.register.vocabulary import CaseRole, StepKind
from plaint.site.speech import Speech


def contradictions(speech: Speech, inquiry: Inquiry) -> tuple[str, ...]:
    """Return one sentence for each contradiction between the steps of an inquiry, none where they fit together."""
    return (*_clocks(speech, inquiry), *_roles(speech, inquiry))


def _clocks(speech: Speech, inquiry: Inquiry) -> Iterator[str]:
    for place, step in enumerate(inquiry.steps):
        earlier = inquiry.steps[:place]
        refusal = next((one for one in earlier if one.kind is StepKind.REFUSED and one.cycle == step.cycle), None)
        if refusal is not None and step.kind in RUNNING:
            yield speech.t(
                "inquiry.clocks", refused=_dated(speech, inquiry, refusal), running=_dated(speech, inquiry, step)
            )


def _roles(speech: Speech, inquiry: Inquiry) -> Iterator[str]:
    if {CaseRole.VICTIM, CaseRole.SUSPECT} <= {step.role for step in inquiry.steps}:
        yield speech.t("inquiry.roles")


def _dated(speech: Speech, inquiry: Inquiry, step: Step) -> str:
    days = days_running(inquiry, step)
    if days is None:
        return speech.date(step.date)
    number = str(days[0]) if days[0] == days[1] else f"{days[0]}–{days[1]}"
    return speech.t("inquiry.day", date=speech.date(step.date), day=number)
