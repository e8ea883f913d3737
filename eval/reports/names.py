"""What metrics are called in reports, and the figures of a summary in the order of reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eval.summary import METRICS, lookup

__all__ = ["GROUP_TITLES", "PART_METRICS", "Figure", "figure", "figures", "label"]

GROUP_TITLES: Mapping[str, str] = {
    "answer": "Answers",
    "citation": "Citations",
    "abstention": "Refusals",
    "retrieval": "Finding pages",
    "passages": "Finding passages",
    "confidence": "Confidence",
    "latency_ms": "Latency",
}
"""Groups of metrics in the order in which a report shows them."""

_LABELS: Mapping[str, str] = {
    "answer.em": "exactly the expected answer",
    "answer.f1": "characters in common (F1)",
    "answer.contains": "the expected answer stands in it",
    "answer.numbers": "all expected numbers, in any notation",
    "answer.em_jsquad": "exact match as JSQuAD scores it",
    "answer.f1_jsquad": "F1 as JSQuAD scores it",
    "answer.em_cmrc": "exact match as CMRC scores it",
    "answer.f1_cmrc": "F1 as CMRC scores it",
    "answer.list_precision": "lists: share of items that are wanted",
    "answer.list_recall": "lists: share of wanted items",
    "answer.judge": "right by the judgement of a language model",
    "citation.page_precision": "cited pages that prove the answer",
    "citation.page_recall": "questions with a proving page cited",
    "citation.verified": "quotations found again on their page",
    "citation.support_recall": "sentences that their quotations carry",
    "citation.support_precision": "quotations that are needed",
    "abstention.precision": "refusals that were right",
    "abstention.recall": "unanswerable questions refused",
    "confidence.aurc": "area under risk–coverage (lower is better)",
    "confidence.ece": "expected calibration error (lower is better)",
}
_RANKED = {
    "recall": "evidence among the first {k}",
    "hit": "any evidence among the first {k}",
    "mrr": "reciprocal rank (MRR@{k})",
    "ndcg": "nDCG@{k}",
    "map": "average precision (MAP@{k})",
}
PART_METRICS = (
    "answer.contains",
    "citation.page_recall",
    "retrieval.recall@1",
    "retrieval.recall@5",
    "passages.recall@5",
    "abstention.recall",
)
"""What is shown of each part of the questions."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a run with its 95 % interval, where it has one."""

    name: str
    label: str
    value: float
    low: float | None
    high: float | None

    @property
    def is_share(self) -> bool:
        """Whether it lies between 0 and 1."""
        return not self.name.startswith("latency_ms.")


def label(name: str) -> str:
    """What a metric is called for people."""
    if name in _LABELS:
        return _LABELS[name]
    group, _, metric = name.partition(".")
    if group == "latency_ms":
        return f"{metric.removeprefix('p')} % of questions within, ms"
    kind, _, k = metric.partition("@")
    return _RANKED.get(kind, metric).format(k=k)


def figures(summary: Mapping[str, Any], group: str) -> list[Figure]:
    """The figures of one group that apply, in the order of ``METRICS``."""
    found = (figure(summary, f"{group}.{name}") for name in METRICS[group])
    return [f for f in found if f is not None]


def figure(summary: Mapping[str, Any], name: str) -> Figure | None:
    """One figure; ``None`` where it does not apply."""
    value = lookup(summary, name)
    if value is None:
        return None
    low, high = summary.get("intervals", {}).get(name, (None, None))
    return Figure(name, label(name), value, low, high)
