# SPDX-License-Identifier: AGPL-3.0-or-later
"""What proofs cost in a ledger of a million leaves: verifying it whole, making and checking single ones.

    python bench/proofs.py [--leaves 1000000]

Processor time is printed, which other programs on the machine change little. Aim: under 10 s for the whole, under 1 ms
for one inclusion proof. The bare limit of the whole is two SHA-256 for each leaf: one over it, one for a node above.
"""

import hashlib
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from measured import Figure, arguments, report

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
    parser = arguments(__doc__)
    parser.add_argument("--leaves", type=int, default=1_000_000)
    chosen = parser.parse_args()
    count = 50_000 if chosen.quick else chosen.leaves
    seeded = random.Random(6962)
    leaves = [bytes(Leaf(LeafKind.ENTRY, seeded.randbytes(32), seeded.randbytes(32))) for _ in range(count)]
    bundles = [write_bundle(leaves[at : at + 256]) for at in range(0, count, 256)]
    tree = MemoryTree()

    def bare() -> None:
        for leaf in leaves:
            hashlib.sha256(leaf).digest()
            hashlib.sha256(leaf).digest()

    def verify_whole() -> None:
        for bundle in bundles:
            read = read_bundle(bundle)
            for leaf in read:
                read_leaf(leaf)
            tree.add(*read)

    limit, whole = spent(bare), spent(verify_whole)
    root = tree.frontier.root()
    assert load_frontier(count, tree.read_tile).root() == root
    places = [seeded.randrange(count) for _ in range(TIMES)]
    paths = {}

    def prove() -> None:
        for place in places:
            paths[place] = inclusion_proof(place, count, tree.read_tile)

    def check() -> None:
        for place, path in paths.items():
            verify_inclusion(leaf_hash(leaves[place]), place, count, path, root)

    proving, checking = spent(prove) / TIMES, spent(check) / len(paths)
    old = count * 2 // 3
    old_root = load_frontier(old, tree.read_tile).root()
    proof = consistency_proof(old, count, tree.read_tile)
    figures = [
        Figure(
            what=f"verify {count} leaves from their bundles",
            value=count / whole,
            unit="/cpu s",
            bare=count / limit,
            limit="two SHA-256 a leaf",
            aim="1M in < 10 s",
            reached=whole / count * 1e6 < 10,
        ),
        milliseconds("one inclusion proof", proving, aim="< 1 ms"),
        milliseconds(f"checking one of {max(map(len, paths.values()))} hashes", checking, aim="< 1 ms"),
        milliseconds("take up the tree from its tiles", spent(lambda: load_frontier(count, tree.read_tile))),
        milliseconds("one consistency proof", spent(lambda: consistency_proof(old, count, tree.read_tile))),
        milliseconds("checking it", spent(lambda: verify_consistency(old, count, proof, old_root, root))),
    ]
    report(figures, as_json=chosen.json)


def milliseconds(what: str, seconds: float, aim: str = "") -> Figure:
    """Return a figure of processor milliseconds, of which there should be less than one where there is an aim."""
    return Figure(what=what, value=seconds * 1000, unit="cpu ms", aim=aim, reached=seconds < 0.001 if aim else None)


if __name__ == "__main__":
    main()
