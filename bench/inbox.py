# SPDX-License-Identifier: AGPL-3.0-or-later
"""How quick a desk with many cases is: its lists, a search, a case, what it does by itself, and the memory it takes.

    python bench/inbox.py [--cases 50000] [--quick]

Reach: the first page of a list in less than 100 ms with 50,000 cases, in less than 500 MB. A page is measured whole, as
the browser gets it, right after a write: the counts beside the lists are then made anew. Beside it stands what
SQLCipher alone takes for the same rows. Times are processor time of the whole process: other programs do not count.
The vault is filled by one process and used by another, whose memory is what counts.
"""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Final

from measured import Figure, arguments, report

from plaint.casework.fold import fold_case
from plaint.casework.statements import Assignment, StatusChange
from plaint.casework.summary import summarize
from plaint.desk.desk import Desk
from plaint.desk.session import Opened
from plaint.desk.vault import cases, records
from plaint.entry.complaint import About
from tests.support.desks import PASSPHRASE, Browser, FakeServer, close, connect_as, enter, make_test_desk
from tests.support.groups import NOW, small_group
from tests.support.ledgers import Ledger
from tests.support.stories import Story

ME: Final = "ngo-1"
READERS: Final = (0, 1, 3)
CASES: Final = 50_000
QUICK: Final = 1_000
BATCH: Final = 500
TURNS: Final = 15
PAGE_WITHIN: Final = 100
MEMORY_WITHIN: Final = 500
WORDS: Final = ("ночью", "пришли", "забрали", "брата", "отдел", "адвокат", "справка", "машина", "суд", "село", "март")
_ROWS: Final = """SELECT case_id, reference, came, latest, latest_day, status, urgency, unread, update_needed, row,
 number FROM case_row WHERE open = 1 ORDER BY latest DESC, number DESC LIMIT 51"""


def fill(folder: Path, count: int) -> None:
    """Make a desk with `count` cases of one to three records in `folder`."""
    desk = made(folder)
    opened = opened_of(desk, connect_as(desk, ME, small_group()))
    for first in range(0, count, BATCH):
        with opened.vault.write() as rows:
            for number in range(first, min(first + BATCH, count)):
                story = told(number)
                for seen in story.seen:
                    records.put(rows, seen)
                cases.put(rows, summarize(fold_case(story.seen[0].record.case_id, story.seen), me=ME))
    close(desk)


