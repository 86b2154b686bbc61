# SPDX-License-Identifier: AGPL-3.0-or-later
"""Property 1: whatever a person writes, a running intake keeps no word of it, on disk or in memory.

A browser goes the whole way against an intake in a process of its own, with a canary in each thing that a person gives
and gets. Then everything that the process has kept is searched: its folder, its temporary folder, what it printed, its
arguments and environment, and its memory.
"""

import hashlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from plaint.charter.freshness import Freshness
from plaint.charter.signing import sign_freshness
from plaint.clock import tick_of
from plaint.entry.cell import MessageKind
from plaint.entry.message import Reply
from plaint.receipt import words as receipt_words
from plaint.receipt.derive import Thread
from plaint.seal.cells import CellAuthor, seal_cell, write_message
from tests.support.canary import drawn, kept_below, memory_of, traces
from tests.support.groups import found_with
from tests.support.intakes import RunningIntake, prepared, running_intake
from tests.support.journey import Person
from tests.support.living import lively_plan
from tests.support.places import posting

pytestmark = pytest.mark.browser
GROUP = found_with(lively_plan())
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Run:
    """An intake after everything was said."""

    intake: RunningIntake
    secrets: Mapping[str, bytes]
    """What no file and no memory may hold, by what it is."""
    cell: bytes
    """What was posted, sealed: the intake does hold this."""
    files: Mapping[str, bytes]
    memory: Mapping[str, bytes]


def refresh(intake: RunningIntake) -> None:
    """Hand in the members' word that the charter is the newest."""
    now = int(time.time())
    until = Freshness.from_bytes(GROUP.freshness(now)).until
    for member in GROUP.signed.charter.seated:
        note = sign_freshness(GROUP.signed, GROUP.keys[member.id], until=until, now=now)
        told = intake.ask("PUT", "/freshness", bytes(note), posting(GROUP, member.slot))
        assert told[0] == 200, told


def file_everything(person: Person, folder: Path, planted: Mapping[str, bytes]) -> list[str]:
    """File a complaint with a name and a file; return its words."""
    text = {what: canary.decode() for what, canary in planted.items()}
    (folder / f"{text['file name']}.txt").write_bytes(b"They said: " + planted["file body"] + b"\n" * 3000)
    page = person.page
    person.text = f"Они пришли ночью. {text['account']}"
    person.begin()
    person.go_to("about")
    page.fill("#note", text["note"])
    person.go_to("name")
    page.check("#name-yes")
    page.fill("#i-name", text["name"])
    page.fill("#i-safe", text["contact"])
    person.go_to("check")
    page.click('[data-row="files"] button')
    person.at("files")
    page.set_input_files("#choose", folder / f"{text['file name']}.txt")
    person.on()
    person.at("check")
    words = person.send()
    person.confirm(words)
    return words


