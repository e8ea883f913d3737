"""Whether anything relevant is among the first k."""

from __future__ import annotations

from collections.abc import Hashable, Sequence, Set

__all__ = ["hit_at_k"]


def hit_at_k(ranking: Sequence[Hashable], relevant: Set[Hashable], k: int) -> float | None:
    """1 when one of ``relevant`` is among the first ``k`` of ``ranking``, else 0.

    ``None`` when nothing is relevant. Source: "success at n" of trec_eval.
    """
    if not relevant:
        return None
    return float(any(item in relevant for item in ranking[:k]))
