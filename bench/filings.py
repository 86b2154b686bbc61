# SPDX-License-Identifier: AGPL-3.0-or-later
"""How fast entries are taken, beside what the same machine commits durably in a bare loop of equal bytes.

    python bench/filings.py [--rounds 7] [--seconds 1] [--clients 1 8 64]

Intake runs as behind Tor: one process, a Unix socket. Clients file one entry after another, each over a connection of
its own; they are one process, and share the processors with the server: what they take of them is printed. A bare loop
has no clients: rows of an entry's size into intake's own database (same schema, same settings), nothing else.

For each number of clients three things take turns, round after round, so that whatever else the machine does meets
all of them: filings; a bare loop of as many rows a commit as intake had in its commits of that round (SQLite's own
counter of transactions tells); and one of as many rows as there are clients, the most that grouping could ever give.
The first of the loops is the limit that is aimed at: 70 %, with 64 clients, where filings overlap. With one client
nothing can run beside a commit, and the aim is a time (docs/decisions/0040-what-the-aim-of-filings-means.md). The other
loop is printed beside it. Figures are medians.
"""

import multiprocessing
import os
import selectors
import socket
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TypeAlias

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from measured import Figure, arguments, report

from plaint.ledger.packet import ENTRY_LENGTH
from plaint.store.database import NAME, create_database, open_database
from plaint.store.writer import GROUP
from tests.support import process
from tests.support.places import made_place, packet, settings_file

PACKET = bytes(packet())
HOST = "plaint.example"
HEAD = f"POST /e HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {len(PACKET)}\r\n\r\n".encode()
BEGIN = HEAD + PACKET[:-16]
AIM = 0.7
ALONE_AIM = 1.0
"""Milliseconds that a filing may take beyond a bare commit where it comes alone."""
PROCESSOR_AIM = 1.5
Times = list[float]
Orders: TypeAlias = "multiprocessing.SimpleQueue[float]"
Results: TypeAlias = "multiprocessing.SimpleQueue[Times]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What one round measured: filings or rows a second, processor milliseconds, rows a commit, and times."""

    filings: float
    processor: float
    visiting: float
    """Processor milliseconds that the clients take for a filing."""
    group: float
    same: float
    commit: float
    """Seconds of one commit of that loop: the median."""
    most: float
    times: Sequence[float]


@contextmanager
def bare_database(folder: Path) -> Iterator[sqlite3.Connection]:
    """Open an empty ledger's database as intake does."""
    folder.mkdir()
    create_database(folder, "plaint.example/bench")
    db = open_database(folder, writing=True)
    try:
        yield db
    finally:
        db.close()


def bare_loop(db: sqlite3.Connection, group: int, seconds: float) -> tuple[float, float]:
    """Durably commit rows of an entry's size, `group` at a time; return rows a second, and the median of a commit."""
    rows, begun = 0, time.perf_counter()
    body = os.urandom(ENTRY_LENGTH)
    each = []
    while (started := time.perf_counter()) - begun < seconds:
        db.execute("BEGIN IMMEDIATE")
        for _ in range(group):
            rows += 1
            number = int.from_bytes(os.urandom(8), "big") >> 1
            db.execute("INSERT INTO blob VALUES (?, zeroblob(72), ?)", (number, body))
        db.execute("COMMIT")
        each.append(time.perf_counter() - started)
    return rows / (time.perf_counter() - begun), median(each)


def commits(folder: Path) -> int:
    """Return how many transactions were committed: the change counter in the index of the write-ahead log."""
    with (folder / f"{NAME}-shm").open("rb") as index:
        return int.from_bytes(index.read(12)[8:], sys.byteorder)


class Client:
    """One client and its connection."""

    def __init__(self, path: str) -> None:
        """Connect."""
        self.line = socket.socket(socket.AF_UNIX)
        self.line.connect(path)
        self.begun = 0.0
        self._answer = b""

    def file(self) -> None:
        """Send an entry that was never sent before."""
        self.begun = time.perf_counter()
        end = os.urandom(16)
        sent = self.line.sendmsg([BEGIN, end])
        if sent < len(BEGIN) + len(end):
            self.line.sendall((BEGIN + end)[sent:])

    def is_answered(self) -> bool:
        """Take what has come; tell whether it is a whole acknowledgement."""
        piece = self.line.recv(4096)
        assert piece, "the server closed the connection"
        self._answer += piece
        if b"\r\n\r\nheld " not in self._answer or not self._answer.endswith(b"\n"):
            return False
        assert self._answer.startswith(b"HTTP/1.1 200"), self._answer[:100]
        self._answer = b""
        return True


def file_for(clients: Sequence[Client], seconds: float) -> Times:
    """Let every client file one entry after another for some seconds; return how long each took."""
    times: Times = []
    end = time.perf_counter() + seconds
    with selectors.EpollSelector() as waiting:
        for client in clients:
            waiting.register(client.line, selectors.EVENT_READ, client)
            client.file()
        under_way = len(clients)
        while under_way:
            for key, _ in waiting.select():
                client = key.data
                if not client.is_answered():
                    continue
                now = time.perf_counter()
                times.append(now - client.begun)
                if now < end:
                    client.file()
                else:
                    under_way -= 1
    return times


