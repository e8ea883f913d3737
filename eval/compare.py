"""Compare two runs question by question.

Every metric is tested in pairs: McNemar's exact test where it is yes or no, the randomisation
test where it is a mean. The p-values are adjusted by Holm's method, once over the metrics of all
questions and once over all metrics of all slices, as far as they changed at all, so that out of
many comparisons none is called a difference by chance more often than one time in twenty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from eval.changes import Change, changes
from eval.saved import Run
from eval.statistics import (
    RESAMPLES,
    SEED,
    bootstrap_interval,
    holm,
    mcnemar,
    randomisation_test,
)
from eval.summary import METRICS
from ingest.errors import UsageError

__all__ = ["LEVEL", "SCORES", "Comparison", "Delta", "Slice", "compare_runs"]

LEVEL = 0.05
"""From this adjusted p-value down a difference is more than chance."""

_BINARY = frozenset((0.0, 1.0))
SCORES = (
    *(
        f"{group}.{name}"
        for group in ("retrieval", "passages", "answer", "citation")
        for name in METRICS[group]
    ),
    "abstention.correct",
)
"""Scores that single questions have, all the better the higher."""
_SLICED = (
    "answer.contains", "answer.f1", "citation.page_recall", "retrieval.recall@1",
    "retrieval.recall@5", "passages.recall@5", "abstention.correct",
)  # fmt: skip
_SLICES = ("language", "relation", "type", "document")
_SLICE_RESAMPLES = 2_000
_MOST_SLICES = 50
_ROUNDING = 1e-9
"""1.0 - 0.7 is a fall of 0.3, whatever floating point makes of it."""


@dataclass(frozen=True, slots=True)
class Delta:
    """One metric in both runs, over the ``n`` questions that have it in both.

    ``low`` and ``high`` bound the difference with 95 % confidence, each on its own. ``p`` is
    McNemar's exact test for a metric that is yes or no, of which ``gained`` and ``lost`` questions
    changed, else the randomisation test; ``adjusted`` is ``p`` after Holm's correction.
    """

    metric: str
    n: int
    a: float
    b: float
    low: float
    high: float
    p: float
    gained: int | None = None
    lost: int | None = None
    adjusted: float = 1.0

    @property
    def delta(self) -> float:
        """``b - a``."""
        return self.b - self.a

    @property
    def verdict(self) -> str:
        """``same`` where no question changed, ``better`` or ``worse`` where the adjusted p-value
        says so, else ``unclear``.
        """
        if self.low == self.high == self.delta == 0:
            return "same"
        if self.adjusted > LEVEL or not self.delta:
            return "unclear"
        return "better" if self.delta > 0 else "worse"

    def to_json(self) -> dict[str, Any]:
        """The delta, rounded; what does not apply is left out."""
        found: dict[str, Any] = {
            "n": self.n,
            "a": round(self.a, 6),
            "b": round(self.b, 6),
            "delta": round(self.delta, 6),
            "interval": [round(self.low, 6), round(self.high, 6)],
            "p": float(f"{self.p:.4g}"),
            "p_holm": float(f"{self.adjusted:.4g}"),
            "test": "randomisation" if self.gained is None else "mcnemar",
            "verdict": self.verdict,
        }
        if self.gained is not None:
            found |= {"gained": self.gained, "lost": self.lost}
        return found


@dataclass(frozen=True, slots=True)
class Slice:
    """A metric over a part of the questions: those whose ``group`` is ``value``."""

    group: str
    value: str
    delta: Delta

    def to_json(self) -> dict[str, Any]:
        """The slice's name, metric and delta."""
        name = {"group": self.group, "value": self.value, "metric": self.delta.metric}
        return {**name, **self.delta.to_json()}


@dataclass(frozen=True, slots=True)
class Comparison:
    """The deltas of two runs, over all questions and over parts of them, what became of single
    questions, and what was different between the runs.
    """

    a: Run
    b: Run
    deltas: tuple[Delta, ...]
    slices: tuple[Slice, ...]
    questions: tuple[Change, ...]
    changed: Mapping[str, tuple[Any, Any]]
    """Parts of the configuration that differ, by dotted name."""

    def worse(self, tolerance: float = 0.0) -> list[Delta]:
        """The metrics that fell by more than ``tolerance`` and by more than chance explains."""
        return [d for d in self.deltas if d.verdict == "worse" and -d.delta > tolerance + _ROUNDING]

    def to_json(self) -> dict[str, Any]:
        """What ``eval compare --json`` prints."""
        return {
            "a": str(self.a.path),
            "b": str(self.b.path),
            "n": len(self.a.questions),
            "metrics": {delta.metric: delta.to_json() for delta in self.deltas},
            "slices": [part.to_json() for part in self.slices],
            "questions": [change.to_json() for change in self.questions],
            "latency_ms": {
                name: run.summary.get("latency_ms", {})
                for name, run in (("a", self.a), ("b", self.b))
            },
            "changed": {name: {"a": a, "b": b} for name, (a, b) in self.changed.items()},
            "bootstrap": {"level": 0.95, "resamples": RESAMPLES, "seed": SEED},
            "correction": {"method": "holm", "level": LEVEL},
        }


