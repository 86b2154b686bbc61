# SPDX-License-Identifier: AGPL-3.0-or-later
"""How fast entries are taken, beside what the same machine commits durably in a bare loop of equal bytes.

    python bench/filings.py [--seconds 5] [--clients 1 8 64]

Prints, for each number of clients: filings a second, processor time of the server for each, and the ratio to two bare
loops of the same SQLite with the same settings, run just before: one row a commit, and as many rows a commit as there
are clients. Clients and server share the machine, so the rates are lower bounds; the processor time is the sturdier
figure. Aim: 70 % of the bare loop and 1.5 ms for each filing.
"""

import argparse
import multiprocessing
import os
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from plaint.ledger.packet import ENTRY_LENGTH
from plaint.store.database import create_database, open_database
from tests.support import process
from tests.support.places import made_place, packet, settings_file

PACKET = bytes(packet())


def bare_loop(folder: Path, group: int, seconds: float) -> float:
    """Return rows of an entry's size that SQLite commits durably in a second, `group` of them in each commit."""
    folder.mkdir()
    create_database(folder, "plaint.example/bench")
    db = open_database(folder, writing=True)
    rows, begun = 0, time.perf_counter()
    body = os.urandom(ENTRY_LENGTH)
    while time.perf_counter() - begun < seconds:
        db.execute("BEGIN IMMEDIATE")
        for _ in range(group):
            rows += 1
            number = int.from_bytes(os.urandom(8), "big") >> 1
            db.execute("INSERT INTO blob VALUES (?, zeroblob(72), ?)", (number, body))
        db.execute("COMMIT")
    rate = rows / (time.perf_counter() - begun)
    db.close()
    return rate


def one_client(port: int, name: int, end: float, times: "list[float]") -> None:
    """File entries one after another over one connection until `end`."""
    head = f"POST /e HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: {len(PACKET)}\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        count = 0
        while time.perf_counter() < end:
            count += 1
            mark = name.to_bytes(4, "big") + count.to_bytes(8, "big") + os.urandom(8)
            begun = time.perf_counter()
            line.sendall(head + PACKET[: -len(mark)] + mark)
            answer = b""
            while b"\nheld" not in answer or not answer.endswith(b"\n"):
                piece = line.recv(4096)
                assert piece, "the server closed the connection"
                answer += piece
            assert answer.startswith(b"HTTP/1.1 200"), answer[:100]
            times.append(time.perf_counter() - begun)


def run_clients(port: int, clients: int, seconds: float, results: "multiprocessing.SimpleQueue[list[float]]") -> None:
    """Run `clients` at once in this process and hand back how long each filing took."""
    times: list[float] = []
    end = time.perf_counter() + seconds
    threads = [threading.Thread(target=one_client, args=(port, name, end, times)) for name in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    results.put(times)


def processor_seconds(pid: int) -> float:
    """Return the processor time that a process has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(folder: Path, clients: int, seconds: float) -> tuple[float, float, Sequence[float]]:
    """Return filings a second, processor milliseconds of the server for each, and the time that each took."""
    folder.mkdir()
    port = process.free_port()
    settings = made_place(folder, host=f"127.0.0.1:{port}", listen=f"127.0.0.1:{port}")
    argv = [
        str(Path(sys.executable).with_name("plaint")),
        "intake",
        "run",
        "--settings",
        str(settings_file(settings, folder)),
    ]
    program = process.start(argv, folder / "log")
    try:
        program.wait_for("a port", lambda: _listens(port), seconds=20)
        results: multiprocessing.SimpleQueue[list[float]] = multiprocessing.SimpleQueue()
        before = processor_seconds(program.pid)
        client = multiprocessing.Process(target=run_clients, args=(port, clients, seconds, results))
        client.start()
        times = results.get()
        client.join()
        spent = processor_seconds(program.pid) - before
    finally:
        program.stop()
    return len(times) / seconds, spent / len(times) * 1000, times


def _listens(port: int) -> bool | None:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return None
    return True


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 64])
    chosen = parser.parse_args()
    print("clients  filings/s  server ms  median ms  p99 ms   bare 1/commit      bare n/commit")
    for clients in chosen.clients:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            single = bare_loop(folder / "single", 1, chosen.seconds)
            grouped = bare_loop(folder / "grouped", clients, chosen.seconds)
            rate, milliseconds, times = measure(folder / "intake", clients, chosen.seconds)
        ordered = sorted(times)
        print(
            f"{clients:7}  {rate:9.0f}  {milliseconds:9.2f}  {statistics.median(ordered) * 1000:9.1f}"
            f"  {ordered[len(ordered) * 99 // 100] * 1000:6.1f}"
            f"   {single:6.0f}/s = {rate / single:4.0%}   {grouped:6.0f}/s = {rate / grouped:4.0%}",
            flush=True,
        )


if __name__ == "__main__":
    main()
