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
from lxml import html
from rich.console import Console
from scipy.stats import binomtest

from eval.compare import LEVEL, compare_runs
from eval.reports import comparison as reports
from eval.reports.comparison import comparison_table
from eval.saved import Run, read_run
from eval.statistics import bootstrap_interval, mcnemar
from ingest.errors import UsageError
from service.cli import main


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
    assert (f1.gained, f1.lost, f1.p) == (None, None, 1.0)
    assert f1.low <= f1.delta <= f1.high
    assert f1.verdict == "unclear"
    assert not comparison.worse()
    assert comparison.changed == {"settings.top_k": (10, 20)}
    found = comparison.to_json()
    assert found["n"] == 3
    assert found["metrics"]["answer.em"]["gained"] == 2
    assert (found["metrics"]["answer.em"]["test"], found["metrics"]["answer.f1"]["test"]) == (
        "mcnemar",
        "randomisation",
    )
    assert found["changed"] == {"settings.top_k": {"a": 10, "b": 20}}


def test_a_clear_loss_is_called_worse_and_a_clear_gain_better(tmp_path: Path) -> None:
    right = {str(i): {"answer.em": 1.0} for i in range(50)}
    wrong = {str(i): {"answer.em": float(i < 30)} for i in range(50)}
    a, b = write(tmp_path / "a", right), write(tmp_path / "b", wrong)
    down, up = compare_runs(read_run(a), read_run(b)), compare_runs(read_run(b), read_run(a))
    assert down.worse()
    assert down.deltas[0].verdict == "worse"
    assert up.deltas[0].verdict == "better"
    assert up.deltas[0].p == pytest.approx(2 / 2**20)
    console = Console(width=200, record=True)
    console.print(comparison_table(down))
    assert "+0 −20" in console.export_text()


def test_a_run_against_itself_does_not_differ(tmp_path: Path) -> None:
    run = read_run(write(tmp_path / "a", {"1": {"answer.em": 1.0}, "2": {"answer.em": 0.0}}))
    comparison = compare_runs(run, run)
    (delta,) = comparison.deltas
    assert (delta.delta, delta.low, delta.high, delta.p) == (0.0, 0.0, 0.0, 1.0)
    assert delta.verdict == "same"
    assert reports.unchanged(comparison) == "the same in every question: answer.em"
    assert comparison_table(comparison).row_count == 0
    markdown = reports.comparison_markdown(comparison)
    assert "The same in every question: answer.em." in markdown
    assert "B is |" not in markdown
    (line,) = html.fromstring(reports.comparison_page(comparison)).xpath("//p[@class='total']")
    assert line.text == "The same in every question: answer.em."


def row(identity: str, right: bool | None, cause: str | None = None, **more: Any) -> dict[str, Any]:
    """A question's line, as far as comparing looks at it."""
    scores = {} if right is None else {"answer.contains": float(right)}
    return {
        "id": identity,
        "question": f"問い{identity}|?",
        "language": "ja",
        "type": "numeric",
        "answers": ["9.5兆円"],
        "answer": "9.5兆円です" if right else None,
        "confidence": 0.5,
        "citations": [],
        "right": right,
        "cause": cause,
        "scores": scores,
        **more,
    }


def saved(*rows: dict[str, Any], path: str = "run") -> Run:
    configuration = {"data_hash": "h", "given_passage": False}
    summary = {"n": len(rows), "configuration": configuration}
    return Run(Path(path), summary, {r["id"]: r for r in rows})


TURNED = (
    saved(
        row("1", True),
        row("2", False, "refused"),
        row("3", False, "refused"),
        row("4", True),
        row("5", None),
    ),
    saved(
        row("1", False, "not_read"),
        row("2", True),
        row("3", False, "not_read"),
        row("4", True),
        row("5", None),
        path="other",
    ),
)


def test_questions_turn_worse_better_or_are_lost_elsewhere() -> None:
    comparison = compare_runs(*TURNED)
    assert [(c.a["id"], c.turn) for c in comparison.questions] == [
        ("1", "worse"),
        ("2", "better"),
        ("3", "elsewhere"),
    ]
    first = comparison.to_json()["questions"][0]
    assert (first["id"], first["turn"]) == ("1", "worse")
    assert first["b"] == {"answer": None, "cause": "not_read"}
    lines = list(reports.changed_questions(comparison, most=0))
    assert lines[0] == "1 right in A, wrong in B:"
    assert lines[1] == "  and 1 more"
    assert "  3  問い3|? (refused → not_read)" in reports.changed_questions(comparison)


