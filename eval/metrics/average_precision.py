"""Average precision."""

from __future__ import annotations

from collections.abc import Hashable, Sequence, Set

__all__ = ["average_precision"]


def average_precision(
    ranking: Sequence[Hashable], relevant: Set[Hashable], k: int, *, all_needed: bool = True
) -> float | None:
    """``Σ P(r) · new(r) / |relevant|`` over the places ``r <= k``; its mean is MAP@k.

    ``P(r)`` is the share of the first ``r`` places that hold a relevant item for the first time,
    and ``new(r)`` is 1 at such a place, else 0. Where any relevant item will do, the one found
    first is the only one wanted: ``1 / r``. ``None`` when nothing is relevant.

    Source: Buckley and Voorhees, "Evaluating evaluation measure stability" (SIGIR 2000), as
    trec_eval's ``map_cut`` has it.
    """
    if not relevant:
        return None
    seen: set[Hashable] = set()
    total = 0.0
    for place, item in enumerate(ranking[:k], start=1):
        if item in relevant and item not in seen:
            seen.add(item)
            total += len(seen) / place
            if not all_needed:
                break
    return total / len(relevant) if all_needed else total