def clients_process(path: str, count: int, orders: Orders, results: Results) -> None:
    """File with `count` clients for each number of seconds that is ordered, until that is 0."""
    clients = [Client(path) for _ in range(count)]
    while seconds := orders.get():
        results.put(file_for(clients, seconds))


def processor_seconds(pid: int) -> float:
    """Return the processor time that a process has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def running(folder: Path) -> Iterator[tuple[int, str]]:
    """Run an intake of its own process; give its id and the path of its socket."""
    folder.mkdir()
    path = folder / "s"
    settings = made_place(folder, host=HOST, listen=f"unix:{path}")
    plaint = Path(sys.executable).with_name("plaint")
    argv = [str(plaint), "intake", "run", "--settings", str(settings_file(settings, folder))]
    program = process.start(argv, folder / "log")
    try:
        program.wait_for("a socket", lambda: path.exists() or None, seconds=30)
        yield program.pid, str(path)
    finally:
        program.stop()


def measure(folder: Path, clients: int, rounds: int, seconds: float) -> list[Round]:
    """Return what each round measured."""
    orders: Orders = multiprocessing.SimpleQueue()
    results: Results = multiprocessing.SimpleQueue()
    found = []
    with bare_database(folder / "bare") as db, running(folder / "intake") as (pid, path):
        visitors = multiprocessing.Process(target=clients_process, args=(path, clients, orders, results))
        visitors.start()
        visitors_pid = visitors.pid or 0
        orders.put(min(0.2, seconds))
        results.get()
        for _ in range(rounds):
            spent, committed, begun = processor_seconds(pid), commits(folder / "intake/ledger"), time.perf_counter()
            visiting = processor_seconds(visitors_pid)
            orders.put(seconds)
            times = results.get()
            took = time.perf_counter() - begun
            spent, committed = processor_seconds(pid) - spent, commits(folder / "intake/ledger") - committed
            visiting = processor_seconds(visitors_pid) - visiting
            group = len(times) / committed
            same, commit = bare_loop(db, max(1, round(group)), seconds)
            found.append(
                Round(
                    filings=len(times) / took,
                    processor=spent / len(times) * 1000,
                    visiting=visiting / len(times) * 1000,
                    group=group,
                    same=same,
                    commit=commit,
                    most=bare_loop(db, min(clients, GROUP), seconds)[0],
                    times=times,
                )
            )
        orders.put(0)
        visitors.join()
    return found


def figures(clients: int, rounds: Sequence[Round]) -> list[Figure]:
    """Return what came out for one number of clients: medians over its rounds."""
    who = f"{clients} client{'s' if clients > 1 else ''}"
    filings = median(one.filings for one in rounds)
    processor = median(one.processor for one in rounds)
    group = median(one.group for one in rounds)
    # Ratios are taken within each round, where both met the same machine.
    ratio = median(one.filings / one.same for one in rounds)
    best = median(one.filings / one.most for one in rounds)
    times = sorted(each for one in rounds for each in one.times)
    overlapping = clients >= GROUP
    beyond = median(median(one.times) - one.commit for one in rounds) * 1000
    alone = Figure(
        what=f"one filing takes longer than a bare commit, {who}: median",
        value=beyond,
        unit="ms",
        aim=f"< {ALONE_AIM:g} ms",
        reached=beyond < ALONE_AIM,
    )
    return [
        Figure(
            what=f"filings, {who}",
            value=filings,
            unit="/s",
            bare=filings / ratio,
            limit=f"rows/s, {max(1, round(group))} a commit, as intake had",
            aim="≥ 70 %" if overlapping else "",
            reached=ratio >= AIM if overlapping else None,
        ),
        *([alone] if clients == 1 else []),
        Figure(
            what=f"filings, {who}: beside the best grouping",
            value=filings,
            unit="/s",
            bare=filings / best,
            limit=f"rows/s, {min(clients, GROUP)} a commit",
        ),
        Figure(
            what=f"server processor time a filing, {who}",
            value=processor,
            unit="ms",
            aim="< 1.5 ms",
            reached=processor < PROCESSOR_AIM,
        ),
        Figure(
            what=f"the clients' own processor time a filing, {who}",
            value=median(one.visiting for one in rounds),
            unit="ms",
        ),
        Figure(what=f"one filing takes, {who}: median", value=median(times) * 1000, unit="ms"),
        Figure(what=f"one filing takes, {who}: 99th of 100", value=times[len(times) * 99 // 100] * 1000, unit="ms"),
    ]


def main() -> None:
    """Measure and print."""
    parser = arguments(__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 64])
    chosen = parser.parse_args()
    rounds, seconds = (2, 0.3) if chosen.quick else (chosen.rounds, chosen.seconds)
    found = []
    for clients in chosen.clients:
        with tempfile.TemporaryDirectory() as name:
            found += figures(clients, measure(Path(name), clients, rounds, seconds))
    report(found, as_json=chosen.json)


if __name__ == "__main__":
    main()
