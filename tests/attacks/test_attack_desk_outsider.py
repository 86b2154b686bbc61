# SPDX-License-Identifier: AGPL-3.0-or-later
"""A member who does not read a case writes into it: what must not pass for a colleague's word."""

import re
from pathlib import Path

from plaint.casework.statements import Assignment, Note, Reply, StatusChange
from tests.support.desks import FakeServer, close, connect_as, make_test_desk
from tests.support.groups import small_group
from tests.support.ledgers import Ledger
from tests.support.stories import Story, octets
from tests.support.tellers import READERS, Teller

ATTACKER = "interior-1"
MARK = "Written by a member who did not read this case then."


def test_each_word_of_an_outsider_bears_the_mark(tmp_path: Path) -> None:
    """Whatever an outsider writes is marked, a colleague's word is not, and the case stands as before."""
    server, ledger = FakeServer(), Ledger(small_group())
    ledger.serve(server)
    desk = make_test_desk(tmp_path, server)
    teller = Teller(connect_as(desk, "ngo-1", small_group()), ledger, Story())
    case_id = teller.begin(account="жалоба", readers=READERS)
    teller.say("ombudsman-1", StatusChange(status="work", ground="", reason=""), case_id)
    forged = (
        StatusChange(status="closed", ground="junk", reason="пустое"),
        Note(audience="readers", text="не стоит внимания"),
        Reply(message=octets("m", 16), language="ru", text="Вам отказано.", day=17_300),
        Assignment(members=("interior-1",), task="", due=None),
    )
    for said in forged:
        teller.say(ATTACKER, said, case_id)
    page = teller.page(case_id)
    assert page.count(MARK) == len(forged)
    text = teller.browser.get(f"/case/{case_id.hex()}").text
    thread = re.split(r'<section class="acts"', text)[0]
    assert re.findall(r'class="chip">([^<]*)<', thread) == ["In work"]
    assert page.index("In work") < page.index(MARK)
    close(desk)
