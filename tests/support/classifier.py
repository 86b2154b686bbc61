# SPDX-License-Identifier: AGPL-3.0-or-later
"""A classifier over bytes, for tests that two sorts of ciphertext cannot be told apart.

Features are how often each byte comes in each of several regions, and single bits at fixed places. The model is a
linear discriminant with a diagonal covariance (Fisher 1936) over the features whose means differ clearly, so that the
noise of thousands of others does not drown a single bit. It learns on some samples and is judged on others, so that
what it learns by heart does not count.

Rules of this module:

- What is asked for is 50 % of right answers, and no more than 3 % from it (security property 4). Of 1,000 answers that
  are guesses, 6 runs in 100 lie further off: such a test alone would cry wolf. So there are two looks. What lies within
  3 % of 1,000 answers passes. Otherwise as many new ones are judged as make 3 % five standard deviations of guessing
  (6,945), and these decide: guesses fail once in 1.7 million second looks, once in 30 million runs.
- A leak is not let through by the first look: who is right in 58 of 100 passes it once in 1,300 runs, in 60 of 100 once
  in 200,000; the nearer to 53, the oftener, and within 3 % nothing is promised.
- Nothing here is seeded. What is sealed draws from the operating system's generator, which is what is tested.
"""

import math
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

Vector = Sequence[float]
MOST = 0.03
"""How far from one half the accuracy may lie."""
_CLEAR = 4.0
"""Standard errors between the means of a feature that counts. Of 6,000 that say nothing, every third time one does."""


def features(octets: bytes, regions: int = 4, stride: int = 97) -> Vector:
    """Return counts of byte values by region, and the bits of every `stride`-th byte."""
    size = -(-len(octets) // regions)
    found = array("d")
    for start in range(0, len(octets), size):
        counts = Counter(octets[start : start + size])
        found.extend(counts[value] for value in range(256))
    found.extend(byte >> bit & 1 for byte in octets[::stride] for bit in range(8))
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
    variances = [squares / count + 1e-3 for squares in spread]
    shifts = [two - one for one, two in zip(*means, strict=True)]
    error = math.sqrt(1 / len(first) + 1 / len(second))
    clear = [
        abs(shift) > _CLEAR * error * math.sqrt(variance) for shift, variance in zip(shifts, variances, strict=True)
    ]
    counts = clear if any(clear) else [True] * len(clear)
    weights = [
        shift / variance if kept else 0.0 for shift, variance, kept in zip(shifts, variances, counts, strict=True)
    ]
    middle = math.fsum(weight * (one + two) / 2 for weight, one, two in zip(weights, means[0], means[1], strict=True))
    return Model(weights, middle)


def accuracy(first: Sequence[bytes], second: Sequence[bytes]) -> float:
    """Return how often a classifier that learnt on the even samples tells the odd ones apart (0.5 is chance)."""
    model = learn([features(each) for each in first[::2]], [features(each) for each in second[::2]])
    return judged(model, first[1::2], second[1::2])


def judged(model: Model, first: Iterable[bytes], second: Iterable[bytes]) -> float:
    """Return how often `model` is right about samples that it has not seen, of both sorts."""
    right = [not model.says_second(features(each)) for each in first]
    right += [model.says_second(features(each)) for each in second]
    return sum(right) / len(right)


def needed(sigmas: float = 5.0) -> int:
    """Return how many guesses lie within `MOST` of one half, but for a chance of `sigmas` standard deviations."""
    return math.ceil((sigmas * 0.5 / MOST) ** 2)


def told_apart(first: Callable[[], bytes], second: Callable[[], bytes], count: int) -> float:
    """Return how far from one half a classifier gets, which sees `count` samples of each sort; see the two looks above.

    `first` and `second` make one new sample of a sort.
    """
    model = learn(*([features(make()) for _ in range(count // 2)] for make in (first, second)))

    def look(each: int) -> float:
        return abs(judged(model, (first() for _ in range(each)), (second() for _ in range(each))) - 0.5)

    found = look(count - count // 2)
    return found if found <= MOST else look(-(-needed() // 2))


def _mean(sample: Sequence[Vector]) -> list[float]:
    return [math.fsum(column) / len(sample) for column in zip(*sample, strict=True)]
