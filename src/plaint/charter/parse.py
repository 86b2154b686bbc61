# SPDX-License-Identifier: AGPL-3.0-or-later
"""From the text of a charter to a `Charter`, strictly; every refusal names its field (docs/protocol.md, section 9).

Rules of this module:

- The text is outside bytes, also where it is signed: it may have been signed by mistake.
- Whatever one version can be wrong about by itself is refused here (`check`); what two versions can, in `chain`.
"""

from dataclasses import replace
from typing import Final

from plaint.charter.check import check
from plaint.charter.errors import CharterError, CharterFormError
from plaint.charter.fields import Fields
from plaint.charter.model import EFFECTS, KINDS, LEVELS, RELATIONS, Body, Charter, Cosigner, Member, Names, Region, Rule
from plaint.charter.publickeys import recipient, signing_key
from plaint.entry import strictjson
from plaint.errors import FormatError
from plaint.keys.vkey import NoteKeyType, VerifierKey, check_name

TEXT_LIMIT: Final = 262_144
"""Bytes of a charter's text: a hundred times what six members need, and little enough to hold in any memory."""
_FORM: Final = "charter/1"
_NAME: Final = 200
_ROLE_BYTES: Final = 255
"""A role travels in a reply cell behind one length byte (section 10)."""
_WHY: Final = 500
_LONG: Final = 4000


def parse(text: str) -> Charter:
    """Return the charter that `text` spells; raise `CharterFormError` with the field that is wrong."""
    if len(text.encode()) > TEXT_LIMIT:
        raise CharterFormError("", f"is longer than {TEXT_LIMIT} bytes")
    try:
        tree = strictjson.loads(text)
    except FormatError as error:
        raise CharterFormError("", f"is not strict JSON ({error.message})") from None
    charter = read(tree)
    check(charter)
    return charter


def read(tree: object) -> Charter:
    """Return the charter in a JSON tree, each field by itself in order, nothing yet checked against another."""
    top = Fields(tree)
    form = top.take("plaint")
    if form != _FORM:
        raise CharterError("update", "This charter has a form that this program does not know.")
    version = top.number("version", 1, 2**32 - 1)
    languages = top.languages("languages")
    ticks, cosigners = top.inner("ticks"), top.inner("cosigners")
    listed = cosigners.objects("keys", 16)
    regions = top.objects("regions", 200)
    bodies = top.objects("bodies", 500)
    members = top.objects("members", 16)
    rules = top.objects("rules", 100)
    demo = top.has("demo") and top.flag("demo")
    charter = Charter(
        origin=top.origin("origin"),
        version=version,
        previous=_previous(top, version),
        issued=top.day("issued"),
        demo=demo,
        languages=languages,
        slots=_slots(top),
        # Seconds would tell when a person filed; only a demonstration, which says that it is one, may have them.
        ledger_tick=ticks.number("ledger", 1 if demo else 600, 86_400),
        desk_tick=ticks.number("desk", 1 if demo else 600, 604_800),
        cells_per_desk=top.number("cells_per_desk", 1, 64),
        work_bits=top.number("work_bits", 0, 20),
        entry_days=top.number("entry_days", 30, 3650),
        erase_days=top.number("erase_days", 1, 365),
        reply_days=top.number("reply_days", 1, 365),
        freshness_days=top.number("freshness_days", 2, 60),
        ledger_key=_ledger_key(top),
        ledger_pq=top.digest("ledger_pq"),
        read_credential=top.digest("read_credential"),
        quorum=cosigners.number("quorum", 0, 16),
        cosigners=tuple(_cosigner(fields) for fields in listed),
        profile=top.ident("profile"),
        k=top.number("k", 2, 8),
        regions=tuple(_region(fields, languages) for fields in regions),
        bodies=tuple(_body(fields, languages) for fields in bodies),
        members=tuple(_member(fields, languages) for fields in members),
        rules=tuple(_rule(fields, languages) for fields in rules),
        other_doors=top.names("other_doors", languages, _LONG, lines=True),
        danger=top.names("danger", languages, _LONG, lines=True),
        unknown=(),
    )
    within = [ticks, cosigners, *listed, *regions, *bodies, *members, *rules]
    return replace(charter, unknown=(*top.end(), *(path for fields in within for path in fields.end())))


