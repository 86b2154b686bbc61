# SPDX-License-Identifier: AGPL-3.0-or-later
"""A record in which every text wishes harm: what somebody typed in, or imported from a stranger's table."""

from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

from plaint.register.dates import PartialDate, Period
from plaint.register.model import Register, Words
from tests.support.public_record import record

MARKUP = (
    "\"'></p></text><script>document.title='ran'</script><img src=x onerror=\"document.title='ran'\">{{ 7 * 7 }}&amp;"
)
LONG = "я" * 400
ADDRESS = "javascript:document.title='ran'"
IDS = {
    *("id", "occasion", "actor", "scope", "sources", "told_by", "in_reply_to", "statement"),
    *("to", "body", "unit", "lineage", "part_of", "of"),
}
"""Fields that name records: a register takes nothing but plain names there."""


def hostile(text: str = f"{MARKUP} {LONG}") -> Register:
    """Return the invented record with `text` in every text of it, and an address that would run as every address."""
    whole = record()
    changed: Register = replace(whole, **{one.name: _with(getattr(whole, one.name), text) for one in fields(whole)})
    return changed


def _with(value: Any, text: str) -> Any:
    match value:
        case Enum() | PartialDate() | Period():
            return value
        case str():
            return text
        case Words(ru=ru):
            return Words(en=text, ru=text if ru else "")
        case dict():
            return {key: _with(inner, text) for key, inner in value.items()}
        case tuple():
            return tuple(_with(inner, text) for inner in value)
    return _record_with(value, text) if is_dataclass(value) and not isinstance(value, type) else value


def _record_with(value: Any, text: str) -> Any:
    kept = {"sha256", *IDS}
    new = {one.name: _with(getattr(value, one.name), text) for one in fields(value) if one.name not in kept}
    return replace(value, **(new | {"url": ADDRESS} if "url" in new else new))
