"""Is a difference between two runs more than chance? Two tests on paired scores."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

__all__ = ["RESAMPLES", "SEED", "bootstrap_interval", "mcnemar"]

RESAMPLES = 10_000
SEED = 20_261_124
_CHUNK = 4_000_000
"""Random numbers drawn at a time, so that a large gold set fits in memory."""


def bootstrap_interval(
    differences: Sequence[float],
    *,
    level: float = 0.95,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> tuple[float, float]:
    """The percentile interval of the mean of paired ``differences`` (at least one).

    Questions are drawn with replacement ``resamples`` times; the interval holds the middle
    ``level`` of the means. The same seed gives the same interval.

    Source: Efron and Tibshirani, *An Introduction to the Bootstrap* (1993), chapter 13.
    """
    values = np.asarray(differences, dtype=np.float64)
    generator = np.random.default_rng(seed)
    means: list[float] = []
    step = max(1, _CHUNK // len(values))
    while len(means) < resamples:
        rows = min(step, resamples - len(means))
        drawn = generator.integers(len(values), size=(rows, len(values)))
        means += values[drawn].mean(axis=1).tolist()
    tail = 100 * (1 - level) / 2
    low, high = np.percentile(means, [tail, 100 - tail])
    return float(low), float(high)


def mcnemar(gained: int, lost: int) -> float:
    """The two-sided exact p-value of ``gained`` against ``lost`` questions, 1 when there are none.

    ``min(1, 2 Σ_{i <= min(gained, lost)} C(n, i) / 2^n)`` with ``n = gained + lost``: the
    binomial test that a question that changed was as likely to get better as worse.

    Source: McNemar, "Note on the sampling error of the difference between correlated
    proportions or percentages", Psychometrika 12 (1947), in its exact form.
    """
    n = gained + lost
    if n == 0:
        return 1.0
    tail = sum(math.comb(n, i) for i in range(min(gained, lost) + 1))
    # Integers do not overflow; 2.0**n would.
    p: float = 2 * tail / 2**n
    return min(1.0, p)
