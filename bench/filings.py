# SPDX-License-Identifier: AGPL-3.0-or-later
"""How fast entries are taken, beside what the same machine commits durably in a bare loop of equal bytes.

    python bench/filings.py [--rounds 7] [--seconds 1] [--clients 1 8 64]

For each number of clients, three things take turns, round after round, so that whatever else the machine does meets all
of them: a bare loop of one row a commit, a bare loop of as many rows a commit as there are clients (64 at most, as in
intake), and filings over HTTP on loopback. Rows have an entry's size; SQLite, its settings and its schema are intake's
own. Printed are medians: filings a second, processor time of the server for each, how long one takes, and the ratio to
each loop of the same round. Clients share the processors with the server, so rates and ratios are lower bounds; a bare
loop has no clients. Aim: 70 % of the bare loop, and 1.5 ms of processor time.
"""

import argparse
import multiprocessing
import os
import socket
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TypeAlias

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from plaint.ledger.packet import ENTRY_LENGTH
from plaint.store.database import create_database, open_database
from plaint.store.writer import GROUP
from tests.support import process
from tests.support.places import made_place, packet, settings_file

PACKET = bytes(packet())
Times = list[float]
Orders: TypeAlias = "multiprocessing.SimpleQueue[float]"
Results: TypeAlias = "multiprocessing.SimpleQueue[Times]"


@dataclass(frozen=True, slots=True)
class Round:
    """What one round measured: rows or filings a second, processor milliseconds, and how long filings took."""

    single: float
    grouped: float
    filings: float
    processor: float
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


def bare_loop(db: sqlite3.Connection, group: int, seconds: float) -> float:
    """Return rows of an entry's size that are durably committed in a second, `group` of them in each commit."""
    rows, begun = 0, time.perf_counter()
    body = os.urandom(ENTRY_LENGTH)
    while time.perf_counter() - begun < seconds:
        db.execute("BEGIN IMMEDIATE")
        for _ in range(group):
            rows += 1
            number = int.from_bytes(os.urandom(8), "big") >> 1
            db.execute("INSERT INTO blob VALUES (?, zeroblob(72), ?)", (number, body))
        db.execute("COMMIT")
    return rows / (time.perf_counter() - begun)


def one_client(port: int, end: float, times: Times) -> None:
    """File entries one after another over one connection until `end`."""
    head = f"POST /e HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: {len(PACKET)}\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while time.perf_counter() < end:
            begun = time.perf_counter()
            line.sendall(head + PACKET[:-16] + os.urandom(16))
            answer = b""
            while b"\r\n\r\nheld" not in answer or not answer.endswith(b"\n"):
                piece = line.recv(4096)
                assert piece, "the server closed the connection"
                answer += piece
            assert answer.startswith(b"HTTP/1.1 200"), answer[:100]
            times.append(time.perf_counter() - begun)


def clients_process(port: int, clients: int, orders: Orders, results: Results) -> None:
    """Run `clients` at once for each number of seconds that is ordered, until that is 0."""
    while seconds := orders.get():
        times: Times = []
        end = time.perf_counter() + seconds
        threads = [threading.Thread(target=one_client, args=(port, end, times)) for _ in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        results.put(times)


def processor_seconds(pid: int) -> float:
    """Return the processor time that a process has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def running(folder: Path) -> Iterator[tuple[int, int]]:
    """Run an intake of its own process; give its id and its port."""
    folder.mkdir()
    port = process.free_port()
    settings = made_place(folder, host=f"127.0.0.1:{port}", listen=f"127.0.0.1:{port}")
    plaint = Path(sys.executable).with_name("plaint")
    argv = [str(plaint), "intake", "run", "--settings", str(settings_file(settings, folder))]
    program = process.start(argv, folder / "log")
    try:
        program.wait_for("a port", lambda: _listens(port), seconds=30)
        yield program.pid, port
    finally:
        program.stop()


def _listens(port: int) -> bool | None:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return None
    return True


def measure(folder: Path, clients: int, rounds: int, seconds: float) -> list[Round]:
    """Return what each round measured."""
    orders: Orders = multiprocessing.SimpleQueue()
    results: Results = multiprocessing.SimpleQueue()
    found = []
    with bare_database(folder / "bare") as db, running(folder / "intake") as (pid, port):
        visitors = multiprocessing.Process(target=clients_process, args=(port, clients, orders, results))
        visitors.start()
        for _ in range(rounds):
            single = bare_loop(db, 1, seconds)
            grouped = bare_loop(db, min(clients, GROUP), seconds)
            before, begun = processor_seconds(pid), time.perf_counter()
            orders.put(seconds)
            times = results.get()
            took, spent = time.perf_counter() - begun, processor_seconds(pid) - before
            found.append(Round(single, grouped, len(times) / took, spent / len(times) * 1000, times))
        orders.put(0)
        visitors.join()
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 64])
    chosen = parser.parse_args()
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    print("clients  filings/s  server ms  median ms  p99 ms   bare 1/commit     bare n/commit")
    for clients in chosen.clients:
        with tempfile.TemporaryDirectory() as name:
            rounds = measure(Path(name), clients, chosen.rounds, chosen.seconds)
        print(report(clients, rounds), flush=True)


def report(clients: int, rounds: Sequence[Round]) -> str:
    """Return the line of one number of clients: medians over its rounds."""
    times = sorted(each for one in rounds for each in one.times)
    figures = (
        f"{clients:7}",
        f"{median(one.filings for one in rounds):9.0f}",
        f"{median(one.processor for one in rounds):9.2f}",
        f"{median(times) * 1000:9.1f}",
        f"{times[len(times) * 99 // 100] * 1000:6.1f}",
        f" {median(one.single for one in rounds):6.0f}/s",
        f"{median(one.filings / one.single for one in rounds):5.0%}",
        f" {median(one.grouped for one in rounds):6.0f}/s",
        f"{median(one.filings / one.grouped for one in rounds):5.0%}",
    )
    return "  ".join(figures)


if __name__ == "__main__":
    main()