def told(number: int) -> Story:
    """Return the records of one case: a third is assigned, a fifth is closed."""
    story = Story()
    said = " ".join(WORDS[octet % len(WORDS)] for octet in sha256(str(number).encode()).digest() * 3)
    person = story.complainant(str(number))
    urgency = ("now", "soon", "none", "not_said")[number % 4]
    story.complaint(person, readers=READERS, account=said, about=About(bodies=("north-police",)), urgency=urgency)
    if number % 3 == 0:
        assigned = Assignment(members=(ME if number % 2 else "ombudsman-1",), task="", due=None)
        story.say("ombudsman-1", assigned, of=person.case_id, readers=READERS)
    if number % 5 == 0:
        closed = StatusChange(status="closed", ground="answered", reason="")
        story.say("ombudsman-1", closed, of=person.case_id, readers=READERS)
    places = [(3 * number + at, NOW // 86_400 - 30) for at in range(len(story.seen))]
    story.seen = [
        type(seen)(seen.record, seen.hash, index, 0, day, seen.member)
        for seen, (index, day) in zip(story.seen, places, strict=True)
    ]
    return story


def made(folder: Path) -> Desk:
    """Return the desk in `folder`, whose group has a ledger of its own."""
    server, ledger = FakeServer(), Ledger(small_group())
    ledger.serve(server)
    return make_test_desk(folder, server, now=NOW)


def opened_of(desk: Desk, browser: Browser) -> Opened:
    """Return what is open at a desk that `browser` has unlocked."""
    del browser
    opened = desk.session.use()
    if opened is None:
        raise SystemExit("the desk did not open")
    return opened


def measure(folder: Path) -> dict[str, float]:
    """Use the desk in `folder`; return milliseconds by what was done, and the memory of this process in MB."""
    desk = made(folder)
    browser = enter(desk)
    browser.post("/unlock", passphrase=PASSPHRASE)
    opened = opened_of(desk, browser)
    found: dict[str, float] = {}
    found["the first turn of the engine"] = once(desk.engine.step)
    desk.engine.ask_to_tend()
    found["a later turn of the engine"] = once(desk.engine.step)

    def touched() -> None:
        with opened.vault.write() as rows:
            rows.execute("INSERT OR REPLACE INTO meta VALUES ('bench', x'01')")

    for view in ("open", "unread", "mine", "free", "urgent", "waiting", "closed", "all"):
        found[f"list “{view}”, first page"] = median(partial(browser.get, f"/cases?show={view}"), touched)
    found["list “open”, nothing changed"] = median(lambda: browser.get("/cases?show=open"))
    with opened.vault.read() as rows:
        deep = rows.execute("SELECT latest, number FROM case_row ORDER BY latest LIMIT 1 OFFSET 200").fetchone()
        case_id = rows.execute("SELECT case_id FROM case_row LIMIT 1 OFFSET 500").fetchone()[0].hex()
    found["list “all”, last page but three"] = median(
        lambda: browser.get(f"/cases?show=all&after={deep[0]}.{deep[1]}"), touched
    )
    found["search for a word in every case"] = median(lambda: browser.post("/cases/search?show=all", typed="ночью"))
    found["search for three words"] = median(lambda: browser.post("/cases/search?show=all", typed="суд село март"))
    found["the page of a case"] = median(lambda: browser.get(f"/case/{case_id}"), touched)
    with opened.vault.read() as rows:
        found["bare"] = median(lambda: rows.execute(_ROWS).fetchall())
    found["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    close(desk)
    return found


def once(work: Callable[[], object]) -> float:
    """Return the milliseconds of processor time that `work` takes, all threads together."""
    begun = time.process_time()
    work()
    return 1000 * (time.process_time() - begun)


def median(work: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    """Return the median milliseconds of `work`, `before` which something else is done each time."""
    taken = []
    for _ in range(TURNS):
        before()
        taken.append(once(work))
    return statistics.median(taken)


def figures(found: dict[str, float], count: int) -> list[Figure]:
    """Return what was found as figures with their aims."""
    bare, memory = found.pop("bare"), found.pop("memory")
    listed = [
        Figure(
            what=f"{count:,} cases: {what}",
            value=value,
            unit="ms",
            bare=bare if what.startswith("list") else None,
            limit="SQLCipher alone, 51 rows",
            aim=f"< {PAGE_WITHIN} ms" if what.startswith("list") else "",
            reached=value < PAGE_WITHIN if what.startswith("list") else None,
        )
        for what, value in found.items()
    ]
    aim = f"< {MEMORY_WITHIN} MB"
    return [
        *listed,
        Figure(what=f"{count:,} cases: memory", value=memory, unit="MB", aim=aim, reached=memory < MEMORY_WITHIN),
    ]


def main() -> None:
    """Fill a vault, use it in another process, print the figures."""
    parser = arguments(__doc__)
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--measure", type=Path, help="use the desk in this folder, and print what was found")
    asked = parser.parse_args()
    if asked.measure is not None:
        print(json.dumps(measure(asked.measure)))
        return
    count = QUICK if asked.quick else asked.cases
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder), count)
        command = [sys.executable, __file__, "--measure", folder]
        answer = subprocess.run(command, check=True, capture_output=True, text=True)
        report(figures(json.loads(answer.stdout), count), as_json=asked.json)


if __name__ == "__main__":
    main()
