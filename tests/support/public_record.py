# SPDX-License-Identifier: AGPL-3.0-or-later
"""An invented public record that has one of everything: what the site's and the charts' tests publish.

Places, papers and people are invented. Some texts have no Russian yet, as in a record that is being kept.
"""

from collections.abc import Iterable, Mapping
from typing import Protocol, TypeVar

from plaint.register.dates import PartialDate
from plaint.register.model import (
    Actor,
    Commitment,
    Correction,
    CountClaim,
    Inquiry,
    Lineage,
    Quality,
    Quote,
    Register,
    Scope,
    Sign,
    Snapshot,
    Source,
    Statement,
    Status,
    Step,
    Unit,
    Words,
)
from plaint.register.vocabulary import (
    ActorKind,
    CaseRole,
    CommitmentStatus,
    Confidence,
    Criterion,
    Finding,
    LineageKind,
    Medium,
    Method,
    SignState,
    SnapshotForm,
    StatementKind,
    StepKind,
    UnitKind,
    Wording,
)


class _Named(Protocol):
    @property
    def id(self) -> str: ...


_Record = TypeVar("_Record", bound=_Named)


def words(en: str, ru: str = "") -> Words:
    """Return a text in English and, where it is written, in Russian."""
    return Words(en=en, ru=ru)


def on(text: str) -> PartialDate:
    """Return the date that `text` spells."""
    return PartialDate.parse(text)


def by_id(records: Iterable[_Record]) -> Mapping[str, _Record]:
    """Return records by their ids, in order."""
    return {one.id: one for one in sorted(records, key=lambda one: one.id)}


def count(
    wording: Wording,
    low: int | None,
    high: int | None,
    *,
    unit: str = "detained",
    lineage: str = "paper",
    scope: str = "valley",
) -> CountClaim:
    """Return a claim of this wording; of persons detained in the valley where nothing else is said."""
    return CountClaim(
        unit=unit, scope=scope, low=low, high=high, wording=wording, lineage=lineage, method=Method.OWN_SOURCES
    )


def statement(
    id_: str, actor: str, kind: StatementKind, said: str, text: Words, *counts: CountClaim, **more: object
) -> Statement:
    """Return a statement about the valley from the source "paper-1"."""
    values: dict[str, object] = {
        "id": id_,
        "occasion": id_.partition("-")[0],
        "actor": actor,
        "kind": kind,
        "said": on(said),
        "scope": "valley",
        "text": text,
        "sources": ("paper-1",),
        "confidence": Confidence.HIGH,
        "counts": counts,
    }
    return Statement(**(values | more))  # type: ignore[arg-type]  # a table of defaults under what is given


