"""Normalised discounted cumulative gain."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence, Set

__all__ = ["ndcg_at_k"]


def ndcg_at_k(
    ranking: Sequence[Hashable],
    relevant: Set[Hashable] | Mapping[Hashable, int],
    k: int,
    *,
    all_needed: bool = True,
) -> float | None:
    """``DCG@k / IDCG@k`` with ``DCG@k = Σ gain(r) / log2(1 + r)`` over the places ``r <= k``.

    The gain of a relevant item is its grade (1 where none are given) at its first occurrence and
    0 afterwards; IDCG is the DCG of the best ranking. Where any relevant item will do, only the
    first one found gains, and the ideal ranking has it in the first place: ``1 / log2(1 + r)``.
    ``None`` when nothing is relevant.

    Source: Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", ACM
    TOIS 20(4), 2002, with the linear gains and the discount of trec_eval.
    """
    grades = relevant if isinstance(relevant, Mapping) else dict.fromkeys(relevant, 1)
    grades = {item: grade for item, grade in grades.items() if grade > 0}
    if not grades:
        return None
    seen: set[Hashable] = set()
    gains: list[float] = []
    for place, item in enumerate(ranking[:k], start=1):
        if item in grades and item not in seen:
            seen.add(item)
            gains.append((grades[item] if all_needed else 1) / math.log2(1 + place))
    if not all_needed:
        return gains[0] if gains else 0.0
    best = sorted(grades.values(), reverse=True)[:k]
    ideal = sum(grade / math.log2(1 + place) for place, grade in enumerate(best, start=1))
    return sum(gains) / ideal
