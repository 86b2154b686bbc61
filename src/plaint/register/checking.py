# SPDX-License-Identifier: AGPL-3.0-or-later
"""What cannot be true of a record, and what a reader of it should know.

Rules of this module:

- An *error* is a contradiction within the record, or a number or promise that claims more than its evidence. A record
  with an error is not published.
- A *warning* is true and stays: sources that nobody has archived, versions that contradict one another, words under
  suspicion of pressure. It is for the keepers of the record; nothing has to be done until there is no warning.
- No promise is `broken` without evidence that something did not happen, and none is `kept` without evidence that it
  did.
"""

from collections.abc import Iterator
from itertools import pairwise

from plaint.register import published
from plaint.register.checkcounts import look_at_claims, look_at_count
from plaint.register.inquiring import look_at_inquiry
from plaint.register.model import LONGEST_QUOTE, Actor, Commitment, Correction, Register, Statement, Words
from plaint.register.remarks import Remark, counted, warning
from plaint.register.shape import SINGULAR
from plaint.register.toml import Path
from plaint.register.vocabulary import CommitmentStatus, Medium, SignState, StatementKind


def look(register: Register) -> Iterator[Remark]:
    """Give everything that cannot be true of a register or that a reader should know, in no particular order."""
    for statement in register.statements.values():
        yield from _statement(register, statement)
    for commitment in register.commitments.values():
        yield from _commitment(register, commitment)
    for inquiry in register.inquiries.values():
        yield from look_at_inquiry(register, inquiry)
    yield from look_at_claims(register)
    yield from _sources(register)
    yield from _corrections(register)
    yield from _unexplained(register)
    yield from _unwritten(register)


def _statement(register: Register, said: Statement) -> Iterator[Remark]:
    name = f"statements/{said.id}"
    if not said.sources:
        yield Remark(name, ("sources",), "The statement has no source.", "Add one; nothing is recorded without.")
    if said.reported and said.reported.surely_before(said.said):
        problem = f"It became known ({said.reported}) before it was said ({said.said})."
        yield Remark(name, ("reported",), problem, "Look at both days in the source.")
    if _was_out_of_office(register.actors[said.actor], said):
        problem = f"{said.actor} did not hold this office on {said.said}."
        yield Remark(name, ("actor",), problem, "Name who held it, or mend since and until of the actor.")
    for answered in said.in_reply_to:
        if answered == said.id or said.said.surely_before(register.statements[answered].said):
            problem = f"It answers {answered}, which was not said before it."
            yield Remark(name, ("in_reply_to",), problem, "Look which of the two answers the other.")
    if said.quote and len(said.quote.text) > LONGEST_QUOTE:
        problem = f"The quotation has {len(said.quote.text)} characters."
        yield Remark(name, ("quote", "text"), problem, f"Shorten it to {LONGEST_QUOTE}, or tell it in own words.")
    for place, count in enumerate(said.counts):
        yield from look_at_count(register, name, place, count)
    yield from _worth(register, name, said)


def _worth(register: Register, name: str, said: Statement) -> Iterator[Remark]:
    """Give what a reader should know before believing a statement."""
    if said.coercion_suspected:
        yield warning(name, ("coercion_suspected",), "Said under suspicion of pressure: it withdraws nothing.")
    if said.kind is StatementKind.RETRACTION and not said.coercion_suspected:
        problem = "A retraction without a word on whether it was free."
        yield warning(name, ("kind",), problem, "Set coercion_suspected where there is reason to.")
    media = {register.sources[source].medium for source in said.sources}
    if media == {Medium.REPOST}:
        yield warning(name, ("sources",), "Only copies or accounts of a source were seen.", "Look for the original.")


def _was_out_of_office(actor: Actor, said: Statement) -> bool:
    before = actor.since is not None and said.said.surely_before(actor.since)
    return before or (actor.until is not None and actor.until.surely_before(said.said))


def _commitment(register: Register, promise: Commitment) -> Iterator[Remark]:
    name = f"commitments/{promise.id}"
    statement = register.statements[promise.statement]
    if statement.kind is not StatementKind.PROMISE:
        problem = f"{promise.statement} is no promise but: {statement.kind}."
        yield Remark(name, ("statement",), problem, "Name the statement in which it was promised.")
    if promise.due and promise.due.surely_before(statement.said):
        problem = f"It was due ({promise.due}) before it was made ({statement.said})."
        yield Remark(name, ("due",), problem, "Look at the day in the source.")
    if not promise.signs:
        yield Remark(name, (), "No sign says how anybody could see that it was kept.", "Add a [[sign]].")
    for place, sign in enumerate(promise.signs):
        if sign.state is not SignState.NO_EVIDENCE and not sign.sources:
            problem = f"The sign is {sign.state}, and no source says so."
            yield Remark(name, ("sign", place, "state"), problem, "Name a source, or write no_evidence.")
    if not promise.statuses:
        yield Remark(name, (), "Nothing says what became of it.", "Add a [[status]]; the first one may be open.")
        return
    for place, (earlier, later) in enumerate(pairwise(promise.statuses), start=1):
        if later.on.surely_before(earlier.on):
            yield Remark(name, ("status", place, "on"), "It is older than the status before it.", "Order them by day.")
    yield from _unearned(name, promise)


