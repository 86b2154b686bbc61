# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every bench of this folder, one after another: `make bench`, or `make bench ARGS=--quick`.

    python bench/all.py [--quick] [--only filings proofs] [--out build/bench.json]

Prints each figure beside its bare limit of the same run and what was to be reached, and writes all of them with the
machine and its load to one JSON file, and as a table beside it (`.md`). A bench that fails is named at the end, and the
exit code is then 1. A figure that misses its aim is said to; that is no error: nothing here is a test of speed.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from measured import Figure

HERE = Path(__file__).resolve().parent
NO_BENCH = frozenset({"all.py", "measured.py"})
LONGEST = 1800
"""Seconds for one bench."""


def scripts() -> list[Path]:
    """Return every bench in this folder."""
    found = [*HERE.glob("*.py"), *HERE.glob("*.mjs")]
    return sorted(path for path in found if path.name not in NO_BENCH)


def run(script: Path, flags: Sequence[str]) -> dict[str, Any]:
    """Run one bench; return its figures, the load before it, and how long it took."""
    program = sys.executable if script.suffix == ".py" else shutil.which("node") or "node"
    begun, load = time.monotonic(), os.getloadavg()[0]
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    try:
        done = subprocess.run(
            [program, str(script), *flags, "--json"],
            stdout=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            env=environment,
            timeout=LONGEST,
            check=True,
        )
        figures = json.loads(done.stdout)
        failed = ""
    except (subprocess.SubprocessError, ValueError) as error:
        figures, failed = [], f"{type(error).__name__}"
    return {
        "bench": script.name,
        "load": round(load, 1),
        "seconds": round(time.monotonic() - begun, 1),
        "figures": figures,
        "failed": failed,
    }


def machine() -> dict[str, Any]:
    """Return what these figures were measured on."""
    names = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return {
        "processor": names[0].partition(":")[2].strip() if names else platform.processor(),
        "processors": os.cpu_count(),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
    }


def main() -> int:
    """Run, print, write; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", nargs="+", default=[], help="names of benches without their endings")
    parser.add_argument("--out", type=Path, default=HERE.parent / "build" / "bench.json")
    chosen = parser.parse_args()
    results = []
    print(json.dumps(machine()))
    for script in scripts():
        if chosen.only and script.stem not in chosen.only:
            continue
        result = run(script, ["--quick"] if chosen.quick else [])
        results.append(result)
        print(f"\n{script.name}: {result['seconds']} s, load average before {result['load']}", flush=True)
        for figure in result["figures"]:
            print(Figure(**figure).line, flush=True)
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    chosen.out.write_text(json.dumps({"machine": machine(), "quick": chosen.quick, "benches": results}, indent=1))
    chosen.out.with_suffix(".md").write_text("\n".join(table(results)) + "\n", encoding="utf-8")
    failed = [result["bench"] for result in results if result["failed"]]
    missed = [figure["what"] for result in results for figure in result["figures"] if figure["reached"] is False]
    print(f"\nmissed: {'; '.join(missed) or 'nothing'}\nfailed: {', '.join(failed) or 'nothing'}")
    return 1 if failed else 0


def table(results: Sequence[dict[str, Any]]) -> list[str]:
    """Return the figures as lines of a Markdown table."""
    lines = ["| bench (load before) | figure | measured | bare limit of the same run | aim |", "|---|---|---|---|---|"]
    for result in results:
        for figure in result["figures"]:
            one = Figure(**figure)
            bare = "" if one.bare is None else f"{one.value / one.bare:.0%} of {one.bare:,.4g}: {one.limit}"
            judged = {None: "", True: ": reached", False: ": **missed**"}[one.reached]
            name = f"`{result['bench']}` ({result['load']})"
            lines.append(f"| {name} | {one.what} | {one.value:,.3g} {one.unit} | {bare} | {one.aim}{judged} |")
    return lines


if __name__ == "__main__":
    sys.exit(main())