def _previous(top: Fields, version: int) -> bytes | None:
    if version > 1:
        return top.digest("previous")
    if top.take("previous") != "":
        raise CharterFormError("previous", "must be empty in version 1")
    return None


def _slots(top: Fields) -> int:
    slots = top.number("slots", 8, 16)
    if slots not in (8, 16):
        raise CharterFormError("slots", "must be 8 or 16")
    return slots


def _ledger_key(top: Fields) -> VerifierKey:
    value = top.take("ledger_key")
    wrong = CharterFormError("ledger_key", f"must be a verifier key of type 0x{NoteKeyType.ED25519:02x}")
    try:
        key = VerifierKey.from_text(value if isinstance(value, str) else "")
    except FormatError:
        raise wrong from None
    if key.kind is not NoteKeyType.ED25519:
        raise wrong
    return key


def _cosigner(fields: Fields) -> Cosigner:
    return Cosigner(
        name=_key_name(fields, "name"),
        ed25519=signing_key(fields, "ed25519"),
        pq=fields.digest_or_null("pq"),
    )


def _key_name(fields: Fields, key: str) -> str:
    value = fields.take(key)
    try:
        check_name(value if isinstance(value, str) else "")
    except FormatError:
        raise CharterFormError(fields.at(key), "must be a key's name, without blanks and plus signs") from None
    return str(value)


def _region(fields: Fields, languages: tuple[str, ...]) -> Region:
    return Region(id=fields.ident("id"), name=fields.names("name", languages, _NAME))


def _body(fields: Fields, languages: tuple[str, ...]) -> Body:
    in_group = fields.flag("in_group")
    return Body(
        id=fields.ident("id"),
        name=fields.names("name", languages, _NAME),
        kind=fields.choice("kind", KINDS),
        level=fields.choice("level", LEVELS),
        region=fields.ident_or_null("region"),
        parent=fields.ident_or_null("parent"),
        in_group=in_group,
        possible_accused=fields.flag("possible_accused"),
        leads_with=fields.idents("leads_with"),
        # Whoever seats readers must say what they have to do by law with what they read.
        duty=fields.names("duty", languages if in_group else (), _LONG, lines=True),
    )


def _member(fields: Fields, languages: tuple[str, ...]) -> Member:
    return Member(
        id=fields.ident("id"),
        body=fields.ident("body"),
        slot=fields.number("slot", 0, 15),
        role=_role(fields, languages),
        recipient=recipient(fields, "recipient"),
        ed25519=signing_key(fields, "ed25519"),
        pq=fields.digest("pq"),
        posting=fields.digest("posting"),
        trustee=fields.flag("trustee"),
        signs=fields.flag("signs"),
        ties=fields.idents("ties"),
        retired=fields.flag("retired"),
    )


def _role(fields: Fields, languages: tuple[str, ...]) -> Names:
    role = fields.names("role", languages, _NAME)
    for language, text in role.items():
        if len(text.encode()) > _ROLE_BYTES:
            raise CharterFormError(f"{fields.at('role')}.{language}", f"must be at most {_ROLE_BYTES} bytes of UTF-8")
    return role


def _rule(fields: Fields, languages: tuple[str, ...]) -> Rule:
    effect = fields.choice("effect", EFFECTS)
    return Rule(
        id=fields.ident("id"),
        relation=fields.choice("relation", RELATIONS),
        kinds=fields.choices_or_null("kinds", KINDS),
        levels=fields.choices_or_null("levels", LEVELS),
        effect=effect,  # type: ignore[arg-type]  # `choice` has just held it to EFFECTS
        why=fields.names("why", languages, _WHY),
    )
