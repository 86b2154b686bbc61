# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names of bodies, regions and members as a desk shows them."""

from plaint.desk.names import CharterNames
from plaint.desk.post.author import role_of
from tests.support.groups import small_group

CHARTER = small_group().signed.charter


def test_a_member_reads_names_in_a_language_that_the_charter_lists() -> None:
    """A charter in Russian and English says its names in Russian to whoever reads another language, not in any."""
    assert CHARTER.languages == ("ru", "en")
    body, member = CHARTER.bodies[0], CHARTER.members[0]
    for wanted, shown in {"en": "en", "ru": "ru", "ce": "ru"}.items():
        names = CharterNames(CHARTER, wanted)
        assert names.body(body.id) == body.name[shown]
        assert role_of(CHARTER, member, wanted) == member.role[shown]


def test_what_no_charter_names_keeps_its_id() -> None:
    """Before there is a charter, and for what it does not list, the id stands for the name."""
    assert CharterNames(None, "ru").body("ngo") == "ngo"
    assert CharterNames(CHARTER, "ru").region("nowhere") == "nowhere"
