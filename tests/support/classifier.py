# SPDX-License-Identifier: AGPL-3.0-or-later
"""A classifier over bytes, for tests that two sorts of ciphertext cannot be told apart.

Features are how often each byte comes in each of several regions, and single bits at fixed places. The model is a
linear discriminant with a diagonal covariance (Fisher 1936): it finds any shift of the mean of any feature. It learns
on one half and is judged on the other, so that what it learns by heart does not count.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

Vector = Sequence[float]


def features(octets: bytes, regions: int = 4, stride: int = 97) -> list[float]:
    """Return counts of byte values by region, and the bits of every `stride`-th byte."""
    size = -(-len(octets) // regions)
    found: list[float] = []
    for start in range(0, len(octets), size):
        counts = Counter(octets[start : start + size])
        found += [float(counts[value]) for value in range(256)]
    found += [float(byte >> bit & 1) for byte in octets[::stride] for bit in range(8)]
    return found


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of a linear discriminant and its threshold."""

    weights: Vector
    threshold: float

    def says_second(self, vector: Vector) -> bool:
        """Return whether the model takes this for the second sort."""
        return math.fsum(weight * value for weight, value in zip(self.weights, vector, strict=True)) > self.threshold


def learn(first: Sequence[Vector], second: Sequence[Vector]) -> Model:
    """Return the discriminant of two samples."""
    means = [_mean(sample) for sample in (first, second)]
    spread = [
        math.fsum(
            (vector[at] - mean[at]) ** 2
            for sample, mean in zip((first, second), means, strict=True)
            for vector in sample
        )
        for at in range(len(means[0]))
    ]
    count = len(first) + len(second)
    weights = [(two - one) / (spread[at] / count + 1e-3) for at, (one, two) in enumerate(zip(*means, strict=True))]
    middle = math.fsum(weight * (one + two) / 2 for weight, one, two in zip(weights, means[0], means[1], strict=True))
    return Model(weights, middle)


def accuracy(first: Sequence[bytes], second: Sequence[bytes]) -> float:
    """Return how often a classifier that learnt on the even samples tells the odd ones apart (0.5 is chance)."""
    one, two = [features(each) for each in first], [features(each) for each in second]
    model = learn(one[::2], two[::2])
    right = sum(not model.says_second(vector) for vector in one[1::2])
    right += sum(model.says_second(vector) for vector in two[1::2])
    return right / (len(one[1::2]) + len(two[1::2]))


def bound(judged: int, *, sigmas: float = 5.0) -> float:
    """Return how far from one half chance alone takes the accuracy, save once in 1.7 million runs (5 sigmas)."""
    return sigmas * 0.5 / math.sqrt(judged)


def _mean(sample: Sequence[Vector]) -> list[float]:
    return [math.fsum(column) / len(sample) for column in zip(*sample, strict=True)]
