# SPDX-License-Identifier: AGPL-3.0-or-later
"""The document of a complaint: what the person says, wants and consents to (docs/protocol.md, section 3.5)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Self

from plaint.entry import strictjson
from plaint.entry.fields import Fields
from plaint.entry.strictjson import JsonValue
from plaint.entry.unknown import Unknown

FORM: Final = 1
RELATIONS: Final = (
    "victim", "witness", "relative", "colleague", "lawyer", "medic", "ngo", "journalist", "insider", "other",
    "not_said",
)  # fmt: skip
URGENCIES: Final = ("none", "soon", "now", "not_said")
WISHES: Final = ("keep", "tell", "act")
PURPOSES: Final = (
    "count", "lead", "pattern", "petition", "sealed_handover", "court", "publish_account", "publish_name", "contact",
    "lawyer", "press",
)  # fmt: skip
"""Purposes that consent is given for, each by itself; what is not named is refused (docs/words.md)."""
HELPER_RELATIONS: Final = ("hotline", "lawyer", "relative", "other")
HELPER_CONSENTS: Final = ("spoken", "written", "not_possible")
DETAILS: Final = ("when", "where", "who", "others", "needs")
"""What is asked beside the account; each may stay empty."""
MOST: Final[Mapping[str, int]] = {
    "account": 10_000, "when": 300, "where": 300, "who": 1000, "others": 500, "needs": 1000, "note": 300,
    "organisation": 200,
}  # fmt: skip
"""Code points of the longest text in each field (docs/protocol.md, section 3.5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Who the complaint is about, as the charter names it, or that the person does not know."""

    bodies: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    unknown: bool = False
    uniformed: bool = False
    note: str = field(default="", repr=False)
    more: Mapping[str, JsonValue] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Helper:
    """A trusted person who files for somebody."""

    organisation: str = field(default="", repr=False)
    relation: str
    consent: str
    dictated: bool
    more: Mapping[str, JsonValue] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """What the person says; `more` holds fields of a newer form. Texts never show in a representation."""

    language: str
    relation: str = "not_said"
    about: About
    left_out: tuple[str, ...] = ()
    included: tuple[str, ...] = ()
    account: str = field(repr=False)
    when: str = field(default="", repr=False)
    where: str = field(default="", repr=False)
    who: str = field(default="", repr=False)
    others: str = field(default="", repr=False)
    needs: str = field(default="", repr=False)
    urgency: str = "not_said"
    wish: str = "keep"
    consent: tuple[str, ...] = ()
    earlier: bool = False
    helper: Helper | None = None
    more: Mapping[str, JsonValue] = field(default_factory=dict, repr=False)

    @classmethod
    def decode(cls, document: bytes) -> Self | Unknown:
        """Return the complaint in a document, or what is unknown; raise `DocumentError` for a wrong field."""
        fields = Fields(strictjson.decode_object(document))
        form = fields.form()
        if form != FORM:
            return Unknown("complaint", form, document)
        return cls(
            language=fields.language("language"),
            relation=fields.choice("relation", RELATIONS),
            about=_about(fields.object("about")),
            left_out=fields.ids("left_out"),
            included=fields.ids("included"),
            account=fields.text("account", MOST["account"], least=1),
            when=fields.text("when", MOST["when"]),
            where=fields.text("where", MOST["where"]),
            who=fields.text("who", MOST["who"]),
            others=fields.text("others", MOST["others"]),
            needs=fields.text("needs", MOST["needs"]),
            urgency=fields.choice("urgency", URGENCIES),
            wish=fields.choice("wish", WISHES),
            consent=fields.choices("consent", PURPOSES),
            earlier=fields.flag("earlier"),
            helper=_helper(fields.optional_object("helper")),
            more=fields.unknown(),
        )

    def encode(self) -> bytes:
        """Return the document; raise `DocumentError` if a field is not as the form wants it."""
        about, helper = self.about, self.helper
        octets = strictjson.encode({
            "form": FORM, "language": self.language, "relation": self.relation,
            "about": {
                "bodies": about.bodies, "regions": about.regions, "unknown": about.unknown,
                "uniformed": about.uniformed, "note": about.note, **about.more,
            },
            "left_out": self.left_out, "included": self.included, "account": self.account, "when": self.when,
            "where": self.where, "who": self.who, "others": self.others, "needs": self.needs,
            "urgency": self.urgency, "wish": self.wish, "consent": self.consent, "earlier": self.earlier,
            "helper": None if helper is None else {
                "organisation": helper.organisation, "relation": helper.relation, "consent": helper.consent,
                "dictated": helper.dictated, **helper.more,
            },
            **self.more,
        })  # fmt: skip
        type(self).decode(octets)
        return octets


def _about(fields: Fields) -> About:
    return About(
        bodies=fields.ids("bodies"),
        regions=fields.ids("regions"),
        unknown=fields.flag("unknown"),
        uniformed=fields.flag("uniformed"),
        note=fields.text("note", MOST["note"]),
        more=fields.unknown(),
    )


def _helper(fields: Fields | None) -> Helper | None:
    if fields is None:
        return None
    return Helper(
        organisation=fields.text("organisation", MOST["organisation"]),
        relation=fields.choice("relation", HELPER_RELATIONS),
        consent=fields.choice("consent", HELPER_CONSENTS),
        dictated=fields.flag("dictated"),
        more=fields.unknown(),
    )
