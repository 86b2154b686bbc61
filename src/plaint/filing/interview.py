# SPDX-License-Identifier: AGPL-3.0-or-later
"""The questions of the page, asked at a terminal in the same words and the same order.

Rules of this module:

- Who will and who will not read stands before the person before the first word about what happened is asked.
- Only one answer is required: what happened. The name is never asked among the questions about it.
- What does not fit is asked for again at once: at the end a fault would cost the whole conversation.
- Nothing is written anywhere: answers live in this process until they are sealed.
- Enter alone goes on wherever that says nothing for the person: "I would rather not say", only keep it, no name.
  Whether somebody else agreed is never answered for them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from plaint.charter.conflict import Routing
from plaint.charter.model import Charter, Names
from plaint.entry import complaint as document
from plaint.entry import identity
from plaint.entry.complaint import (
    DETAILS,
    HELPER_CONSENTS,
    HELPER_RELATIONS,
    PURPOSES,
    RELATIONS,
    URGENCIES,
    WISHES,
    About,
    Complaint,
)
from plaint.entry.complaint import Helper as TrustedPerson
from plaint.entry.identity import SealedName
from plaint.filing.sealing import Order, route
from plaint.language import Catalogue

_NAME_TEXTS: Final = {
    "name": "name.name",
    "contact": "name.contact",
    "safe_contact": "name.safe",
    "other": "name.other",
}
FIRST_PURPOSES: Final[Mapping[str, tuple[str, ...]]] = {
    "keep": (),
    "tell": ("contact",),
    "act": ("contact", "count", "lead", "pattern", "petition"),
}
"""What a wish allows to begin with, as on the page (`ALLOWED_BY` of js/src/page/answers.js)."""


class Ask(Protocol):
    """How a person is asked; options are shown with numbers."""

    def say(self, *lines: str) -> None:
        """Show lines."""
        ...

    def one(self, question: str, options: Sequence[str], first: int | None = None) -> int:
        """Return the place of the one option chosen; `first` is what Enter alone takes, where it takes anything."""
        ...

    def many(self, question: str, options: Sequence[str], chosen: Sequence[int] = ()) -> tuple[int, ...]:
        """Return the places of the options chosen; `chosen` is what Enter alone takes."""
        ...

    def some(self, question: str, options: Sequence[str]) -> tuple[int, ...]:
        """Return the places of the options chosen, at least one."""
        ...

    def line(self, question: str) -> str:
        """Return one line, perhaps empty."""
        ...

    def text(self, question: str) -> str:
        """Return a text of several lines."""
        ...


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of the page, and the charter's."""

    page: Catalogue
    names: str
    """The language of the charter's names: `Charter.spoken`."""

    def of(self, names: Names) -> str:
        """Return a name of the charter."""
        return names[self.names]

    def table(self, name: str, keys: Sequence[str]) -> list[str]:
        """Return the texts of the options `keys`."""
        return [self.page(f"{name}.{key}") for key in keys]


def interview(ask: Ask, charter: Charter, page: Catalogue, *, for_somebody: bool) -> Order | None:
    """Return what was decided, or None where nobody may read it; the person is told what is still possible."""
    texts = Texts(page, charter.spoken(page.language))
    about = _ask_about(ask, charter, texts)
    blank = Complaint(language=page.language, about=about, account="…")
    routed = _ask_readers(ask, charter, texts, blank)
    if routed is None:
        return None
    chosen, routing = routed
    told = _ask_account(ask, texts, chosen)
    decided = _ask_wish(ask, texts, told)
    helper = _ask_helper(ask, texts) if for_somebody else None
    name = _ask_name(ask, texts, charter, routing)
    return Order(complaint=replace(decided, helper=helper), name=name)


def _ask_about(ask: Ask, charter: Charter, texts: Texts) -> About:
    page = texts.page
    bodies = [body for body in charter.bodies if body.possible_accused or body.in_group]
    options = [
        *(texts.of(body.name) for body in bodies),
        *(f"{page('about.regions')}: {texts.of(region.name)}" for region in charter.regions),
        page("about.uniformed"),
        page("about.unknown"),
    ]
    ask.say(page("about.heading"), page("about.why"))
    picked = ask.some(page("about.missing"), options)
    regions = range(len(bodies), len(bodies) + len(charter.regions))
    uniformed, unknown = len(options) - 2, len(options) - 1
    return About(
        bodies=tuple(bodies[at].id for at in picked if at < len(bodies)),
        regions=tuple(charter.regions[at - len(bodies)].id for at in picked if at in regions),
        # Uniforms without a name are "I do not know" for the rules: the most cautious set.
        unknown=unknown in picked or uniformed in picked,
        uniformed=uniformed in picked,
        note=_line(ask, page, page("about.note"), document.MOST["note"]),
    )


def _ask_readers(ask: Ask, charter: Charter, texts: Texts, blank: Complaint) -> tuple[Complaint, Routing] | None:
    page = texts.page
    routing = route(charter, blank)
    why = {rule.id: rule.why for rule in charter.rules}
    ask.say(page("readers.heading"), page("readers.why"))
    if not all(one.reads for one in routing.standings):
        ask.say("", page("readers.cannot"))
    for one in routing.standings:
        if not one.reads:
            reasons = "; ".join(dict.fromkeys(texts.of(why[found.rule]) for found in one.findings))
            ask.say(f"  - {_who(charter, texts, one.member.id)}: {reasons or page('readers.cautious')}")
    warned = [one.member.id for one in routing.standings if one.effect == "warn"]
    free = [one.member.id for one in routing.standings if one.reads]
    included = _pick(ask, page("readers.include"), charter, texts, warned)
    left_out = _pick(ask, page("readers.leave_out"), charter, texts, free)
    chosen = replace(blank, included=included, left_out=left_out)
    routing = route(charter, chosen)
    if not routing.readers:
        ask.say(page("readers.nobody_heading"), page("readers.nobody_what"), texts.of(charter.other_doors))
        return None
    ask.say("", page("readers.can"))
    for one in routing.standings:
        if one.reads:
            duty = texts.of(charter.body(one.member.body).duty)
            ask.say(f"  - {_who(charter, texts, one.member.id)}. {page('readers.duty')} {duty}")
    return chosen, routing


