# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a member prefers: language, time until the desk locks, keys. In clear on disk; it tells nothing of any case."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from plaint.desk.home import write_whole
from plaint.entry import strictjson
from plaint.errors import FormatError

LANGUAGES: Final = ("en", "ru")
LOCK_MINUTES: Final = (5, 15, 30, 60)


@dataclass(frozen=True, slots=True)
class Preferences:
    """A member's choices."""

    language: str = "en"
    lock_minutes: int = 15
    keys: bool = True
    """Single keys act (WCAG 2.1.4 wants a way to turn them off)."""

    def __post_init__(self) -> None:
        """Refuse what the settings page does not offer."""
        if self.language not in LANGUAGES or self.lock_minutes not in LOCK_MINUTES:
            raise FormatError("The preferences cannot be used.", hint="Delete preferences.json and choose again.")


def read_preferences(path: Path) -> Preferences:
    """Return what `path` holds, or the defaults where there is no such file; raise `FormatError` if it is malformed."""
    if not path.exists():
        return Preferences()
    tree = strictjson.decode_object(path.read_bytes())
    language, minutes, keys = tree.get("language"), tree.get("lock_minutes"), tree.get("keys")
    if not isinstance(language, str) or not isinstance(minutes, int) or not isinstance(keys, bool):
        raise FormatError("The preferences cannot be used.", hint="Delete preferences.json and choose again.")
    return Preferences(language, minutes, keys)


def write_preferences(path: Path, preferences: Preferences) -> None:
    """Write the preferences."""
    write_whole(path, strictjson.encode(asdict(preferences)))
