"""Percentiles, for latencies."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["percentile"]


def percentile(values: Sequence[float], percent: float) -> float | None:
    """The value below which ``percent`` (0 to 100) of ``values`` lie; ``None`` without values.

    Between neighbours ``x[i]`` and ``x[i+1]`` of the sorted values it is linear, with
    ``i + fraction = percent / 100 * (n - 1)``.

    Source: Hyndman and Fan, "Sample Quantiles in Statistical Packages" (1996), definition 7.
    """
    if not values:
        return None
    ordered = sorted(values)
    position = percent / 100 * (len(ordered) - 1)
    below = min(int(position), len(ordered) - 1)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (position - below) * (ordered[above] - ordered[below])