def answer(intake: RunningIntake, thread: Thread, text: str) -> bytes:
    """Post a member's reply; return its cell."""
    charter = GROUP.signed.charter
    member = charter.seated[0]
    message = Reply(role=member.role["ru"], day=int(time.time()) // DAY, language="ru", text=text).encode()
    author = CellAuthor(slot=member.slot, key=GROUP.keys[member.id].keys.ed25519, charter_version=charter.version)
    (part,) = write_message(MessageKind.REPLY, message, author=author, origin=charter.origin, case_id=thread.case_id)
    cell = seal_cell(part, thread.key, origin=charter.origin)
    deadline = time.monotonic() + 20
    while cell not in intake.ask("GET", "/board/7")[1]:
        assert time.monotonic() < deadline, "the cell did not come up on the board"
        tick = tick_of(int(time.time()), charter.desk_tick)
        intake.ask("PUT", f"/cells/{member.slot}/{tick}", cell, posting(GROUP, member.slot))
        time.sleep(0.2)
    return cell


def come_back(person: Person, words: list[str], found: str, said: str) -> None:
    """Come with the words, read the reply, and add something."""
    page = person.page
    page.goto(person.url + person.path.answer)
    person.at("window")
    person.on()
    person.at("words")
    page.fill("#typed", " ".join(words))
    person.on()
    person.at("thread")
    assert found in page.locator("#messages").inner_text()
    page.click('[data-step-to="reply"]')
    page.fill("#reply", said)
    person.on()
    # Without "received" the page asks again whom it is about.
    person.at("about")
    page.check("#b-north-police")
    person.on()
    person.at("readers")
    person.on()
    person.at("sent")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Run]:
    """Go the whole way once; give what the intake has kept."""
    folder, temporary, own = (tmp_path_factory.mktemp(name) for name in ("intake", "temporary", "own"))
    planted = {
        what: drawn()
        for what in ("account", "note", "name", "contact", "file name", "file body", "reply", "follow-up", "typed")
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(temporary))
        context = chromium.new_context(locale="ru-RU")
        with running_intake(folder, prepared(folder, GROUP)) as intake:
            refresh(intake)
            page: Page = context.new_page()
            page.set_default_timeout(30_000)
            person = Person(page, f"http://127.0.0.1:{intake.port}")
            words = file_everything(person, own, planted)
            thread = Thread.from_entropy(receipt_words.read(" ".join(words)), GROUP.signed.charter.origin)
            cell = answer(intake, thread, planted["reply"].decode())
            come_back(person, words, planted["reply"].decode(), planted["follow-up"].decode())
            # Somebody takes the field for a packet for one for a letter: clear text comes in, and must not stay.
            page.goto(person.url + person.path.hand)
            page.fill("#armor", planted["typed"].decode())
            page.click("form button")
            page.locator("[role=alert]").wait_for()
            intake.settled()
            process = {name: Path(f"/proc/{intake.program.pid}/{name}").read_bytes() for name in ("cmdline", "environ")}
            files = kept_below(folder, temporary) | {"what it printed": intake.program.printed().encode()} | process
            typed = " ".join(words)
            derived = {
                "words": typed.encode(),
                "hash of the words": hashlib.sha256(typed.encode()).digest(),
                "entropy": thread.entropy,
                "hash of the entropy": hashlib.sha256(thread.entropy).digest(),
                "thread key": thread.key,
            }
            yield Run(intake, planted | derived, cell, files, memory_of(intake.program.pid))
        context.close()


def test_no_word_is_on_the_disk(run: Run) -> None:
    """No file, its name, log line or argument holds what was written, the words, or what is made from them.

    The search does find what is there: the sealed reply, which everybody may fetch.
    """
    assert any(name.endswith("ledger.db") for name in run.files)
    assert any("/chunks/" in name and len(octets) > 2**20 for name, octets in run.files.items())
    assert traces(run.cell[:64], run.files) != []
    assert {what: found for what, secret in run.secrets.items() if (found := traces(secret, run.files))} == {}


def test_no_word_is_in_the_memory(run: Run) -> None:
    """Nor does the process hold any of it in memory, where the sealed reply is.

    But for what somebody typed in clear into the field for packets: it came in, and its bytes may lie in memory that
    is free again until something else is written there. Python cannot wipe them (docs/threat-model.md).
    """
    assert traces(run.cell[:64], run.memory) != []
    sought = {what: secret for what, secret in run.secrets.items() if what != "typed"}
    assert {what: found for what, secret in sought.items() if (found := traces(secret, run.memory))} == {}


def test_it_writes_below_its_own_folder_only(run: Run) -> None:
    """Every file that the process has open lies in its own folder."""
    own = str(run.intake.settings.folder.parent)
    opened = [str(path.readlink()) for path in Path(f"/proc/{run.intake.program.pid}/fd").iterdir()]
    files = [path for path in opened if path.startswith("/") and path != "/dev/null"]
    assert f"{own}/ledger/ledger.db" in files
    assert [path for path in files if not path.startswith(f"{own}/")] == []
