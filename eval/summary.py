"""The figures of a run: overall, and by language, language relation and question type."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from eval import metrics
from eval.records import Record

__all__ = ["GROUPS", "METRICS", "lookup", "summarise"]

METRICS: Mapping[str, tuple[str, ...]] = {
    "retrieval": ("recall@1", "recall@5", "mrr@10", "ndcg@10"),
    "answer": ("em", "f1", "contains"),
    "citation": ("page_precision", "page_recall", "verified"),
    "abstention": ("precision", "recall"),
    "latency_ms": ("p50", "p95"),
}
"""Every metric, by its group, in the order in which they are reported."""

GROUPS: Mapping[str, Callable[[Record], str | None]] = {
    "language": lambda r: r.question.language,
    "relation": lambda r: r.relation,
    "type": lambda r: r.question.type,
}
"""How records are split; a record without a value is in no group."""


def summarise(records: Sequence[Record]) -> dict[str, Any]:
    """``{"retrieval": {…}, "answer": {…}, "citation": {…}, "abstention": {…}, "latency_ms": {…},
    "n": …, "by": {"language": {"ja": {…}}, "relation": {…}, "type": {…}}}``.

    Each score is the mean over the questions that it applies to; a metric that applies to none
    is left out. ``latency_ms`` is the time of answering one question, search included.
    """
    by = {
        group: {value: _figures(members) for value, members in _split(records, value_of).items()}
        for group, value_of in GROUPS.items()
    }
    return {**_figures(records), "by": {group: parts for group, parts in by.items() if parts}}


def lookup(summary: Mapping[str, Any], path: str) -> float | None:
    """The figure that ``path`` names (``answer.f1``, ``by.language.ja.answer.f1``), if any."""
    value: Any = summary
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return float(value) if isinstance(value, (int, float)) else None


def _figures(records: Sequence[Record]) -> dict[str, Any]:
    abstained = [r.outcome.abstained for r in records]
    unanswerable = [not r.question.answerable for r in records]
    times = [r.outcome.ask_ms for r in records]
    special = {
        "abstention.precision": metrics.abstention_precision(abstained, unanswerable),
        "abstention.recall": metrics.abstention_recall(abstained, unanswerable),
        "latency_ms.p50": metrics.percentile(times, 50),
        "latency_ms.p95": metrics.percentile(times, 95),
    }
    found: dict[str, Any] = {}
    for group, names in METRICS.items():
        digits = 2 if group == "latency_ms" else 6
        values = {
            name: round(value, digits)
            for name in names
            if (value := special.get(f"{group}.{name}", _mean(records, f"{group}.{name}")))
            is not None
        }
        if values:
            found[group] = values
    return {**found, "n": len(records)}


def _mean(records: Iterable[Record], name: str) -> float | None:
    values = [r.scores[name] for r in records if name in r.scores]
    return sum(values) / len(values) if values else None


def _split(
    records: Iterable[Record], value_of: Callable[[Record], str | None]
) -> dict[str, list[Record]]:
    """The records by value, in the order of the values."""
    parts: dict[str, list[Record]] = {}
    for record in records:
        value = value_of(record)
        if value is not None:
            parts.setdefault(value, []).append(record)
    return dict(sorted(parts.items()))
