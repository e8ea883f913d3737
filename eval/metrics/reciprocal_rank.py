"""The reciprocal of the first relevant place."""

from __future__ import annotations

from collections.abc import Hashable, Sequence, Set

__all__ = ["reciprocal_rank"]


def reciprocal_rank(ranking: Sequence[Hashable], relevant: Set[Hashable], k: int) -> float | None:
    """``1 / r`` where ``r`` is the place, from 1, of the first relevant item among the first
    ``k``; 0 when there is none, ``None`` when nothing is relevant. Its mean is MRR@k.

    Source: Voorhees, "The TREC-8 Question Answering Track Report" (1999).
    """
    if not relevant:
        return None
    return next((1.0 / r for r, x in enumerate(ranking[:k], start=1) if x in relevant), 0.0)
