# SPDX-License-Identifier: AGPL-3.0-or-later
"""Running the demonstration: found, start, file, let cosigners watch, connect the desks, tell, and wait to be ended."""

import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Final

from plaint.charter import fingerprint
from plaint.charter.founding import Founded
from plaint.charter.freshness import latest
from plaint.charter.signing import sign_freshness
from plaint.demo.children import Children
from plaint.demo.place import (
    DemoError,
    DemoPlace,
    complaints,
    found_group,
    lay_out,
    lay_out_cosigner,
    make_cosigners,
)
from plaint.demo.record import publish_record, serving
from plaint.desk.connection import write_connection
from plaint.desk.home import Home
from plaint.desk.joining import join_group
from plaint.filing.answers import read_answers
from plaint.filing.handover import hand_over
from plaint.filing.line import HttpLine
from plaint.filing.sealing import seal_order
from plaint.keys.words import to_words
from plaint.line.address import Address
from plaint.receipt.derive import Thread

START_WITHIN: Final = 30.0
"""Seconds that a program gets until it answers."""
LOOPBACK: Final = "127.0.0.1"
_OK: Final = frozenset({200, 201})


@dataclass(frozen=True, slots=True)
class Filed:
    """One invented complaint that was handed in: its language and its words."""

    language: str
    words: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A demonstration that answers: its parts and where they are."""

    place: DemoPlace
    group: Founded
    intake: str
    desks: Mapping[str, str]
    """Address by member id; each works once."""
    filed: tuple[Filed, ...]
    record: str | None = None
    """Address of the public record, where one is served."""

    @property
    def ready_line(self) -> str:
        """The one line that a program waits for."""
        record = [f"record={self.record}"] if self.record else []
        desks = [f"desk[{name}]={at}" for name, at in self.desks.items()]
        return " ".join(["ready", f"intake={self.intake}", *record, *desks])


def run_demo(
    folder: Path, port: int, *, register: Path | None = None, tell: Callable[[Running], None], stop: Event
) -> None:
    """Run a demonstration in the new folder until `stop` is set; raise `DemoError` where one of its programs ends.

    Where a `register` is named, its public record is published into the folder and served beside the intake.
    """
    now = int(time.time())
    cosigners = make_cosigners()
    group = found_group(now, cosigners)
    port = port or _free_port()
    place = lay_out(folder, group, port=port, now=now)
    address = f"http://{LOOPBACK}:{port}"
    with ExitStack() as running:
        children = running.enter_context(Children(place.folder))
        record = (
            running.enter_context(serving(publish_record(register, place.record), _free_port())) if register else None
        )
        children.start("intake", "intake", "run", "--settings", str(place.settings))
        _wait_for(port, children)
        with HttpLine(Address(address)) as line:
            _post_freshness(line, group, now)
            filed = tuple(_file_all(line, group))
        _keep_words(place, filed)
        for key in cosigners:
            settings = lay_out_cosigner(place, group, key, address)
            children.start(f"cosigner-{settings.parent.name}", "cosign", "run", "--settings", str(settings))
        desks: dict[str, str] = {}
        for name in group.keys:
            if stop.is_set():
                return
            desks[name] = _start_desk(children, place, group, name, address)
        tell(Running(place=place, group=group, intake=address, desks=desks, filed=filed, record=record))
        while not stop.wait(1.0):
            children.need_all()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, children: Children) -> None:
    end = time.monotonic() + START_WITHIN
    while time.monotonic() < end:
        children.need_all()
        try:
            with socket.create_connection((LOOPBACK, port), timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise DemoError("The intake does not answer.", hint=f"Is port {port} free? Name another with --port.")


def _post_freshness(line: HttpLine, group: Founded, now: int) -> None:
    """Hand in every member's word that the charter is the newest, as their desks do each week."""
    until = latest(group.signed, now)
    for key in group.keys.values():
        note = bytes(sign_freshness(group.signed, key, until=until, now=now))
        answer = line.send("PUT", "/freshness", note, credential=key.keys.posting_credential)
        if answer.status not in _OK:
            raise DemoError("The intake refuses a freshness note.", hint="Look into its log in the folder.")


def _file_all(line: HttpLine, group: Founded) -> Iterator[Filed]:
    for order in read_answers(complaints()):
        thread = Thread.new(group.signed.charter.origin)
        for _ in hand_over(line, seal_order(order, thread, group.signed), pause=time.sleep):
            pass
        language = order.complaint.language
        yield Filed(language, to_words(thread.entropy, "ru" if language == "ru" else "en"))


def _start_desk(children: Children, place: DemoPlace, group: Founded, member: str, address: str) -> str:
    """Connect a member's desk as its screens would, start it, and return its way in."""
    home = Home(place.desk(member))
    _, connection = join_group(group.keys[member].keys, Address(address), published_words(group))
    write_connection(home.connection, connection)
    return children.start(f"desk-{member}", "desk", "--home", str(home.folder)).line(within=START_WITHIN)


def _keep_words(place: DemoPlace, filed: tuple[Filed, ...]) -> None:
    lines = [f"{number}. {' '.join(one.words)}\n" for number, one in enumerate(filed, start=1)]
    place.receipts.touch(mode=0o600)
    place.receipts.write_text("".join(lines), encoding="utf-8")


def published_words(group: Founded) -> str:
    """Return the group's fingerprint as it would stand in its printed notice."""
    return " ".join(fingerprint.words(group.signed.digest, "en"))
