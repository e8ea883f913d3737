"""How sure a figure is, and whether a difference between two runs is more than chance."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

__all__ = [
    "RESAMPLES",
    "SEED",
    "bootstrap_interval",
    "bootstrap_statistic",
    "holm",
    "mcnemar",
    "randomisation_test",
]

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
    """The percentile interval of the mean of ``differences`` or other values (at least one).

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
    return _middle(means, level)


def bootstrap_statistic(
    n: int,
    statistic: Callable[[Sequence[int]], float | None],
    *,
    level: float = 0.95,
    resamples: int = 1_000,
    seed: int = SEED,
) -> tuple[float, float] | None:
    """As ``bootstrap_interval`` for any figure of ``n`` questions, given the drawn places.

    Draws for which the figure does not apply are left out; ``None`` where it never does.
    """
    generator = np.random.default_rng(seed)
    drawn = (generator.integers(n, size=n).tolist() for _ in range(resamples if n else 0))
    values = [value for places in drawn if (value := statistic(places)) is not None]
    return _middle(values, level) if values else None


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


def randomisation_test(
    differences: Sequence[float], *, resamples: int = RESAMPLES, seed: int = SEED
) -> float:
    """The two-sided p-value of the mean of paired ``differences``: how often it is as far from
    zero when the two runs of each question change places at random.

    ``(1 + |{draws as extreme}|) / (1 + resamples)``; 1 where nothing differs.

    Source: Smucker, Allan and Carterette, "A Comparison of Statistical Significance Tests for
    Information Retrieval Evaluation" (CIKM 2007).
    """
    values = np.asarray([d for d in differences if d], dtype=np.float64)
    if not len(values):
        return 1.0
    observed = abs(float(values.sum())) * (1 - 1e-12)
    generator = np.random.default_rng(seed)
    extreme, left = 0, resamples
    step = max(1, _CHUNK // len(values))
    while left:
        rows = min(step, left)
        signs = generator.integers(2, size=(rows, len(values))) * 2.0 - 1.0
        extreme += int((np.abs(signs @ values) >= observed).sum())
        left -= rows
    return (1 + extreme) / (1 + resamples)


def holm(p_values: Sequence[float]) -> list[float]:
    """Each p-value adjusted for their number, in their order.

    Sorted from the smallest, the ``i``-th of ``m`` (from 0) becomes ``(m - i) p``, at most 1 and
    never less than the one before it. Source: Holm, "A Simple Sequentially Rejective Multiple
    Test Procedure", Scandinavian Journal of Statistics 6 (1979).
    """
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    adjusted = [1.0] * len(p_values)
    floor = 0.0
    for rank, i in enumerate(order):
        floor = max(floor, min(1.0, (len(order) - rank) * p_values[i]))
        adjusted[i] = floor
    return adjusted


def _middle(values: Sequence[float], level: float) -> tuple[float, float]:
    tail = 100 * (1 - level) / 2
    low, high = np.percentile(values, [tail, 100 - tail])
    return float(low), float(high)
