# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings: a TOML file becomes a frozen dataclass, or one error that names what to mend.

Rules of this module:

- An unknown key is an error: a typing mistake in a security setting must not pass for "default".
- A secret is never a value in the file; the file names the path at which the secret lies.
- A relative path is relative to the settings file, not to where the program was started.
"""

import dataclasses
import tomllib
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from plaint.errors import PlaintError

Kind = TypeVar("Kind")


class SettingsError(PlaintError):
    """The settings file cannot be used; the message names the key, the hint says how to mend it."""


def read_settings(path: Path, kind: type[Kind]) -> Kind:
    """Read the TOML file at `path` into the dataclass `kind`.

    Fields may be of type str, int, bool, Path or tuple[str, ...]. Raises SettingsError where the file is missing, is
    no TOML, has an unknown key, lacks one that has no default, or holds a value of another type.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError(
            f"There is no settings file at {path}.", hint="Make one as docs/operations.md shows, or name another."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is no TOML file: {error}.", hint="Mend that line.") from None
    return from_table(table, kind, base=path.parent)


def from_table(table: dict[str, Any], kind: type[Kind], *, base: Path) -> Kind:
    """Turn a parsed TOML table into the dataclass `kind`; relative paths are taken from `base`."""
    if not dataclasses.is_dataclass(kind):
        raise TypeError(f"{kind.__name__} is no dataclass")
    types = get_type_hints(kind)
    fields = {field.name: field for field in dataclasses.fields(kind)}
    for key in table:
        if key not in fields:
            known = ", ".join(sorted(fields))
            raise SettingsError(f"There is no setting called {key!r}.", hint=f"The settings are: {known}.")
    values: dict[str, Any] = {}
    for name, field in fields.items():
        if name in table:
            values[name] = _value(table[name], types[name], name, base)
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise SettingsError(f"The setting {name!r} is missing.", hint="Add it; docs/operations.md explains it.")
        elif isinstance(field.default, Path):
            values[name] = base / field.default
    return kind(**values)


def _value(value: object, wanted: object, name: str, base: Path) -> object:
    """Return `value` as the type `wanted`, without any guessing: "1" is no number and 1 is no truth value."""
    if wanted is Path and isinstance(value, str) and value:
        return base / value
    if wanted == tuple[str, ...]:
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
    elif wanted in (str, int, bool) and type(value) is wanted:
        return value
    words = {str: "a text", int: "a whole number", bool: "true or false", Path: "a path"}
    form = words[wanted] if isinstance(wanted, type) and wanted in words else "a list of texts"
    raise SettingsError(f"The setting {name!r} has the wrong form.", hint=f"It has to be {form}.")
