# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names of bodies, regions and members in the member's language, as the newest charter has them."""

from dataclasses import dataclass

from plaint.charter.model import Charter, Member, Names


@dataclass(frozen=True, slots=True)
class CharterNames:
    """Looks names up; what the charter does not list keeps its id as its name."""

    charter: Charter | None
    language: str

    def body(self, name: str) -> str:
        """Return the name of a body."""
        found = next((each for each in self._charter_bodies() if each[0] == name), None)
        return found[1] if found else name

    def region(self, name: str) -> str:
        """Return the name of a region."""
        regions = self.charter.regions if self.charter else ()
        return next((self._text(each.name) for each in regions if each.id == name), name)

    def role(self, name: str) -> str:
        """Return the role of the member with this id, and the id where a colleague of the same body has that role."""
        member = self.member(name)
        if member is None:
            return name
        role = self._text(member.role)
        members = self.charter.members if self.charter else ()
        alike = (each for each in members if each.body == member.body and self._text(each.role) == role)
        return f"{role} ({name})" if len([*alike]) > 1 else role

    def member_body(self, name: str) -> str:
        """Return the name of the body of the member with this id."""
        member = self.member(name)
        return self.body(member.body) if member is not None else ""

    def member(self, name: str) -> Member | None:
        """Return the member with this id, retired or not."""
        members = self.charter.members if self.charter else ()
        return next((each for each in members if each.id == name), None)

    def at_slot(self, slot: int) -> Member | None:
        """Return who sits in this slot, or sat in it last."""
        members = self.charter.members if self.charter else ()
        return next((each for each in members if each.slot == slot), None)

    def _charter_bodies(self) -> tuple[tuple[str, str], ...]:
        return tuple((each.id, self._text(each.name)) for each in self.charter.bodies) if self.charter else ()

    def _text(self, names: Names) -> str:
        return names[self.charter.spoken(self.language)] if self.charter else ""
