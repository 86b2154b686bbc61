# SPDX-License-Identifier: AGPL-3.0-or-later
"""Strict JSON (docs/protocol.md, section 0): one reading for every text, and one written form.

Readers differ on duplicate keys, large numbers, fractions and lone surrogates. Two readers of one signed text must not
see two different things, so all of these are refused. Any layout is read: a signature covers the bytes as they are.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, NoReturn, TypeAlias

from plaint.errors import FormatError

JsonValue: TypeAlias = bool | int | str | Sequence["JsonValue"] | Mapping[str, "JsonValue"] | None

MAX_DEPTH: Final = 16
MAX_INTEGER: Final = 2**53 - 1
"""Largest magnitude that JavaScript holds exactly (RFC 8259, 6)."""


def loads(text: str) -> JsonValue:
    """Return the one value in `text`; raise `FormatError` unless it is strict JSON."""
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_refuse,
            parse_constant=_refuse,
        )
        _check(value, 0)
    except (ValueError, RecursionError):
        raise _error() from None
    return value  # type: ignore[no-any-return]  # json.loads has no types; the hooks and _check let only these through


def dumps(value: JsonValue) -> str:
    """Return `value` in the written form: sorted keys, one space of indent, a newline at the end."""
    try:
        _check(value, 0)
        return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n"
    except (TypeError, ValueError):
        raise _error() from None


def decode(octets: bytes) -> JsonValue:
    """Return the one value in UTF-8 `octets`; raise `FormatError` unless they are strict JSON."""
    try:
        return loads(octets.decode("utf-8"))
    except UnicodeDecodeError:
        raise _error() from None


def decode_object(octets: bytes) -> Mapping[str, JsonValue]:
    """Return the object in UTF-8 `octets`; raise `FormatError` if they hold anything else."""
    value = decode(octets)
    if not isinstance(value, dict):
        raise _error()
    return value


def encode(value: JsonValue) -> bytes:
    """Return `value` in the written form as UTF-8."""
    return dumps(value).encode("utf-8")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # Of two equal keys some readers take the first and some the last.
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _integer(digits: str) -> int:
    # -0 and 0 would be two spellings of one number; sixteen digits hold every allowed magnitude.
    if digits == "-0" or len(digits.lstrip("-")) > 16:
        raise ValueError
    return int(digits)


def _refuse(_: str) -> NoReturn:
    raise ValueError


def _check(value: object, depth: int) -> None:
    if isinstance(value, str):
        # A lone surrogate has no UTF-8 and raises here.
        value.encode("utf-8")
    elif isinstance(value, dict | list | tuple):
        _check_inner(value, depth)
    elif isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise ValueError
    elif value is not None:
        raise ValueError


def _check_inner(value: dict[object, object] | list[object] | tuple[object, ...], depth: int) -> None:
    if depth == MAX_DEPTH:
        raise ValueError
    if isinstance(value, dict) and not all(isinstance(key, str) for key in value):
        raise ValueError
    for item in [*value, *value.values()] if isinstance(value, dict) else value:
        _check(item, depth + 1)


def _error() -> FormatError:
    return FormatError("This is not strict JSON.", hint="Fetch it again; update the program if it stays so.")