def test_the_comparison_as_markdown_and_as_a_page() -> None:
    comparison = compare_runs(*TURNED)
    markdown = reports.comparison_markdown(comparison)
    assert "| answer.contains | 4 | 0.500 | 0.500 | +0.000 |" in markdown
    assert "- 1 問い1\\|? (not_read)" in markdown
    page = html.fromstring(reports.comparison_page(comparison))
    turns = [details.get("data-turn") for details in page.xpath("//details")]
    assert turns == ["worse", "better", "elsewhere"]
    assert page.xpath("//section[@class='tiles']//b/text()") == ["1", "1", "1"]
    assert not page.xpath("//@src | //@href")


def test_slices_are_corrected_for_how_many_they_are() -> None:
    """Of ten types one falls by six of eight questions: more than chance alone, not among ten."""
    names = [f"t{n}" for n in range(10)]
    before, after = [], []
    for name in names:
        for i in range(8):
            turned = i < 6 if name == "t0" else i < 2
            was = not turned or name == "t0" or i == 0
            now = was is not turned
            for rows, right in ((before, was), (after, now)):
                cause = None if right else "refused"
                rows.append(row(f"{name}-{i}", right, cause, type=name))
    comparison = compare_runs(saved(*before), saved(*after))
    (part,) = reports.notable_slices(comparison)
    assert (part.group, part.value, part.delta.lost) == ("type", "t0", 6)
    assert part.delta.p == pytest.approx(2 / 2**6)
    assert part.delta.p < LEVEL
    assert part.delta.adjusted == pytest.approx(10 * 2 / 2**6)
    assert part.delta.verdict == "unclear"
    assert (comparison.deltas[0].gained, comparison.deltas[0].lost) == (9, 9 + 6)
    assert "t0" in reports.comparison_page(comparison)
    assert "type t0" in reports.comparison_markdown(comparison)
    console = Console(width=200, record=True)
    console.print(reports.slice_table([part]))
    assert "type t0: answer.contains" in console.export_text()


def test_metrics_are_chosen_and_a_fall_is_tolerated(tmp_path: Path) -> None:
    scores = {"answer.em": 1.0, "answer.f1": 1.0}
    right = {str(i): scores for i in range(100)}
    wrong = {str(i): {"answer.em": float(i >= 10), "answer.f1": 1.0} for i in range(100)}
    a, b = read_run(write(tmp_path / "a", right)), read_run(write(tmp_path / "b", wrong))
    both = compare_runs(a, b)
    assert [d.metric for d in both.worse()] == ["answer.em"]
    assert both.deltas[0].adjusted == both.deltas[0].p  # the other one did not change at all
    assert not both.worse(tolerance=0.1)
    assert both.worse(tolerance=0.09)
    (only,) = compare_runs(a, b, ["answer.f1"]).deltas
    assert (only.metric, only.verdict) == ("answer.f1", "same")
    with pytest.raises(UsageError, match="no metric 'f1'"):
        compare_runs(a, b, ["f1"])


def test_the_verb_prints_writes_and_decides(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folders = []
    for name, wrong in (("a", 0), ("b", 12)):
        rows = [row(str(i), i >= wrong, None if i >= wrong else "refused") for i in range(40)]
        folders.append(write(tmp_path / name, {r["id"]: {} for r in rows}))
        lines = "".join(json.dumps(r) + "\n" for r in rows)
        (folders[-1] / "questions.jsonl").write_text(lines)
    a, b = map(str, folders)
    page = tmp_path / "page.html"
    assert main(["eval", "compare", a, b, "--html", str(page), "--fail-if-worse"]) == 1
    captured = capsys.readouterr()
    assert "worse: answer.contains fell from 1.000 to 0.700" in captured.err
    assert "12 right in A, wrong in B:" in captured.out
    assert len(html.fromstring(page.read_text("utf-8")).xpath("//details")) == 12
    assert main(["eval", "compare", a, b, "--fail-if-worse", "--tolerance", "0.3"]) == 0
    chosen = ["--metric", "answer.em", "--fail-if-worse"]
    assert main(["eval", "compare", a, b, *chosen]) == 0
    capsys.readouterr()
    assert main(["eval", "compare", a, b, "--markdown"]) == 0
    assert capsys.readouterr().out.startswith("# Evaluation: B against A\n")
    assert main(["eval", "compare", a, b, "--metric", "nonsense"]) == 2


def test_a_refusal_says_what_is_unlike(tmp_path: Path) -> None:
    known = {"documents_hash": "d", "documents": 2}
    a = read_run(write(tmp_path / "a", {"1": {}, "2": {}}, **known))
    b = read_run(write(tmp_path / "b", {"1": {}}, data_hash="x", **known))
    with pytest.raises(UsageError, match=r"\(2 questions, 2 documents and 1 questions, 2 doc"):
        compare_runs(a, b)
    with pytest.raises(UsageError, match="the documents are the same"):
        compare_runs(a, b)


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
