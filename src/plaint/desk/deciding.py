# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may write in a case, who may be asked to read it, and to whom it may be given.

Rules of this module:

- Readers are widened under the same conflict rules that the complainant's page applied, with the newest charter. Who is
  blocked stays blocked; whom the complainant left out stays out, whatever a colleague thinks of it.
- A warning does not stop a widening. It is shown, and the reason that the member gives stays in the case.
- Whoever no longer reads a case writes nothing in it: the others would show it as a stranger's word.
"""

from collections.abc import Collection
from dataclasses import dataclass

from plaint.casework.case import Case
from plaint.casework.seen import bitmap, slots
from plaint.charter import conflict
from plaint.charter.conflict import About
from plaint.charter.errors import CharterError
from plaint.charter.model import Charter, Effect, Member
from plaint.entry.fields import DocumentError
from plaint.errors import PlaintError


class NotAllowedError(PlaintError):
    """This member cannot be made a reader of this case."""


class NotAReaderError(PlaintError):
    """The member at this desk does not read this case any more, or was never meant to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A seated member who does not read the case yet."""

    member: Member
    effect: Effect
    """What the conflict rules say: `blocked` is beyond anyone's choice, `warn` wants a reason."""
    rules: tuple[str, ...]
    """Ids of the rules that apply."""
    left_out: bool
    """The complainant wanted this member not to read."""

    @property
    def allowed(self) -> bool:
        """Whether the case may be opened for this member."""
        return self.effect != "blocked" and not self.left_out


def candidates(case: Case, charter: Charter) -> tuple[Candidate, ...]:
    """Return who could be made a reader of a case, in slot order."""
    read, complaint = slots(case.readers), case.complaint
    found = _standings(case, charter)
    left_out = complaint.left_out if complaint else ()
    return tuple(
        Candidate(
            member=member,
            effect=found[member.id][0] if member.id in found else "none",
            rules=found[member.id][1] if member.id in found else (),
            left_out=member.id in left_out,
        )
        for member in charter.seated
        if member.slot not in read
    )


def check_widening(case: Case, charter: Charter, added: Collection[str]) -> int:
    """Return the bitmap of the members to be added; raise `NotAllowedError` for one who may not read."""
    known = {each.member.id: each for each in candidates(case, charter)}
    bitmap = 0
    for name in added:
        if name not in known or not known[name].allowed:
            raise NotAllowedError(
                "This member may not read this case.", hint="The conflict rules or the complainant keep them out."
            )
        bitmap |= 1 << known[name].member.slot
    if not bitmap:
        raise NotAllowedError("Nobody was chosen.", hint="Choose at least one member.")
    return bitmap


def check_assignment(case: Case, charter: Charter, members: Collection[str]) -> None:
    """Raise `DocumentError` where somebody is to take up a case who does not read it."""
    if not set(members) <= {member.id for member in seated_readers(case, charter)}:
        raise DocumentError("members")


def may_write(case: Case, charter: Charter, member: str) -> bool:
    """Say whether what this member writes in a case counts: seated, and one of its readers."""
    return member in {each.id for each in seated_readers(case, charter)}


def need_to_write(case: Case, charter: Charter, member: str) -> None:
    """Raise `NotAReaderError` where what this member writes would not count."""
    if not may_write(case, charter, member):
        raise NotAReaderError("You no longer read this case.", hint="Ask a member who reads it to open it for you.")


def seated_readers(case: Case, charter: Charter) -> tuple[Member, ...]:
    """Return the members who read a case and are still in the group, in slot order."""
    return tuple(each for each in charter.seated if case.readers >> each.slot & 1)


def own_body(case: Case, charter: Charter, member: str) -> tuple[Member, ...]:
    """Return the readers of a case who sit for the same body as `member`."""
    body = charter.member(member).body
    return tuple(each for each in seated_readers(case, charter) if each.body == body)


def slots_of(members: Collection[Member]) -> int:
    """Return the bitmap of the slots of these members."""
    return bitmap([member.slot for member in members])


def _standings(case: Case, charter: Charter) -> dict[str, tuple[Effect, tuple[str, ...]]]:
    complaint = case.complaint
    if complaint is None:
        return {}
    bodies, regions = {body.id for body in charter.bodies}, {region.id for region in charter.regions}
    about = About(
        # What a newer charter no longer lists cannot be judged; the charter's own rules keep bodies listed.
        bodies=tuple(each for each in complaint.about.bodies if each in bodies),
        regions=tuple(each for each in complaint.about.regions if each in regions),
        unknown=complaint.about.unknown,
    )
    try:
        routing = conflict.evaluate(charter, about)
    except CharterError:
        # Nobody is named: the most cautious reading.
        routing = conflict.evaluate(charter, About(unknown=True))
    return {
        one.member.id: (one.effect, tuple(dict.fromkeys(found.rule for found in one.findings)))
        for one in routing.standings
    }
