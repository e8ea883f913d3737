"""Trying settings: grids, the choice on held-out questions, and going on after an interruption."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from eval_helpers import CHIPS, GOLD, PairEmbedder, build_collection, document, gold_bytes
from hypothesis import given
from hypothesis import strategies as st

from eval.grid import points_of, read_grid
from eval.questions import GoldQuestion
from eval.remembering import RememberingEmbedder
from eval.run import Runner
from eval.selection import choose, folds_of
from eval.sweep import _model_of
from index import CollectionOptions, ingest_documents
from ingest.errors import UsageError
from service.cli import main
from service.settings import load_settings


def question(identity: str, language: Any = "ja") -> GoldQuestion:
    return GoldQuestion(identity, language, "?", True, ("1",))


def test_the_setting_is_chosen_without_the_questions_it_is_looked_at_on() -> None:
    folds = [["a", "b"], ["c", "d"]]
    first = {"a": 1.0, "b": 1.0, "c": 0.0, "d": 0.0}
    second = {"a": 0.0, "b": 0.0, "c": 1.0, "d": 0.5}
    choice = choose([first, second], folds)
    assert choice is not None
    # Without a and b the second is best, and has nothing of them; without c and d the first.
    assert choice.by_fold == (1, 0)
    assert choice.best == 0
    assert choice.apparent == 2 / 4
    assert choice.held_out == 0.0
    assert choice.optimism == 2 / 4
    assert choice.n == 4


def test_of_equals_the_first_is_chosen_and_without_scores_none() -> None:
    same = {"a": 1.0, "b": 0.5}
    choice = choose([same, same], [["a"], ["b"]])
    assert choice is not None
    assert (choice.best, choice.by_fold, choice.held_out) == (0, (0, 0), 0.75)
    assert choose([{}, {}], [["a"], ["b"]]) is None
    assert choose([{"a": 1.0}], [["a"], ["b"]]) is None


def test_choosing_among_noise_flatters() -> None:
    """Of forty settings that are all worth 0.5 the best looks better, and held out it is not."""
    generator = np.random.default_rng(7)
    names = [f"q{n}" for n in range(60)]
    folds = [names[n::5] for n in range(5)]
    gaps, held_out = [], []
    for _ in range(30):
        drawn = (generator.random((40, 60)) < 0.5).astype(float)
        choice = choose([dict(zip(names, row, strict=True)) for row in drawn], folds)
        assert choice is not None
        gaps.append(choice.optimism)
        held_out.append(choice.held_out)
    assert np.mean(gaps) > 0.08
    assert np.mean(held_out) == pytest.approx(0.5, abs=0.03)


@given(st.integers(2, 9), st.integers(0, 60))
def test_folds_part_the_questions_evenly(count: int, n: int) -> None:
    questions = [question(f"q{i}", "ja" if i % 3 else "zh") for i in range(n)]
    folds = folds_of(questions, count)
    assert sorted(i for fold in folds for i in fold) == sorted(q.id for q in questions)
    sizes = [len(fold) for fold in folds]
    assert max(sizes) - min(sizes) <= 1
    assert folds == folds_of(questions[::-1], count)
    chinese = {q.id for q in questions if q.language == "zh"}
    counts = [len(chinese & {*fold}) for fold in folds]
    assert max(counts) - min(counts) <= 1


def test_a_grid_is_every_combination(tmp_path: Path) -> None:
    assert read_grid(["top-k=5,10", "threshold = 0.1"], None) == [
        {"top_k": "5", "threshold": "0.1"},
        {"top_k": "10", "threshold": "0.1"},
    ]
    path = tmp_path / "grid.toml"
    path.write_text('[grid]\ntop_k = [5]\n[[points]]\ndata = "x"\n[[points]]\nmodel = "m"\n')
    assert read_grid(["max_sentences=1,2"], path) == [
        {"data": tmp_path / "x", "top_k": 5, "max_sentences": "1"},
        {"data": tmp_path / "x", "top_k": 5, "max_sentences": "2"},
        {"model": "m", "top_k": 5, "max_sentences": "1"},
        {"model": "m", "top_k": 5, "max_sentences": "2"},
    ]


@pytest.mark.parametrize(
    ("options", "text", "what"),
    [
        (["top_k"], None, "is not a grid"),
        (["top_k="], None, "is not a grid"),
        (["colour=1,2"], None, "not a setting"),
        (["top_k=5"], None, "nothing is to be tried"),
        ([], None, "nothing is to be tried"),
        ([], "grid = 1", "not a grid"),
        ([], "[grid]\ntop_k = 5", "not a grid"),
        ([], "points = []", "not a grid"),
        ([], "[other]", "not a grid"),
        ([], "[", "cannot be read"),
    ],
)
def test_what_is_no_grid_is_wrong_usage(
    tmp_path: Path, options: Sequence[str], text: str | None, what: str
) -> None:
    path = None
    if text is not None:
        path = tmp_path / "grid.toml"
        path.write_text(text)
    with pytest.raises(UsageError, match=what):
        read_grid(options, path)


def test_too_many_combinations_are_refused() -> None:
    with pytest.raises(UsageError, match="1,001 combinations"):
        points_of({"top_k": list(range(1_001))})


def test_a_remembering_embedder_asks_once_for_each_text() -> None:
    own = PairEmbedder()
    asked: list[list[str]] = []
    embed = own.embed_few

    def embed_few(texts: Sequence[str]) -> Any:
        asked.append(list(texts))
        return embed(texts)

    own.embed_few = embed_few  # type: ignore[method-assign]
    one = RememberingEmbedder(own, memory := {})
    other = RememberingEmbedder(own, memory)
    assert (one.embed_few(["a", "b", "a"]) == embed(["a", "b", "a"])).all()
    assert (other.embed_few(["b", "c"]) == embed(["b", "c"])).all()
    assert asked == [["a", "b"], ["c"]]
    assert (one.embed_queries(["a"]) == own.embed_queries(["a"])).all()
    assert one.embed_few([]).shape == (0, own.dim)
    assert (one.id, one.revision, one.query_prefix, one.passage_prefix) == (
        "test/pairs",
        "1",
        "",
        "",
    )
    assert (one.embed_passages(["a"]) == embed(["a"])).all()


# --- the verb ---


@pytest.fixture(autouse=True)
def _embedder(embedder: PairEmbedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eval.sweep.make_embedder", lambda options: embedder)


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_bytes(gold_bytes(*({**GOLD[n % 4], "id": f"q{n:02d}"} for n in range(12))))
    return path


def sweep_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    capsys.readouterr()
    assert main([*arguments, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def test_the_verb_chooses_and_goes_on(
    built: CollectionOptions,
    gold: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = tmp_path / "sweep"
    base = ["--data", str(built.data_dir), "eval", "sweep", str(gold), "--jobs", "2"]
    command = [*base, "--out", str(out), "--folds", "3", "--objective", "answer.contains"]
    asked: list[str] = []
    outcome = Runner.outcome

    def counting(self: Runner, question: GoldQuestion) -> Any:
        asked.append(question.id)
        return outcome(self, question)

    monkeypatch.setattr(Runner, "outcome", counting)
    found = sweep_json(capsys, *command, "--grid", "threshold=0,1")
    assert [p["settings"] for p in found["points"]] == [{"threshold": 0.0}, {"threshold": 1.0}]
    assert found["points"][0]["mean"] > found["points"][1]["mean"] == 0.0  # all is refused
    chosen = found["chosen"]
    assert chosen["settings"] == {"threshold": 0.0}
    assert chosen["n"] == 9
    assert chosen["optimism"] == pytest.approx(chosen["apparent"] - chosen["held_out"], abs=1e-5)
    assert chosen["interval"][0] <= chosen["held_out"] <= chosen["interval"][1]
    asked.clear()
    again = sweep_json(capsys, *command, "--grid", "threshold=0.0,1,0.5")
    assert again["points"][:2] == found["points"]
    assert len(asked) == 12  # of the new point
    assert main([*command, "--grid", "threshold=0,1"]) == 0
    assert "24 of the answers were asked before" in capsys.readouterr().err


def test_the_verb_for_people(
    built: CollectionOptions, gold: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["--data", str(built.data_dir), "eval", "sweep", str(gold), "--jobs", "1"]
    assert main([*command, "--grid", "top_k=1,3", "--objective", "retrieval.recall@5"]) == 0
    out = capsys.readouterr().out
    assert "top_k   n   retrieval.recall@5" in out
    assert "chosen: top_k = 1" in out
    assert "optimism: +0.000" in out
    assert "as good on these questions, and tried later: 1 of the others" in out
    assert "5 of 5 folds choose the same setting" in out
    assert main([*command, "--grid", "top_k=1,3", "--objective", "answer.list_recall"]) == 0
    assert "nothing can be chosen" in capsys.readouterr().out
    assert main([*command, "--grid", "top_k=1,3", "--objective", "beauty"]) == 2
    assert main([*command, "--grid", "top_k=1,1000"]) == 2


def test_points_over_other_documents_are_refused(
    built: CollectionOptions, gold: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = build_collection(tmp_path / "other")
    more = [("more.pdf", document("追加", "ja", CHIPS[:1]))]
    ingest_documents(more, other, embedder=PairEmbedder())
    grid = tmp_path / "grid.toml"
    grid.write_text(f'[[points]]\ndata = "{built.data_dir}"\n[[points]]\ndata = "other"\n')
    assert main(["eval", "sweep", str(gold), "--grid-file", str(grid), "--jobs", "1"]) == 2
    assert "different documents" in capsys.readouterr().err


def test_a_terminal_sees_how_far_it_is(
    built: CollectionOptions, gold: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    command = ["--data", str(built.data_dir), "eval", "sweep", str(gold), "--jobs", "1"]
    assert main([*command, "--grid", "top_k=1,3", "--limit", "4"]) == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [("query_encoder", "plain"), ("query_prefix", "Q: "), ("model", "other"), ("top_k", 3)],
)
def test_what_vectors_depend_on_is_remembered_apart(name: str, value: Any) -> None:
    """All but how many hits are asked for."""
    same = _model_of(load_settings()) == _model_of(load_settings({name: value}))
    assert same == (name == "top_k")
