"""Two runs, question by question; the statistics behind the verdict."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from scipy.stats import binomtest

from eval.compare import compare_runs, comparison_table
from eval.saved import read_run
from eval.statistics import bootstrap_interval, mcnemar
from ingest.errors import UsageError


def write(folder: Path, scores: Mapping[str, Mapping[str, float]], **configuration: Any) -> Path:
    """A run with these scores by question."""
    folder.mkdir()
    rows = [{"id": identity, "scores": found} for identity, found in scores.items()]
    (folder / "questions.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    known = {"data_hash": "h", "given_passage": False, "settings": {"top_k": 10}}
    summary = {
        "n": len(rows),
        "latency_ms": {"p50": 1.0},
        "configuration": {**known, **configuration},
    }
    (folder / "summary.json").write_text(json.dumps(summary))
    return folder


def test_deltas_are_over_the_questions_that_have_the_metric_in_both(tmp_path: Path) -> None:
    a = write(
        tmp_path / "a",
        {
            "1": {"answer.em": 0.0, "answer.f1": 0.25},
            "2": {"answer.em": 1.0, "answer.f1": 1.0},
            "3": {"answer.em": 0.0},
        },
    )
    b = write(
        tmp_path / "b",
        {
            "3": {"answer.em": 1.0, "citation.page_precision": 1.0},
            "2": {"answer.em": 1.0, "answer.f1": 0.5},
            "1": {"answer.em": 1.0, "answer.f1": 0.5},
        },
        settings={"top_k": 20},
    )
    comparison = compare_runs(read_run(a), read_run(b))
    em, f1 = comparison.deltas
    assert (em.metric, em.n, em.a, em.b) == ("answer.em", 3, 1 / 3, 3 / 3)
    assert (em.gained, em.lost, em.p) == (2, 0, 2 * (1 / 2) ** 2)
    assert (f1.metric, f1.n, f1.a, f1.b) == ("answer.f1", 2, 1.25 / 2, 1.0 / 2)
    assert f1.p is None
    assert f1.low <= f1.delta <= f1.high
    assert f1.verdict == "unclear"
    assert not comparison.worse
    assert comparison.changed == {"settings.top_k": (10, 20)}
    found = comparison.to_json()
    assert found["n"] == 3
    assert found["metrics"]["answer.em"]["gained"] == 2
    assert "p" not in found["metrics"]["answer.f1"]
    assert found["changed"] == {"settings.top_k": {"a": 10, "b": 20}}


def test_a_clear_loss_is_called_worse_and_a_clear_gain_better(tmp_path: Path) -> None:
    right = {str(i): {"answer.em": 1.0} for i in range(50)}
    wrong = {str(i): {"answer.em": float(i < 30)} for i in range(50)}
    a, b = write(tmp_path / "a", right), write(tmp_path / "b", wrong)
    down, up = compare_runs(read_run(a), read_run(b)), compare_runs(read_run(b), read_run(a))
    assert down.worse
    assert down.deltas[0].verdict == "worse"
    assert up.deltas[0].verdict == "better"
    assert up.deltas[0].p == pytest.approx(2 / 2**20)
    console = Console(width=200, record=True)
    console.print(comparison_table(down))
    assert "+0 −20" in console.export_text()


def test_a_run_against_itself_does_not_differ(tmp_path: Path) -> None:
    run = read_run(write(tmp_path / "a", {"1": {"answer.em": 1.0}, "2": {"answer.em": 0.0}}))
    (delta,) = compare_runs(run, run).deltas
    assert (delta.delta, delta.low, delta.high, delta.p) == (0.0, 0.0, 0.0, 1.0)


@pytest.mark.parametrize(
    "other", [{"data_hash": "other"}, {"given_passage": True}, {"data_hash": None}]
)
def test_unlike_runs_are_refused(tmp_path: Path, other: dict[str, Any]) -> None:
    a = read_run(write(tmp_path / "a", {"1": {}}))
    b = read_run(write(tmp_path / "b", {"1": {}}, **other))
    with pytest.raises(UsageError, match="cannot be compared"):
        compare_runs(a, b)


def test_runs_of_other_questions_are_refused(tmp_path: Path) -> None:
    a, b = write(tmp_path / "a", {"1": {}}), write(tmp_path / "b", {"2": {}})
    with pytest.raises(UsageError, match="other questions"):
        compare_runs(read_run(a), read_run(b))


def test_what_is_not_a_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no finished run"):
        read_run(tmp_path)
    folder = write(tmp_path / "a", {"1": {}, "2": {}})
    (folder / "questions.jsonl").write_text('{"id": "1", "scores": {}}\n')
    with pytest.raises(UsageError, match="incomplete"):
        read_run(folder)
    (folder / "questions.jsonl").write_text("[1]\n")
    with pytest.raises(UsageError, match="not a run"):
        read_run(folder)


@given(st.integers(0, 300), st.integers(0, 300))
def test_mcnemar_is_the_exact_binomial_test(gained: int, lost: int) -> None:
    expected = binomtest(gained, gained + lost).pvalue if gained + lost else 1.0
    assert mcnemar(gained, lost) == pytest.approx(expected, rel=1e-9)
    assert mcnemar(gained, lost) == mcnemar(lost, gained)


def test_mcnemar_holds_for_many_questions() -> None:
    assert 0.0 <= mcnemar(20_000, 10) < 1e-100


def test_the_interval_is_that_of_the_mean() -> None:
    values = np.random.default_rng(1).normal(0.1, 1.0, 2_000)
    low, high = bootstrap_interval(values.tolist(), resamples=2_000)
    half = 1.96 * values.std() / math.sqrt(len(values))
    assert low == pytest.approx(values.mean() - half, abs=0.01)
    assert high == pytest.approx(values.mean() + half, abs=0.01)
    assert (low, high) == bootstrap_interval(values.tolist(), resamples=2_000)


@given(st.lists(st.sampled_from([-1.0, 0.0, 0.5, 1.0]), min_size=1, max_size=30))
def test_the_interval_lies_within_the_differences(differences: list[float]) -> None:
    low, high = bootstrap_interval(differences, resamples=200)
    assert min(differences) <= low <= high <= max(differences)
