# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fuzz every parser: `make fuzz`, `make fuzz COUNT=20000`, `make fuzz ONLY="record armor"`.

What breaks a rule is written to `fuzz-findings/`, and its name says which parser to try it on:
`python -m tests.fuzz.run --again fuzz-findings/record-0123456789abcdef`.
"""

import argparse
import hashlib
import resource
import sys
import time
from pathlib import Path

from tests.fuzz.fuzz import Outcome, fuzz, judge, other_half
from tests.fuzz.target import MEMORY, FindingError, Target
from tests.fuzz.targets import TARGETS

FOLDER = Path("fuzz-findings")


def main() -> int:
    """Do what the command line asks for; the exit code says whether everything held."""
    parser = argparse.ArgumentParser(description="Fuzz the parsers of outside bytes.")
    parser.add_argument("--count", type=int, default=1_000_000, help="inputs for each parser")
    parser.add_argument("--seed", default=str(time.time_ns()), help="decides everything that is drawn")
    parser.add_argument("--again", type=Path, nargs="*", default=[], help="try these files once more")
    parser.add_argument("names", nargs="*", help="the parsers; all of them if none is named")
    options = parser.parse_args()
    if options.again:
        return max(again(path) for path in options.again)
    print(f"seed {options.seed}", flush=True)
    chosen = [TARGETS[name] for name in options.names or TARGETS]
    return max(one(target, options.count, options.seed) for target in chosen)


def one(target: Target, count: int, seed: str) -> int:
    """Fuzz one parser, tell how it goes, and keep what breaks a rule; return the exit code."""
    fuzz(target, 2, seed="first")  # what is loaded or made once does not count as memory of one input
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    told = time.monotonic()

    def tell(outcome: Outcome) -> None:
        nonlocal told
        if time.monotonic() - told > 10:
            told = time.monotonic()
            print(f"  {target.name}: {outcome.read:,} inputs, {outcome.accepted:,} accepted", flush=True)

    try:
        outcome = fuzz(target, count, seed=seed, tell=tell)
    except FindingError as finding:
        path = FOLDER / f"{target.name}-{hashlib.sha256(finding.octets).hexdigest()[:16]}"
        FOLDER.mkdir(exist_ok=True)
        path.write_bytes(finding.octets)
        print(f"BROKEN {finding}\n  kept as {path}", flush=True)
        return 1
    grown = 1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
    rate = outcome.read / max(outcome.seconds, 1e-9)
    line = f"{target.name}: {outcome.read:,} inputs, {outcome.accepted:,} accepted, {rate:,.0f} a second"
    print(f"{line}, memory +{grown >> 20} MiB", flush=True)
    if grown > MEMORY:
        print(f"BROKEN {target.name}: memory grew by more than {MEMORY >> 20} MiB", flush=True)
        return 1
    return 0


def again(path: Path) -> int:
    """Try one kept input on the parser that its name begins with."""
    target = TARGETS[path.name.rpartition("-")[0]]
    try:
        with other_half(target) as other:
            (taken,) = judge(target, other, [path.read_bytes()])
        print(f"{path}: {'accepted' if taken else 'refused as it should be'}")
    except FindingError as finding:
        print(f"BROKEN {finding}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