def compare_runs(a: Run, b: Run, metrics: Sequence[str] = ()) -> Comparison:
    """Every metric of ``b`` against ``a``, or only ``metrics``, by their full names.

    Raises:
        UsageError: the runs are not over the same questions and documents, one was given the
            passages and the other had to find them, or there is no such metric.
    """
    for name in metrics:
        if name not in SCORES:
            raise UsageError(
                f"there is no metric {name!r} that single questions have",
                hint=f"these can be compared: {', '.join(SCORES)}",
            )
    _require_alike(a, b)
    everything = list(a.questions)
    deltas = [d for m in metrics or SCORES if (d := _delta(m, a, b, everything)) is not None]
    slices = list(_slices(a, b, [m for m in _SLICED if not metrics or m in metrics]))
    adjusted = _adjusted([part.delta for part in slices])
    return Comparison(
        a,
        b,
        tuple(_adjusted(deltas)),
        tuple(replace(part, delta=d) for part, d in zip(slices, adjusted, strict=True)),
        tuple(changes(a, b)),
        dict(_differences(a.configuration, b.configuration)),
    )


def _require_alike(a: Run, b: Run) -> None:
    one, other = a.configuration, b.configuration
    if one.get("given_passage") != other.get("given_passage"):
        what = "they differ in whether the passage was given"
    elif one.get("data_hash") is None or one.get("data_hash") != other.get("data_hash"):
        what = "they were over different questions or documents"
        sizes = [
            f"{len(run.questions):,} questions, {run.configuration['documents']:,} documents"
            for run in (a, b)
            if "documents" in run.configuration
        ]
        what += f" ({' and '.join(sizes)})" if len(set(sizes)) == 2 else ""
        documents = one.get("documents_hash"), other.get("documents_hash")
        if documents[0] and documents[0] == documents[1]:
            what += "; the documents are the same"
    elif a.questions.keys() != b.questions.keys():
        what = "they hold other questions"
    else:
        return
    raise UsageError(
        f"the runs cannot be compared: {what}",
        path=str(b.path),
        hint="run both on the same gold set and the same collection contents",
    )


def _slices(a: Run, b: Run, metrics: Sequence[str]) -> Iterator[Slice]:
    for group in _SLICES:
        parts: dict[str, list[str]] = {}
        for identity, row in a.questions.items():
            if value := _value(row, group):
                parts.setdefault(value, []).append(identity)
        if not 2 <= len(parts) <= _MOST_SLICES:
            continue
        for value, members in sorted(parts.items()):
            for metric in metrics:
                delta = _delta(metric, a, b, members, _SLICE_RESAMPLES)
                if delta is not None:
                    yield Slice(group, value, delta)


def _value(row: Mapping[str, Any], group: str) -> str:
    if group == "document":
        documents = row.get("documents", [])
        return str(documents[0]) if len(documents) == 1 else ""
    return str(row.get(group) or "")


def _delta(
    metric: str, a: Run, b: Run, members: Sequence[str], resamples: int = RESAMPLES
) -> Delta | None:
    pairs = [
        (float(a.questions[i]["scores"][metric]), float(b.questions[i]["scores"][metric]))
        for i in members
        if metric in a.questions[i]["scores"] and metric in b.questions[i]["scores"]
    ]
    if not pairs:
        return None
    n = len(pairs)
    differences = [y - x for x, y in pairs]
    low, high = (0.0, 0.0)
    if any(differences):
        low, high = bootstrap_interval(differences, resamples=resamples)
    mean_a, mean_b = sum(x for x, _ in pairs) / n, sum(y for _, y in pairs) / n
    if not {v for pair in pairs for v in pair} <= _BINARY:
        p = randomisation_test(differences, resamples=resamples)
        return Delta(metric, n, mean_a, mean_b, low, high, p)
    gained = sum(x < y for x, y in pairs)
    lost = sum(x > y for x, y in pairs)
    return Delta(metric, n, mean_a, mean_b, low, high, mcnemar(gained, lost), gained, lost)


def _adjusted(deltas: Sequence[Delta]) -> list[Delta]:
    """Adjusted for how many there are in which anything changed.

    Where nothing did no test could find a difference, so that it need not be paid for: Tarone,
    "A Modified Bonferroni Method for Discrete Data", Biometrics 46 (1990).
    """
    moved = [d for d in deltas if (d.delta, d.low, d.high) != (0.0, 0.0, 0.0)]
    found = dict(zip(map(id, moved), holm([d.p for d in moved]), strict=True))
    return [replace(d, adjusted=found.get(id(d), 1.0)) for d in deltas]


def _differences(
    a: Mapping[str, Any],
    b: Mapping[str, Any],
    names: Sequence[str] = ("settings", "manifest", "code", "judge"),
) -> Iterator[tuple[str, tuple[Any, Any]]]:
    for part in names:
        one, other = a.get(part) or {}, b.get(part) or {}
        for name in sorted(one.keys() | other.keys()):
            if one.get(name) != other.get(name):
                yield f"{part}.{name}", (one.get(name), other.get(name))
