# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a report says around its figures, as members of two bodies approve it: each file of it by its digest.

Rules of this module:

- The list is part of the text that is signed, not only its digest: whoever signs sees it, and whoever compares a folder
  with an approval can say which file differs.
- One list has one form. A name is one printable line; files stand in the order of their names.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from plaint.figures.errors import BookError

_LINE: Final = re.compile(r"([0-9a-f]{64}) (\S(?:.*\S)?)")
_RELEASE: Final = re.compile(r"release (\S(?:.*\S)?) ([0-9a-f]{64})")
MOST: Final = 400
"""Files of one report: sixty chapters in two languages leave much room, and an approval stays a small file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manuscript:
    """The words of one report: its texts, its plan, and what it quotes from the public record."""

    release: str
    """Id of the release whose figures it tells."""
    digest: str
    """SHA-256 of that release as it stands in the book, in hex."""
    files: Mapping[str, str]
    """SHA-256 of each part in hex, by its name in the report's folder."""
    approved_by: tuple[tuple[str, str], ...] = ()
    """Member and body of each approval; empty for one that is not in a book."""


def encode(manuscript: Manuscript) -> bytes:
    """Return the list that is signed; raise BookError where a name cannot stand in it."""
    for name in manuscript.files:
        if not name.isprintable() or name != name.strip() or not name:
            raise BookError(f"{ascii(name)[:60]} is no name for a file of a report.", hint="Rename it.")
    if len(manuscript.files) > MOST:
        raise BookError(f"A report of more than {MOST} files cannot be approved.", hint="Put chapters together.")
    lines = [f"release {manuscript.release} {manuscript.digest}"]
    lines += [f"{digest} {name}" for name, digest in sorted(manuscript.files.items())]
    return "".join(f"{line}\n" for line in lines).encode()


def decode(octets: bytes, approved_by: tuple[tuple[str, str], ...] = ()) -> Manuscript:
    """Return the manuscript of which `octets` is the list; raise BookError where they are none."""
    try:
        first, *rest = octets.decode().removesuffix("\n").split("\n")
    except UnicodeDecodeError:
        raise _damaged() from None
    named, lines = _RELEASE.fullmatch(first), [_LINE.fullmatch(line) for line in rest]
    if named is None or None in lines:
        raise _damaged()
    found = Manuscript(
        release=named[1],
        digest=named[2],
        files={line[2]: line[1] for line in lines if line},
        approved_by=approved_by,
    )
    if encode(found) != octets:
        raise _damaged()
    return found


def differences(now: Manuscript, then: Manuscript) -> Iterator[str]:
    """Yield in what `now` differs from `then`, a line for each file: it changed, it is new, it is missing."""
    if (now.release, now.digest) != (then.release, then.digest):
        yield f"it was approved for the figures of {then.release}, and these are those of {now.release}"
    for name in sorted({*now.files, *then.files}):
        if name not in now.files:
            yield f"{name} is missing"
        elif name not in then.files:
            yield f"{name} is new"
        elif now.files[name] != then.files[name]:
            yield f"{name} was changed"


def _damaged() -> BookError:
    return BookError("This is no list of a report's files.", hint="Fetch it again from whoever made it.")