def _pick(ask: Ask, question: str, charter: Charter, texts: Texts, ids: Sequence[str]) -> tuple[str, ...]:
    if not ids:
        return ()
    picked = ask.many(question, [_who(charter, texts, one) for one in ids])
    return tuple(ids[at] for at in picked)


def _who(charter: Charter, texts: Texts, member_id: str) -> str:
    def label(one: str) -> str:
        member = charter.member(one)
        return f"{texts.of(charter.body(member.body).name)}: {texts.of(member.role)}"

    # Two members of one body and role would look like one, and leaving one out like leaving out both.
    alike = sum(label(other.id) == label(member_id) for other in charter.seated)
    return label(member_id) if alike == 1 else f"{label(member_id)} ({member_id})"


def _ask_account(ask: Ask, texts: Texts, complaint: Complaint) -> Complaint:
    page = texts.page
    ask.say(page("account.heading"), page("account.why"), page("account.prompts"), page("account.care"))
    account = _account(ask, page)
    optional = page("common.optional")
    details = {name: _line(ask, page, f"{page(f'account.{name}')} {optional}", document.MOST[name]) for name in DETAILS}
    relation = _choice(ask, texts, "account.relation", ("relation", RELATIONS), "not_said")
    urgency = _choice(ask, texts, "account.urgency", ("urgency", URGENCIES), "not_said")
    return replace(
        complaint,
        account=account,
        relation=relation,
        urgency=urgency,
        earlier=bool(ask.many(page("account.earlier_hint"), [page("account.earlier")])),
        when=details["when"],
        where=details["where"],
        who=details["who"],
        others=details["others"],
        needs=details["needs"],
    )


def _ask_wish(ask: Ask, texts: Texts, complaint: Complaint) -> Complaint:
    page = texts.page
    ask.say(page("wish.heading"), page("wish.why"), page("wish.follows"), page("wish.cannot"), page("wish.withdraw"))
    hints = [f"{page(f'wish.{key}')}. {page(f'wish.{key}_hint')}" for key in WISHES]
    wish = WISHES[ask.one(page("wish.legend"), hints, WISHES.index("keep"))]
    proposed = [PURPOSES.index(purpose) for purpose in FIRST_PURPOSES[wish]]
    picked = ask.many(
        f"{page('wish.consents')}. {page('wish.consents_why')}", texts.table("consent", PURPOSES), proposed
    )
    return replace(complaint, wish=wish, consent=tuple(PURPOSES[at] for at in sorted(picked)))


def _ask_helper(ask: Ask, texts: Texts) -> TrustedPerson:
    page = texts.page
    return TrustedPerson(
        organisation=_line(ask, page, page("account.organisation"), document.MOST["organisation"]),
        relation=_choice(ask, texts, "account.helper_relation", ("helper_relation", HELPER_RELATIONS), "other"),
        consent=_choice(ask, texts, "account.helper_consent", ("helper_consent", HELPER_CONSENTS)),
        dictated=True,
    )


def _ask_name(ask: Ask, texts: Texts, charter: Charter, routing: Routing) -> SealedName | None:
    page = texts.page
    if not routing.envelope:
        ask.say(page("name.refused_heading"), page("name.refused", k=charter.k, n=len(routing.trustees)))
        return None
    openers = [one.member for one in routing.standings if one.member.slot in routing.trustees]
    ask.say(page("name.heading"), page("name.why"), page("name.opens", k=charter.k, n=len(openers)))
    ask.say(*(f"  - {_who(charter, texts, member.id)}" for member in openers), page("name.then"))
    if ask.one(page("name.legend"), [page("name.no"), page("name.yes")], 0) == 0:
        return None
    while True:
        fields = {name: _line(ask, page, page(text), identity.MOST[name]) for name, text in _NAME_TEXTS.items()}
        name = SealedName(**fields)
        if not any(fields.values()):
            return None
        if not name.name:
            ask.say(page("name.missing"))  # what else was typed would be lost without a word
            continue
        if name.excess <= 0:
            return name
        # Most letters here take two bytes; of others fewer have to go than is said.
        ask.say(page("name.long", n=-(-name.excess // 2)))


def _choice(ask: Ask, texts: Texts, key: str, table: tuple[str, Sequence[str]], first: str | None = None) -> str:
    """Ask for one of a table's choices; Enter alone takes `first`, where there is one."""
    name, choices = table
    picked = ask.one(texts.page(key), texts.table(name, choices), None if first is None else choices.index(first))
    return choices[picked]


def _line(ask: Ask, page: Catalogue, question: str, most: int) -> str:
    while len(answer := ask.line(question).strip()) > most:
        ask.say(page("say.field_long", what=question, n=len(answer), most=most))
    return answer


def _account(ask: Ask, page: Catalogue) -> str:
    most = document.MOST["account"]
    while True:
        account = ask.text(page("account.label")).strip()
        if 0 < len(account) <= most:
            return account
        ask.say(page("account.long", n=len(account), most=most) if account else page("account.empty"))
