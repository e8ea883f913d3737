"""Keep one page from filling the whole ranking.

The rows of one table, or the bullets of one slide, are near copies of each other to both legs,
and a ranking of ten of them shows a reader one page where ten could be shown. It is the idea of
maximal marginal relevance (Carbonell and Goldstein, 1998) with "on the same page" for similarity.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence

__all__ = ["spread_scores"]

_KEPT = 0.95
"""What each further passage of a page keeps of its score for each better one of that page."""


def spread_scores(scores: Sequence[float], pages: Sequence[Hashable]) -> list[float]:
    """The scores (best first, on ``pages``) with those of a page's further passages lowered.

    The first passage of each page keeps its score, and passages of one page keep their order.
    """
    seen: Counter[Hashable] = Counter()
    lowered = []
    for score, page in zip(scores, pages, strict=True):
        lowered.append(score * _KEPT ** seen[page])
        seen[page] += 1
    return lowered
