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
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
MOST = 0.03
"""How far from one half the accuracy may lie."""
_CLEAR = 4.0
"""Standard errors between the means of a feature that counts. Of 6,000 that say nothing, every third time one does."""


def features(octets: bytes, regions: int = 4, stride: int = 97) -> Vector:
    """Return counts of byte values by region, and the bits of every `stride`-th byte."""
    whole = np.frombuffer(octets, dtype=np.uint8)
    size = -(-len(octets) // regions)
    counts = [np.bincount(whole[start : start + size], minlength=256) for start in range(0, len(octets), size)]
    bits = np.unpackbits(whole[::stride], bitorder="little")
    return np.concatenate([*counts, bits]).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of a linear discriminant and its threshold."""

    weights: Vector
    threshold: float

    def says_second(self, vector: Vector) -> bool:
        """Return whether the model takes this for the second sort."""
        return bool(self.weights @ vector > self.threshold)


def learn(first: Sequence[Vector], second: Sequence[Vector]) -> Model:
    """Return the discriminant of two samples."""
    samples = [np.stack(first), np.stack(second)]
    means = [sample.mean(axis=0) for sample in samples]
    squares = sum(((sample - mean) ** 2).sum(axis=0) for sample, mean in zip(samples, means, strict=True))
    variances = squares / (len(first) + len(second)) + 1e-3
    shifts = means[1] - means[0]
    error = math.sqrt(1 / len(first) + 1 / len(second))
    clear = np.abs(shifts) > _CLEAR * error * np.sqrt(variances)
    counts = clear if clear.any() else np.ones_like(clear)
    weights = np.where(counts, shifts / variances, 0.0)
    return Model(weights, float(weights @ (means[0] + means[1]) / 2))


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
