# SPDX-License-Identifier: AGPL-3.0-or-later
"""The folder of an annual report in which everything is invented: rows, public record, two members and their book.

It is the same each time, to the byte: rows come from a seed, and so do the keys, which guard nothing.
"""

import hashlib
import re
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from plaint.charter.card import Card
from plaint.charter.keyfile import MemberKey, lock
from plaint.demo import year
from plaint.demo.keys import CHEAP, PASSPHRASE
from plaint.figures import book as books
from plaint.figures import reading
from plaint.figures.book import Approver
from plaint.figures.documenting import LINKS, RECORDS
from plaint.figures.units import Unit
from plaint.keys.vkey import NoteKeyType, NoteSigner, VerifierKey
from plaint.register.examining import read as read_record
from plaint.report import folder
from plaint.report.strays import COUNTS, PLAN

YEAR: Final = 2031
"""The year of the invented record."""
REPORT: Final = f"annual-{YEAR}"
KEYS: Final = "keys"
PASSPHRASES: Final = f"{KEYS}/passphrase.txt"
MEMBERS: Final = (("ombudsman-1", "ombudsman"), ("prosecutor-1", "prosecutor"))
MINIMUM: Final = "minimum"
PEOPLE: Final = {("valley", "detained"): 60, ("valley", "killed"): 14}
"""Own records of people, by scope and unit."""
_ORIGIN: Final = "plaint.example/demonstration"
_MADE: Final = f"{YEAR}-01-01"
_SAID: Final = {
    "ru": "Показ: все числа, имена и обещания вымышлены",
    "en": "Demonstration: every figure, name and promise is invented",
}


def files(complaints: int) -> dict[str, bytes]:
    """Return all files by their path: the folder of a report with so many complaints, and the keys of two members."""
    found = {name: octets for name, octets in folder.templates().items() if name != PLAN}
    found[PLAN] = _plan(folder.templates()[PLAN].decode()).encode()
    found["codebook.toml"] = _resource("year.toml").read_bytes()
    found |= {f"record/{name}": octets for name, octets in _below(_resource("valley"))}
    with resources.as_file(_resource("valley")) as record:
        rows = year.invent(complaints, year=YEAR) | {Unit.COMMITMENTS: year.promises(read_record(record))}
    found |= {f"rows/{unit}.csv": reading.write(one) for unit, one in rows.items()}
    records, links = year.documented(PEOPLE)
    found |= {f"{MINIMUM}/{RECORDS}": records, f"{MINIMUM}/{LINKS}": links}
    found[f"{MINIMUM}/{COUNTS}"] = _resource(COUNTS).read_bytes()
    keys = [_key(member, body) for member, body in MEMBERS]
    found["release.book"] = _book(keys)
    locked = {f"{KEYS}/{key.member}.key": lock(key, PASSPHRASE, cost=CHEAP) for key in keys}
    return {f"{REPORT}/{name}": octets for name, octets in found.items()} | locked | {PASSPHRASES: PASSPHRASE.encode()}


def _plan(template: str) -> str:
    """Return `report.toml` of the invented year, made from the one that `plaint report new` writes."""
    text = template.replace("2027", str(YEAR + 1)).replace("2026", str(YEAR))
    text = text.replace('minimum = ""', f'minimum = "{MINIMUM}"')
    for language, said in _SAID.items():
        text = re.sub(rf'(?ms)(^\[publisher\]\n.*?^{language} = )"[^"]*"', rf'\g<1>"{said}"', text)
    return text


def _key(member: str, body: str) -> MemberKey:
    root = hashlib.sha256(f"plaint demonstration {member}".encode()).digest()
    return MemberKey(_ORIGIN, member, body, _MADE, root)


def _book(keys: list[MemberKey]) -> bytes:
    """Return a release book that both members founded."""
    approvers = [Approver(key.member, key.body, _verifier(Card.of(key))) for key in keys]
    text = books.founding_text("demonstration", approvers)
    signers = [NoteSigner(f"{key.origin}/{key.member}", NoteKeyType.ED25519, key.keys.ed25519) for key in keys]
    with TemporaryDirectory() as place:
        path = Path(place) / "release.book"
        books.found(path, "demonstration", approvers, [books.approve(text, signer) for signer in signers])
        return path.read_bytes()


def _verifier(card: Card) -> VerifierKey:
    return VerifierKey(f"{card.origin}/{card.member}", NoteKeyType.ED25519, card.ed25519)


def _resource(name: str) -> Traversable:
    return resources.files("plaint.demo").joinpath(name)


def _below(root: Traversable, name: str = "") -> Iterator[tuple[str, bytes]]:
    """Yield every file below a folder with its path from there."""
    for one in sorted(root.iterdir(), key=lambda one: one.name):
        if one.is_dir():
            yield from _below(one, f"{name}{one.name}/")
        else:
            yield f"{name}{one.name}", one.read_bytes()
