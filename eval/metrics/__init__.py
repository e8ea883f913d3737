"""Metrics, one a file: pure functions with the formula and its source in the docstring.

A metric that does not apply to a case returns ``None``, never zero, and the case is left out of
the mean. ``all_needed`` says whether every relevant page is wanted or any one of them will do.
"""

from __future__ import annotations

from eval.metrics.abstention import abstention_precision, abstention_recall
from eval.metrics.average_precision import average_precision
from eval.metrics.calibration import calibration_bins, expected_calibration_error
from eval.metrics.character_f1 import character_f1
from eval.metrics.citation import page_precision, page_recall
from eval.metrics.cmrc import cmrc_exact_match, cmrc_f1
from eval.metrics.contains import contains
from eval.metrics.exact_match import exact_match
from eval.metrics.hit import hit_at_k
from eval.metrics.jsquad import jsquad_exact_match, jsquad_f1
from eval.metrics.list_overlap import list_precision, list_recall
from eval.metrics.ndcg import ndcg_at_k
from eval.metrics.number_match import number_match
from eval.metrics.percentile import percentile
from eval.metrics.recall import recall_at_k
from eval.metrics.reciprocal_rank import reciprocal_rank
from eval.metrics.risk_coverage import aurc, risk_coverage
from eval.metrics.support import support_precision, support_recall

__all__ = [
    "abstention_precision",
    "abstention_recall",
    "aurc",
    "average_precision",
    "calibration_bins",
    "character_f1",
    "cmrc_exact_match",
    "cmrc_f1",
    "contains",
    "exact_match",
    "expected_calibration_error",
    "hit_at_k",
    "jsquad_exact_match",
    "jsquad_f1",
    "list_precision",
    "list_recall",
    "ndcg_at_k",
    "number_match",
    "page_precision",
    "page_recall",
    "percentile",
    "recall_at_k",
    "reciprocal_rank",
    "risk_coverage",
    "support_precision",
    "support_recall",
]