ACTORS = (
    Actor(id="paper", name=words("The Valley Paper", "«Долина»"), kind=ActorKind.NEWSPAPER),
    Actor(
        id="mayor",
        name=words("Mayor of Upper Town", "Мэр Верхнего города"),
        kind=ActorKind.EXECUTIVE,
        since=on("2015-09"),
    ),
    Actor(id="ombudswoman", name=words("Human Rights Commissioner", "Уполномоченная"), kind=ActorKind.OMBUDSMAN),
    Actor(id="office", name=words("District investigators", "Следственный отдел"), kind=ActorKind.INVESTIGATIVE),
    Actor(id="group", name=words("Helpers' Network"), kind=ActorKind.NGO),
)
STATEMENTS = (
    statement(
        "e1-1",
        "paper",
        StatementKind.ALLEGATION,
        "2031-03-02",
        words("Men were rounded up in the valley", "В долине задержали мужчин"),
        count(Wording.AT_LEAST, 100, None),
        quote=Quote(text="They came at night.", language="en"),
    ),
    statement(
        "e1-2",
        "paper",
        StatementKind.ALLEGATION,
        "2031-03-02",
        words("Some of them were killed"),
        count(Wording.AT_LEAST, 3, None, unit="killed"),
    ),
    statement(
        "e2-1",
        "mayor",
        StatementKind.DENIAL,
        "2031-03-04",
        words("Nothing of this happened", "Ничего этого не было"),
        count(Wording.NONE, 0, 0, lineage="town"),
        reported=on("2031-03-05"),
        in_reply_to=("e1-1",),
        told_by="paper",
    ),
    statement(
        "e3-1",
        "group",
        StatementKind.ASSISTANCE,
        "2031-04",
        words("Gave shelter to people"),
        count(Wording.EXACTLY, 60, 60, unit="helped", lineage="log"),
    ),
    statement(
        "e4-1",
        "group",
        StatementKind.ASSISTANCE,
        "2031-06-30",
        words("Gave shelter to more people"),
        count(Wording.EXACTLY, 1170, 1170, unit="helped", lineage="log"),
    ),
    statement(
        "e5-1",
        "paper",
        StatementKind.REPORT,
        "2031-05-09",
        words("Other killings, in January", "Другие убийства, в январе"),
        count(Wording.BETWEEN, 27, 56, unit="killed", scope="january"),
        scope="january",
    ),
    statement(
        "e6-1",
        "group",
        StatementKind.ALLEGATION,
        "2031-05-10",
        words("More were detained"),
        count(Wording.ABOUT, 200, 240, lineage="network"),
        confidence=Confidence.MEDIUM,
        sources=("paper-1", "copy"),
    ),
    statement(
        "e7-1",
        "mayor",
        StatementKind.PROMISE,
        "2031-05-11",
        words("Will let the Commissioner in", "Пустит уполномоченную"),
    ),
    statement(
        "e7-2",
        "ombudswoman",
        StatementKind.REQUEST,
        "2031-05-11",
        words("Asked for a working group", "Попросила о рабочей группе"),
    ),
    statement("e8-1", "office", StatementKind.INQUIRY_OPENED, "2031-03-20", words("Began a check", "Начал проверку")),
    statement(
        "e9-1",
        "paper",
        StatementKind.RETRACTION,
        "2031-11",
        words("A man took back his words on television"),
        coercion_suspected=True,
    ),
    statement(
        "e10-1",
        "office",
        StatementKind.THREAT,
        "2031",
        words("Warned those who speak"),
        note=words("Known by year only."),
    ),
)
PROMISE = Commitment(
    id="let-in",
    statement="e7-1",
    to="ombudswoman",
    what=words("To let the Commissioner into the town", "Пустить уполномоченную в город"),
    signs=(
        Sign(text=words("She was in the town", "Она была в городе"), state=SignState.NO_EVIDENCE),
        Sign(
            text=words("An order was published"),
            state=SignState.NOT_SEEN,
            sources=("paper-1",),
            note=words("None in the gazette."),
        ),
    ),
    statuses=(
        Status(status=CommitmentStatus.OPEN, on=on("2031-05-11"), why=words("Made without a day.", "Срок не назван.")),
        Status(status=CommitmentStatus.UNVERIFIABLE, on=on("2032-01-10"), why=words("Nothing was found either way.")),
    ),
)
INQUIRY = Inquiry(
    id="check",
    body="office",
    opened=on("2031-03-20"),
    scope="valley",
    about=words("Check of the newspaper's report", "Проверка сообщения газеты"),
    steps=(
        Step(
            kind=StepKind.CHECK_OPENED,
            date=on("2031-03-20"),
            cycle=1,
            role=CaseRole.VICTIM,
            text=words("Opened."),
            statement="e8-1",
        ),
        Step(
            kind=StepKind.REFUSED,
            date=on("2031-04-18"),
            cycle=1,
            role=CaseRole.VICTIM,
            text=words("Refused."),
            sources=("paper-1",),
        ),
        Step(
            kind=StepKind.END_ANNOUNCED,
            date=on("2031-05-01"),
            cycle=1,
            role=CaseRole.SUSPECT,
            text=words("Still runs."),
            sources=("copy",),
        ),
    ),
    quality=(
        Quality(criterion=Criterion.PROMPT, finding=Finding.PARTLY, why=words("After 18 days."), sources=("paper-1",)),
        Quality(criterion=Criterion.SITE_VISIT, finding=Finding.UNKNOWN, why=words("Nothing is known.")),
    ),
    note=words("Told by the paper alone."),
)


def record() -> Register:
    """Return the invented record."""
    return Register(
        title=words("The valley: a public record", "Долина: открытая летопись"),
        licence="CC-BY-4.0",
        units=by_id(
            (
                Unit(id="detained", name=words("persons detained", "задержанные"), kind=UnitKind.PERSON),
                Unit(id="killed", name=words("persons killed", "убитые"), kind=UnitKind.PERSON),
                Unit(id="helped", name=words("persons helped"), kind=UnitKind.PERSON),
            )
        ),
        scopes=by_id(
            (
                Scope(
                    id="valley",
                    name=words("The valley, March 2031", "Долина, март 2031"),
                    about=words("The round-ups of March."),
                ),
                Scope(id="january", name=words("January 2031"), about=words("Another incident.")),
            )
        ),
        lineages=by_id(
            (
                Lineage(id="paper", name=words("the paper's own sources"), kind=LineageKind.ONE_ORIGIN),
                Lineage(id="network", name=words("the network's log"), kind=LineageKind.ONE_ORIGIN, part_of=("log",)),
                Lineage(
                    id="town", name=words("the town's files"), kind=LineageKind.ONE_ORIGIN, note=words("Never shown.")
                ),
                Lineage(id="log", name=words("the network's help"), kind=LineageKind.SERIES),
            )
        ),
        actors=by_id(ACTORS),
        sources=by_id(
            (
                Source(
                    id="paper-1",
                    citation="The Valley Paper, 2 March 2031",
                    medium=Medium.PRESS,
                    url="https://valley.example/1",
                    published=on("2031-03-02"),
                    language="en",
                    snapshot=Snapshot(sha256="ab" * 32, form=SnapshotForm.HTML, taken=on("2031-03-03")),
                ),
                Source(
                    id="copy",
                    citation="Копия на чужом сайте",
                    medium=Medium.REPOST,
                    reposted_from="The Valley Paper",
                    language="ru",
                ),
            )
        ),
        statements=by_id(STATEMENTS),
        commitments=by_id((PROMISE,)),
        inquiries=by_id((INQUIRY,)),
        corrections=by_id(
            (
                Correction(
                    id="c1",
                    of="statements/e2-1",
                    field="said",
                    was='"2031-03-05"',
                    becomes='"2031-03-04"',
                    reason=words("The day of printing was taken.", "Взяли день печати."),
                    on=on("2031-12-01"),
                    by="keepers",
                ),
            )
        ),
    )
