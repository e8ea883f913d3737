"""Recall among the first k."""

from __future__ import annotations

from collections.abc import Hashable, Sequence, Set

__all__ = ["recall_at_k"]


def recall_at_k(
    ranking: Sequence[Hashable], relevant: Set[Hashable], k: int, *, all_needed: bool = True
) -> float | None:
    """The share of relevant items that are among the first ``k`` places of ``ranking``.

    ``|relevant ∩ ranking[:k]| / |relevant|``; where any relevant item will do, 1 as soon as one
    is there, else 0 (success at k). ``None`` when nothing is relevant. An item that occurs twice
    in the ranking takes two places and counts once.

    Source: Manning, Raghavan and Schütze, *Introduction to Information Retrieval* (2008), 8.4.
    """
    if not relevant:
        return None
    found = len(relevant & set(ranking[:k]))
    return found / len(relevant) if all_needed else float(found > 0)
