"""Normalised discounted cumulative gain with binary gains."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence, Set

__all__ = ["ndcg_at_k"]


def ndcg_at_k(
    ranking: Sequence[Hashable], relevant: Set[Hashable], k: int, *, all_needed: bool = True
) -> float | None:
    """``DCG@k / IDCG@k`` with ``DCG@k = Σ gain(r) / log2(1 + r)`` over the places ``r <= k``.

    The gain of a relevant item is 1 at its first occurrence and 0 afterwards. Where any relevant
    item will do, only the first one found gains, and the ideal ranking has it in the first
    place: ``1 / log2(1 + r)``. ``None`` when nothing is relevant.

    Source: Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", ACM
    TOIS 20(4), 2002, with the discount that trec_eval uses.
    """
    if not relevant:
        return None
    seen: set[Hashable] = set()
    gains: list[float] = []
    for place, item in enumerate(ranking[:k], start=1):
        if item in relevant and item not in seen:
            seen.add(item)
            gains.append(1.0 / math.log2(1 + place))
    if not all_needed:
        return gains[0] if gains else 0.0
    ideal = sum(1.0 / math.log2(1 + place) for place in range(1, min(len(relevant), k) + 1))
    return sum(gains) / ideal
