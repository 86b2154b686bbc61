# SPDX-License-Identifier: AGPL-3.0-or-later
"""A signing ceremony through the command line: one folder for the coordinator, one for each member's machine."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from click.testing import CliRunner, Result

from plaint.charter.card import Card
from plaint.charter.keyfile import Cost, MemberKey, lock
from plaint.cli import main
from tests.support.groups import ORIGIN, small_group, stream

PASSPHRASE: Final = "пять случайных слов подряд"
LIGHT: Final = Cost(memory=64, passes=1, lanes=1)
"""A key file that opens at once; the standard cost is paid once, in the test of `plaint member new`."""

PLAN: Final = """
plan = 1
origin = "plaint.example/north"
languages = ["en", "ru"]
slots = 8
profile = "generic"
k = 2
cells_per_desk = 1
work_bits = 0
ticks = { ledger = 3600, desk = 10800 }
days = { entry = 730, erase = 14, reply = 14, freshness = 10 }
cosigners = { quorum = 0, keys = [] }
other_doors = { en = "By post.", ru = "Почтой." }
danger = { en = "Call.", ru = "Звоните." }

[[regions]]
id = "north"
name = { en = "North", ru = "Север" }

[[bodies]]
id = "north-police"
name = { en = "Police of North", ru = "Полиция Севера" }
kind = "police"
level = "region"
region = "north"
parent = "interior"
possible_accused = true

[[rules]]
id = "same_body"
relation = "same"
effect = "blocked"
why = { en = "It is accused.", ru = "Жалоба на него." }
"""
GROUP: Final = (("ombudsman", "ombudsman"), ("prosecutor", "prosecutor"), ("interior", "police"), ("ngo", "ngo"))
SIX: Final = ("ombudsman-1", "prosecutor-1", "interior-1", "ngo-1", "ombudsman-2", "prosecutor-2")


def body_of(member: str) -> str:
    """Return the body of a member id such as `ngo-1`."""
    return member.rpartition("-")[0]


def member_table(member: str, slot: int, *, lead: bool = True, retired: bool = False) -> str:
    """Return a member's table of the plan."""
    flags = f"trustee = {str(lead).lower()}\nsigns = {str(lead).lower()}\nretired = {str(retired).lower()}"
    who = f'id = "{member}"\nbody = "{body_of(member)}"\nslot = {slot}'
    return f'\n[[members]]\n{who}\nrole = {{ en = "officer", ru = "сотрудник" }}\n{flags}\n'


def plan_of(members: Sequence[str] = SIX, retired: Sequence[str] = ()) -> str:
    """Return a plan of four bodies and these members, slot by slot."""
    bodies = "".join(
        f'\n[[bodies]]\nid = "{name}"\nname = {{ en = "{name}", ru = "{name}" }}\nkind = "{kind}"\nlevel = "federal"\n'
        f'in_group = true\nduty = {{ en = "duty", ru = "долг" }}\n'
        for name, kind in GROUP
    )
    seats = "".join(
        member_table(member, slot, lead=member.endswith("-1") and member not in retired, retired=member in retired)
        for slot, member in enumerate(members)
    )
    return PLAN + bodies + seats


@dataclass(frozen=True, slots=True)
class Ceremony:
    """The coordinator's folder and the members' machines, all under one temporary folder."""

    top: Path
    keys: dict[str, MemberKey] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """The coordinator's folder."""
        return self.top / "group"

    def machine(self, member: str) -> Path:
        """Return the folder of a member's own machine."""
        folder = self.top / member
        folder.mkdir(exist_ok=True)
        return folder

    @property
    def passphrase(self) -> Path:
        """A file with the passphrase of every key file."""
        path = self.top / "passphrase"
        path.write_text(PASSPHRASE + "\n", encoding="utf-8")
        return path

    def run(self, *words: object, typed: str = "", fails: bool = False) -> Result:
        """Run a command; it must succeed, or fail if `fails`."""
        result = CliRunner().invoke(main, [str(word) for word in words], input=typed)
        assert (result.exit_code != 0) == fails, result.output
        return result

    def begin(self, plan: str) -> None:
        """Write plan and ledger card as the coordinator does."""
        self.run("charter", "new", self.folder, "--origin", ORIGIN)
        (self.folder / "plan.toml").write_text(plan, encoding="utf-8")
        (self.folder / "ledger.card").write_text(str(small_group().ledger.card(ORIGIN)), encoding="utf-8")

    def keyed(self, member: str, made: str = "2017-05-01") -> Path:
        """Give a member keys on the own machine, and return the card; as `plaint member new`, at a light cost."""
        key = MemberKey(ORIGIN, member, body_of(member), made, stream(f"{member} {made}")(32))
        self.keys[member] = key
        (self.machine(member) / f"{made}.key").write_bytes(lock(key, PASSPHRASE, cost=LIGHT))
        card = self.machine(member) / f"{member}.{made}.card"
        card.write_text(Card.of(key).text, encoding="utf-8")
        return card

    def hand_over(self, card: Path) -> None:
        """Put a member's card into the coordinator's folder."""
        (self.folder / "cards" / card.name).write_bytes(card.read_bytes())

    def sign(self, member: str, number: int, *, made: str = "2017-05-01", new: str = "", fails: bool = False) -> Result:
        """Have a member sign draft `number` on the own machine and hand the signature over.

        `made` and `new` are the dates of the key file that signs and of the one that shall follow.
        """
        after = ["--after", self.folder / "charters" / f"{number - 1}.charter"] if number > 1 else []
        return self.run(
            "charter",
            "sign",
            self.folder / "drafts" / f"{number}.draft",
            "--key",
            self.machine(member) / f"{made}.key",
            "--passphrase-file",
            self.passphrase,
            "--out",
            self.folder / "signatures",
            *after,
            *(["--new-key", self.machine(member) / f"{new}.key"] if new else []),
            "--yes",
            fails=fails,
        )

    def found(self, members: Sequence[str] = SIX) -> None:
        """Found the group: cards, draft, signatures of one member of each body, assembly."""
        self.begin(plan_of(members))
        for member in members:
            self.hand_over(self.keyed(member))
        self.run("charter", "draft", self.folder, "--issued", "2017-05-10")
        for name, _ in GROUP:
            self.sign(f"{name}-1", 1)
        self.run("charter", "assemble", self.folder)
