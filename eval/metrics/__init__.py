"""Metrics, one a file: pure functions with the formula and its source in the docstring.

A metric that does not apply to a case returns ``None``, never zero, and the case is left out of
the mean. ``all_needed`` says whether every relevant page is wanted or any one of them will do.
"""

from __future__ import annotations

from eval.metrics.abstention import abstention_precision, abstention_recall
from eval.metrics.character_f1 import character_f1
from eval.metrics.citation import page_precision, page_recall
from eval.metrics.contains import contains
from eval.metrics.exact_match import exact_match
from eval.metrics.ndcg import ndcg_at_k
from eval.metrics.percentile import percentile
from eval.metrics.recall import recall_at_k
from eval.metrics.reciprocal_rank import reciprocal_rank

__all__ = [
    "abstention_precision",
    "abstention_recall",
    "character_f1",
    "contains",
    "exact_match",
    "ndcg_at_k",
    "page_precision",
    "page_recall",
    "percentile",
    "recall_at_k",
    "reciprocal_rank",
]
