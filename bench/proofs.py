# SPDX-License-Identifier: AGPL-3.0-or-later
"""What proofs cost in a ledger of a million leaves: verifying it whole, making and checking single ones.

    python bench/proofs.py [--leaves 1000000]

Processor time is printed, which other programs on the machine change little. Aim: under 10 s for the whole, under 1 ms
for one inclusion proof.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from plaint.ledger.leaf import Leaf, LeafKind, read_leaf
from plaint.ledger.merkle import leaf_hash, load_frontier
from plaint.ledger.proof import consistency_proof, inclusion_proof, verify_consistency, verify_inclusion
from plaint.ledger.tile import read_bundle, write_bundle
from tests.support.trees import MemoryTree

TIMES = 300


def spent(work: Callable[[], object]) -> float:
    """Return the processor seconds that `work` takes."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--leaves", type=int, default=1_000_000)
    count = parser.parse_args().leaves
    seeded = random.Random(6962)
    leaves = [bytes(Leaf(LeafKind.ENTRY, seeded.randbytes(32), seeded.randbytes(32))) for _ in range(count)]
    bundles = [write_bundle(leaves[at : at + 256]) for at in range(0, count, 256)]
    tree = MemoryTree()

    def verify_whole() -> None:
        for bundle in bundles:
            read = read_bundle(bundle)
            for leaf in read:
                read_leaf(leaf)
            tree.add(*read)

    line(f"verify {count} leaves from their bundles", spent(verify_whole))
    root = tree.frontier.root()
    assert load_frontier(count, tree.read_tile).root() == root
    line("take up the tree from its tiles", spent(lambda: load_frontier(count, tree.read_tile)))

    places = [seeded.randrange(count) for _ in range(TIMES)]
    paths = {}

    def prove() -> None:
        for place in places:
            paths[place] = inclusion_proof(place, count, tree.read_tile)

    def check() -> None:
        for place, path in paths.items():
            verify_inclusion(leaf_hash(leaves[place]), place, count, path, root)

    line("one inclusion proof", spent(prove) / TIMES)
    line(f"checking one of {max(map(len, paths.values()))} hashes", spent(check) / len(paths))
    old = count * 2 // 3
    old_root = load_frontier(old, tree.read_tile).root()
    proof = consistency_proof(old, count, tree.read_tile)
    line("one consistency proof", spent(lambda: consistency_proof(old, count, tree.read_tile)))
    line(f"checking one of {len(proof)} hashes", spent(lambda: verify_consistency(old, count, proof, old_root, root)))


def line(what: str, seconds: float) -> None:
    """Print one figure."""
    print(f"{what:45} {seconds * 1000:10.2f} ms")


if __name__ == "__main__":
    main()
