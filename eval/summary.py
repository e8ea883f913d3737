"""The figures of a run: overall, and by language, language relation, question type, document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval import metrics
from eval.attribution import count_causes, is_right
from eval.records import Record
from eval.statistics import SEED, bootstrap_statistic

__all__ = ["GROUPS", "LOWER_IS_BETTER", "METRICS", "lookup", "summarise"]

_RANKED = (
    "recall@1", "recall@5", "mrr@10", "ndcg@10", "recall@10", "hit@1", "hit@5", "hit@10", "map@10",
)  # fmt: skip
METRICS: Mapping[str, tuple[str, ...]] = {
    "retrieval": _RANKED,
    "passages": _RANKED,
    "answer": (
        "em", "f1", "contains", "numbers", "em_jsquad", "f1_jsquad", "em_cmrc", "f1_cmrc",
        "list_precision", "list_recall", "judge",
    ),
    "citation": (
        "page_precision", "page_recall", "verified", "support_recall", "support_precision",
    ),
    "abstention": ("precision", "recall"),
    "confidence": ("aurc", "ece"),
    "latency_ms": ("p50", "p95", "p90", "p99"),
}  # fmt: skip
"""Every metric, by its group, in the order in which they are reported."""

LOWER_IS_BETTER = frozenset({"confidence", "latency_ms"})
"""Groups of metrics that are the better the lower."""

GROUPS: Mapping[str, Callable[[Record], str | None]] = {
    "language": lambda r: r.question.language,
    "relation": lambda r: r.relation,
    "type": lambda r: r.question.type,
    "document": lambda r: r.documents[0] if len(r.documents) == 1 else None,
}
"""How records are split; a record without a value is in no group."""

_RESAMPLES = 2_000
_MOST_PARTS = 50
"""Splitting by document stops here: a corpus of thousands has a question or two for each."""

Statistic = Callable[[Sequence[Record]], float | None]


def summarise(records: Sequence[Record]) -> dict[str, Any]:
    """``{"retrieval": {…}, …, "latency_ms": {…}, "n": …, "by": {"language": {"ja": {…}}, …}}``.

    Each score is the mean over the questions that it applies to; a metric that applies to none
    is left out. ``intervals`` holds the 95 % bootstrap interval of each figure by its name, and
    ``lost`` how many questions were missed for which first cause. ``latency_ms`` is the time of
    answering one question, search included.
    """
    by: dict[str, Any] = {}
    for group, value_of in GROUPS.items():
        parts = _split(records, value_of)
        if parts and len(parts) <= _MOST_PARTS:
            by[group] = {value: _figures(members) for value, members in parts.items()}
    return {**_figures(records), "by": by}


def lookup(summary: Mapping[str, Any], path: str) -> float | None:
    """The figure that ``path`` names (``answer.f1``, ``by.language.ja.answer.f1``), if any."""
    value: Any = summary
    if path.startswith("by."):
        _, group, rest = path.split(".", 2) if path.count(".") > 1 else ("by", "", "")
        parts = summary.get("by", {}).get(group, {})
        # A document's name may hold dots itself.
        name = next((n for n in parts if rest.startswith(f"{n}.")), None)
        return None if name is None else lookup(parts[name], rest[len(name) + 1 :])
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return float(value) if isinstance(value, (int, float)) else None


def _figures(records: Sequence[Record]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    intervals: dict[str, list[float]] = {}
    names = [f"{g}.{m}" for g, members in METRICS.items() for m in members]
    means = [name for name in names if name not in _SPECIAL]
    low_high = _mean_intervals(records, means)
    for name in names:
        group, metric = name.split(".", 1)
        special = _SPECIAL.get(name)
        value = special(records) if special else _mean(records, name)
        if value is None:
            continue
        digits = 2 if group == "latency_ms" else 6
        found.setdefault(group, {})[metric] = round(value, digits)
        interval = _special_interval(records, special) if special else low_high.get(name)
        if interval is not None:
            intervals[name] = [round(bound, digits) for bound in interval]
    found["n"] = len(records)
    if records:
        found["intervals"] = intervals
        found["lost"] = count_causes(records)
    return found


def _special_interval(
    records: Sequence[Record], statistic: Statistic
) -> tuple[float, float] | None:
    draws = 200 if len(records) > 2_000 else 400
    return bootstrap_statistic(
        len(records), lambda places: statistic([records[i] for i in places]), resamples=draws
    )


def _mean_intervals(
    records: Sequence[Record], names: Sequence[str]
) -> dict[str, tuple[float, float]]:
    """The intervals of all means at once: the same draws of questions serve every metric."""
    held = [name for name in names if any(name in r.scores for r in records)]
    if not held:
        return {}
    values = np.array([[r.scores.get(name, np.nan) for name in held] for r in records])
    present = ~np.isnan(values)
    filled = np.where(present, values, 0.0)
    generator = np.random.default_rng(SEED)
    means: list[NDArray[np.float64]] = []
    n = len(records)
    step = max(1, 4_000_000 // n)
    for first in range(0, _RESAMPLES, step):
        rows = min(step, _RESAMPLES - first)
        counts = generator.multinomial(n, np.full(n, 1 / n), size=rows).astype(np.float64)
        with np.errstate(invalid="ignore"):
            means.append((counts @ filled) / (counts @ present.astype(np.float64)))
    low, high = np.nanpercentile(np.concatenate(means), [2.5, 97.5], axis=0)
    return {name: (float(low[i]), float(high[i])) for i, name in enumerate(held)}


def _abstention(metric: Callable[[list[bool], list[bool]], float | None]) -> Statistic:
    return lambda records: metric(
        [r.outcome.abstained for r in records], [not r.question.answerable for r in records]
    )


def _latency(percent: float) -> Statistic:
    return lambda records: metrics.percentile([r.outcome.ask_ms for r in records], percent)


def _sureness(metric: Callable[[list[float], list[bool]], float | None]) -> Statistic:
    def statistic(records: Sequence[Record]) -> float | None:
        given = [r for r in records if not r.outcome.abstained and is_right(r) is not None]
        return metric([r.outcome.confidence for r in given], [bool(is_right(r)) for r in given])

    return statistic


_SPECIAL: Mapping[str, Statistic] = {
    "abstention.precision": _abstention(metrics.abstention_precision),
    "abstention.recall": _abstention(metrics.abstention_recall),
    "confidence.aurc": _sureness(metrics.aurc),
    "confidence.ece": _sureness(metrics.expected_calibration_error),
    **{f"latency_ms.p{p}": _latency(p) for p in (50, 90, 95, 99)},
}
"""Figures that are not means over questions."""


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
