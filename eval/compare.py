"""Compare two runs question by question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich import box
from rich.table import Table

from eval.saved import Run
from eval.statistics import RESAMPLES, SEED, bootstrap_interval, mcnemar
from eval.summary import METRICS
from ingest.errors import UsageError

__all__ = ["Comparison", "Delta", "compare_runs", "comparison_table"]

_BINARY = frozenset((0.0, 1.0))
_SCORES = (
    *(
        f"{group}.{name}"
        for group in ("retrieval", "answer", "citation")
        for name in METRICS[group]
    ),
    "abstention.correct",
)
"""Scores that single questions have, all the better the higher."""


@dataclass(frozen=True, slots=True)
class Delta:
    """One metric in both runs, over the ``n`` questions that have it in both.

    ``low`` and ``high`` bound the difference with 95 % confidence. ``gained``, ``lost`` and ``p``
    (McNemar, exact) are ``None`` for a metric that is not yes or no.
    """

    metric: str
    n: int
    a: float
    b: float
    low: float
    high: float
    gained: int | None = None
    lost: int | None = None
    p: float | None = None

    @property
    def delta(self) -> float:
        """``b - a``."""
        return self.b - self.a

    @property
    def verdict(self) -> str:
        """``better``, ``worse``, or ``unclear`` where the interval holds zero."""
        if self.low > 0:
            return "better"
        return "worse" if self.high < 0 else "unclear"

    def to_json(self) -> dict[str, Any]:
        """The delta, rounded; what does not apply is left out."""
        found: dict[str, Any] = {
            "n": self.n,
            "a": round(self.a, 6),
            "b": round(self.b, 6),
            "delta": round(self.delta, 6),
            "interval": [round(self.low, 6), round(self.high, 6)],
            "verdict": self.verdict,
        }
        if self.p is not None:
            found |= {"gained": self.gained, "lost": self.lost, "p": float(f"{self.p:.4g}")}
        return found


@dataclass(frozen=True, slots=True)
class Comparison:
    """The deltas of two runs, what was different between them, and their latencies."""

    a: Run
    b: Run
    deltas: tuple[Delta, ...]
    changed: Mapping[str, tuple[Any, Any]]
    """Parts of the configuration that differ, by dotted name."""

    @property
    def worse(self) -> bool:
        """Whether any metric fell by more than chance explains."""
        return any(delta.verdict == "worse" for delta in self.deltas)

    def to_json(self) -> dict[str, Any]:
        """What ``eval compare --json`` prints."""
        return {
            "a": str(self.a.path),
            "b": str(self.b.path),
            "n": len(self.a.questions),
            "metrics": {delta.metric: delta.to_json() for delta in self.deltas},
            "latency_ms": {
                name: run.summary.get("latency_ms", {})
                for name, run in (("a", self.a), ("b", self.b))
            },
            "changed": {name: {"a": a, "b": b} for name, (a, b) in self.changed.items()},
            "bootstrap": {"level": 0.95, "resamples": RESAMPLES, "seed": SEED},
        }


def compare_runs(a: Run, b: Run) -> Comparison:
    """Every metric of ``b`` against ``a``.

    Raises:
        UsageError: the runs are not over the same questions and documents, or one was given the
            passages and the other had to find them.
    """
    _require_alike(a, b)
    deltas = tuple(d for metric in _SCORES if (d := _delta(metric, a, b)) is not None)
    changed = dict(_differences(a.configuration, b.configuration))
    return Comparison(a, b, deltas, changed)


def comparison_table(comparison: Comparison) -> Table:
    """One row a metric."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("metric", no_wrap=True)
    for name in ("n", "A", "B", "B − A", "95 % interval", "gained/lost", "p"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("B is", no_wrap=True)
    for d in comparison.deltas:
        table.add_row(
            d.metric,
            f"{d.n:,}",
            f"{d.a:.3f}",
            f"{d.b:.3f}",
            f"{d.delta:+.3f}",
            f"[{d.low:+.3f}, {d.high:+.3f}]",
            "" if d.p is None else f"+{d.gained} −{d.lost}",
            "" if d.p is None else f"{d.p:.3g}",
            d.verdict,
        )
    return table


def _require_alike(a: Run, b: Run) -> None:
    for name, what in (
        ("data_hash", "were over different questions or documents"),
        ("given_passage", "differ in whether the passage was given"),
    ):
        one, other = a.configuration.get(name), b.configuration.get(name)
        if one != other or one is None:
            raise UsageError(
                f"the runs cannot be compared: they {what}",
                path=str(b.path),
                hint="run both on the same gold set and the same collection contents",
            )
    if a.questions.keys() != b.questions.keys():
        raise UsageError("the runs cannot be compared: they hold other questions", path=str(b.path))


def _delta(metric: str, a: Run, b: Run) -> Delta | None:
    pairs = [
        (float(one["scores"][metric]), float(b.questions[identity]["scores"][metric]))
        for identity, one in a.questions.items()
        if metric in one["scores"] and metric in b.questions[identity]["scores"]
    ]
    if not pairs:
        return None
    n = len(pairs)
    low, high = bootstrap_interval([y - x for x, y in pairs])
    mean_a, mean_b = sum(x for x, _ in pairs) / n, sum(y for _, y in pairs) / n
    if not {v for pair in pairs for v in pair} <= _BINARY:
        return Delta(metric, n, mean_a, mean_b, low, high)
    gained = sum(x < y for x, y in pairs)
    lost = sum(x > y for x, y in pairs)
    return Delta(metric, n, mean_a, mean_b, low, high, gained, lost, mcnemar(gained, lost))


def _differences(
    a: Mapping[str, Any],
    b: Mapping[str, Any],
    names: Sequence[str] = ("settings", "manifest", "code"),
) -> Iterator[tuple[str, tuple[Any, Any]]]:
    for part in names:
        one, other = a.get(part) or {}, b.get(part) or {}
        for name in sorted(one.keys() | other.keys()):
            if one.get(name) != other.get(name):
                yield f"{part}.{name}", (one.get(name), other.get(name))