def _unearned(name: str, promise: Commitment) -> Iterator[Remark]:
    """Give a remark where the status says more than the signs."""
    needed = {
        CommitmentStatus.BROKEN: SignState.NOT_SEEN,
        CommitmentStatus.KEPT: SignState.SEEN,
        CommitmentStatus.PARTLY_KEPT: SignState.SEEN,
    }
    states = {sign.state for sign in promise.signs}
    wanted = needed.get(promise.status)
    path: Path = ("status", len(promise.statuses) - 1, "status")
    if wanted is not None and wanted not in states:
        problem = f"It is called {promise.status}, and no sign is {wanted}."
        yield Remark(name, path, problem, "Without evidence either way it is unverifiable.")
    if promise.status is CommitmentStatus.KEPT and states != {SignState.SEEN}:
        yield Remark(name, path, "It is called kept, and not every sign was seen.", "Call it partly_kept.")


def _sources(register: Register) -> Iterator[Remark]:
    bare = [source.id for source in register.sources.values() if source.snapshot is None]
    if bare:
        of_all = f"{len(bare)} of {counted(len(register.sources), 'source', 'sources')}"
        problem = f"{of_all} {'is' if len(bare) == 1 else 'are'} not yet archived, {bare[0]} first."
        remedy = "Save the page and add it: plaint register add source FILE --id ID."
        yield warning(f"sources/{bare[0]}", (), problem, remedy)
    for source in register.sources.values():
        if source.medium is Medium.REPOST and source.reposted_from is None:
            problem = "A copy or account that does not say of what."
            yield Remark(f"sources/{source.id}", ("medium",), problem, "Add reposted_from.")
    told = {source for said in register.statements.values() for source in said.sources}
    told |= {source for one in register.commitments.values() for sign in one.signs for source in sign.sources}
    for inquiry in register.inquiries.values():
        told |= {source for step in inquiry.steps for source in step.sources}
        told |= {source for quality in inquiry.quality for source in quality.sources}
    for unused in sorted(set(register.sources) - told):
        yield warning(f"sources/{unused}", (), "Nothing rests on this source.", "Name it where it is used.")


def _corrections(register: Register) -> Iterator[Remark]:
    tables = published.tables(register)
    for correction in register.corrections.values():
        name = f"corrections/{correction.id}"
        table = tables.get(correction.of)
        if correction.was == correction.becomes:
            yield Remark(name, ("becomes",), "It corrects nothing.", "Write what was changed, or take it out.")
        is_withdrawal = correction.field == published.WITHDRAWN
        if correction.of.partition("/")[0] == published.CORRECTIONS and not is_withdrawal:
            yield Remark(name, ("of",), "A correction is not corrected.", "Correct the record once more.")
        elif is_withdrawal:
            if table is not None:
                yield Remark(
                    name, ("field",), f"{correction.of} is said to be withdrawn and is there.", "Take one out."
                )
        elif table is None:
            yield Remark(name, ("of",), f"There is no record {correction.of}.", "Write it as folder/id.")
        elif correction == _newest(register, correction):
            now = published.spelled(published.canonical(table).get(correction.field))
            if now != correction.becomes:
                problem = f"{correction.of} says {now or 'nothing'} in {correction.field}, not {correction.becomes}."
                yield Remark(name, ("becomes",), problem, "Change the record with plaint register correct.")


def _newest(register: Register, correction: Correction) -> Correction:
    return [one for one in register.corrections_of(correction.of) if one.field == correction.field][-1]


def _unwritten(register: Register) -> Iterator[Remark]:
    """Give one warning for each record that has a text in one language only, and an error where it has none."""
    for room in published.ROOMS:
        for record, item in getattr(register, room).items():
            missing: dict[str, list[Path]] = {}
            for path, words in _texts(item):
                empty = [code for code in ("ru", "en") if not words.of(code).strip()]
                if len(empty) > 1:
                    yield Remark(f"{room}/{record}", path, "The text is empty.", "Write it.")
                elif empty:
                    missing.setdefault(empty[0], []).append((*path, empty[0]))
            for code, paths in missing.items():
                problem = f"{counted(len(paths), 'text is', 'texts are')} not written in {code}."
                yield warning(f"{room}/{record}", paths[0], problem, "Write it in own words.")


def _texts(item: object) -> Iterator[tuple[Path, Words]]:
    """Give every text in languages that a record holds, with its place."""
    for field in item.__dataclass_fields__:  # type: ignore[attr-defined]
        value = getattr(item, field)
        key = SINGULAR.get(field, field)
        if isinstance(value, Words):
            yield (key,), value
        elif isinstance(value, tuple):
            for place, part in enumerate(value):
                if hasattr(part, "__dataclass_fields__"):
                    yield from (((key, place, *path), words) for path, words in _texts(part))


def _unexplained(register: Register) -> Iterator[Remark]:
    """Give each record that changed or vanished since it was published, without a correction that says so."""
    for line, why in published.unexplained(
        register.published, published.tables(register), register.corrections.values()
    ):
        if why == "gone":
            problem = f"It was published on {line.on} and is gone."
            remedy = "Put it back, or add a correction with the field record that says why it was withdrawn."
        else:
            problem = f"It changed since it was published on {line.on}, and no correction says so."
            remedy = "Put it back and change it with plaint register correct, which keeps what it said."
        room, _, name = line.record.partition("/")
        record = f"sources/{name}" if room == published.COPIES else line.record
        path: Path = ("snapshot",) if room == published.COPIES else ()
        yield Remark(record, path, problem, remedy)
