"""``shutten eval run`` and ``shutten eval compare`` as a person calls them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from eval_helpers import (
    CARS,
    CHIPS,
    PairEmbedder,
    gold_bytes,
    gold_row,
    squad_article,
    squad_question,
    write_squad,
)

from eval.cli.terminal import now_and_then
from eval.provenance import code_version, data_hash
from eval.questions import GoldQuestion
from eval.report import write_run
from eval.requirements import parse_requirement, unmet
from eval.saved import read_run
from index import CollectionOptions
from ingest.errors import UsageError
from service.cli import main


@pytest.fixture(autouse=True)
def _data(built: CollectionOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHUTTEN_DATA", str(built.data_dir))
    monkeypatch.setenv("SHUTTEN_THRESHOLD", "0")


@pytest.fixture
def squad_file(tmp_path: Path) -> Path:
    return write_squad(
        tmp_path / "squad.json",
        squad_article("半導体", (CHIPS[0], [squad_question("a", "市場の規模は?", "9.5兆円")])),
        squad_article("汽车", (CARS[0], [squad_question("b", "销量达到多少?", "950万辆")])),
    )


def run_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["eval", "run", *arguments, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def test_the_summary_has_the_agreed_shape(
    gold_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = run_json(capsys, str(gold_file))
    assert set(found["retrieval"]) >= {"recall@1", "recall@5", "mrr@10", "ndcg@10"}
    assert set(found["answer"]) >= {"em", "f1", "contains"}
    assert set(found["citation"]) >= {"page_precision", "page_recall", "verified"}
    assert set(found["abstention"]) <= {"precision", "recall"}
    assert set(found["latency_ms"]) >= {"p50", "p95"}
    assert found["n"] == 4
    assert set(found["by"]) == {"language", "relation", "type", "document"}
    configuration = found["configuration"]
    assert configuration["settings"]["top_k"] == 10
    assert configuration["manifest"]["model"] == "test/pairs"
    assert configuration["documents"] == 2
    assert configuration["code"]["shutten"]


def test_the_table_is_for_people(gold_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "run", str(gold_file)]) == 0
    captured = capsys.readouterr()
    lines = captured.out.splitlines()
    assert any(line.split()[:3] == ["metric", "all", "ja"] for line in lines)
    assert any(line.strip().startswith("retrieval.recall@1") for line in lines)
    assert captured.err == ""


def test_limit_and_top_k(gold_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = run_json(capsys, str(gold_file), "--limit", "2", "--top-k", "3")
    assert found["n"] == 2
    assert "abstention" not in found
    assert found["configuration"]["settings"]["top_k"] == 3


def test_a_run_is_written_and_compared(
    tmp_path: Path, gold_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a, b = tmp_path / "a", tmp_path / "b"
    run_json(capsys, str(gold_file), "--out", str(a))
    run_json(capsys, str(gold_file), "--out", str(b), "--threshold", "1")
    run_json(capsys, str(gold_file), "--out", str(b), "--threshold", "1")
    written = ["questions.jsonl", "report.html", "report.md", "summary.json"]
    assert sorted(p.name for p in b.iterdir()) == written
    rows = [json.loads(line) for line in (a / "questions.jsonl").read_text().splitlines()]
    assert [row["id"] for row in rows] == ["q1", "q2", "q3", "q4"]
    assert rows[0]["evidence"][0]["page"] == rows[0]["hits"][0]["page"] == 1
    assert rows[0]["citations"][0]["verified"] is True
    assert (rows[1]["relation"], rows[3]["relation"]) == ("cross", None)

    assert main(["eval", "compare", str(a), str(b), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["metrics"]["retrieval.recall@1"]["delta"] == 0.0
    assert found["metrics"]["answer.contains"]["b"] == 0.0
    assert found["changed"]["settings.threshold"] == {"a": 0.0, "b": 1.0}
    assert main(["eval", "compare", str(a), str(b)]) == 0
    assert "settings.threshold: 0.0 → 1.0" in capsys.readouterr().out
    assert main(["eval", "compare", str(a), str(b), "--fail-if-worse"]) in (0, 1)
    assert main(["eval", "compare", str(a), str(a), "--fail-if-worse"]) == 0


def test_comparing_other_questions_is_wrong_usage(
    tmp_path: Path, gold_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a, b = tmp_path / "a", tmp_path / "b"
    run_json(capsys, str(gold_file), "--out", str(a))
    run_json(capsys, str(gold_file), "--limit", "3", "--out", str(b))
    assert main(["eval", "compare", str(a), str(b)]) == 2
    assert "different questions or documents" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("requirement", "code"),
    [
        ("retrieval.recall@5>=0.5", 0),
        ("recall@5 >= 0.5", 0),
        ("by.language.zh.retrieval.recall@5>0.1", 0),
        ("latency_ms.p95<100000", 0),
        ("n<=4", 0),
        ("latency_ms.p50>=100000", 1),
        ("by.language.en.f1>=0", 1),
    ],
)
def test_requirements_decide_the_exit_code(
    gold_file: Path, requirement: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["eval", "run", str(gold_file), "--require", requirement]) == code
    assert ("required" in capsys.readouterr().err) == bool(code)


@pytest.mark.parametrize(
    "requirement", ["f1", "f1=0.5", "nonsense>=0.5", "by.mood.ja.f1>=0.5", "by.language>=0"]
)
def test_a_requirement_that_cannot_be_read_is_wrong_usage(
    gold_file: Path, requirement: str
) -> None:
    assert main(["eval", "run", str(gold_file), "--require", requirement]) == 2


def test_an_unmet_requirement_says_what_it_got() -> None:
    requirement = parse_requirement("f1>=.5")
    assert unmet([requirement], {"answer": {"f1": 0.25}}) == ["required answer.f1>=0.5, got 0.25"]
    with pytest.raises(UsageError):
        parse_requirement("f1>=x")


def test_faulty_gold_sets_are_wrong_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "faulty.jsonl"
    path.write_bytes(gold_bytes(gold_row(), gold_row()) + b"{")
    assert main(["eval", "run", str(path)]) == 2
    error = capsys.readouterr().err
    assert ": 2 faults\nline 2: the id 'q1' is already on line 1\nline 3: not JSON" in error
    assert error.endswith("\n(`shutten eval lint` lists everything that is wrong)\n")
    assert main(["eval", "run", str(tmp_path / "absent.jsonl")]) == 2


def test_quotes_that_were_not_found_are_told_and_noted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "gold.jsonl"
    evidence = [{"doc": "chips.pdf", "page": 1, "quote": "no such words"}]
    path.write_bytes(gold_bytes(*(gold_row(id=f"q{n}", evidence=evidence) for n in range(8))))
    assert main(["eval", "run", str(path), "--json"]) == 0
    captured = capsys.readouterr()
    assert len(captured.err.splitlines()) == 6
    assert "and 3 more quotes" in captured.err
    assert len(json.loads(captured.out)["configuration"]["unquoted"]) == 8


def test_squad_files_become_a_collection_of_their_own(
    squad_file: Path, capsys: pytest.CaptureFixture[str], embedder: PairEmbedder, tmp_path: Path
) -> None:
    found = run_json(capsys, str(squad_file), "--format", "squad")
    assert found["n"] == 2
    assert found["retrieval"]["recall@5"] == 1.0
    assert (found["configuration"]["documents"], found["configuration"]["passages"]) == (2, 2)
    assert embedder.encoded == 2
    found = run_json(capsys, str(squad_file), "--format", "squad")
    assert embedder.encoded == 2
    assert (tmp_path / "xdg_cache_home" / "shutten" / "eval").is_dir()


def test_squad_with_the_passage_given_builds_what_is_asked_of(
    squad_file: Path, capsys: pytest.CaptureFixture[str], embedder: PairEmbedder, tmp_path: Path
) -> None:
    work = tmp_path / "work"
    arguments = ("--format", "squad", "--given-passage", "--limit", "1", "--work-dir", str(work))
    found = run_json(capsys, str(squad_file), *arguments)
    assert "retrieval" not in found
    assert (found["n"], found["configuration"]["passages"]) == (1, 1)
    assert found["answer"]["contains"] == 1.0
    assert work.is_dir()


def test_squad_options_do_not_go_with_a_gold_file(gold_file: Path) -> None:
    assert main(["eval", "run", str(gold_file), "--titles"]) == 2


def test_an_empty_collection_is_an_error(gold_file: Path, tmp_path: Path) -> None:
    assert main(["--data", str(tmp_path / "none"), "eval", "run", str(gold_file)]) == 1


def test_a_terminal_gets_a_progress_bar(
    gold_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert main(["eval", "run", str(gold_file)]) == 0


def test_an_unfinished_run_has_no_summary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_run(tmp_path, {"n": 0}, [])

    def full(path: Path, text: str) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("eval.report.replace_file", full)
    with pytest.raises(OSError, match="no space"):
        write_run(tmp_path, {"n": 0}, [])
    with pytest.raises(UsageError, match="no finished run"):
        read_run(tmp_path)


def test_the_data_hash_is_of_questions_and_documents() -> None:
    one = GoldQuestion("1", "ja", "?", False, line=1)
    moved = GoldQuestion("1", "ja", "?", False, line=9)
    other = GoldQuestion("1", "ja", "?!", False)
    assert data_hash([one], ["b", "a"]) == data_hash([moved], ["a", "b"])
    assert data_hash([one], ["a"]) != data_hash([other], ["a"])
    assert data_hash([one], ["a"]) != data_hash([one], ["b"])


def test_the_code_version_survives_a_checkout_without_git(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    assert set(code_version()) <= {"shutten", "python", "commit"}


def test_a_log_gets_a_line_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    times = iter([0.0, 10.0, 31.0, 31.0, 60.0, 61.0, 61.0])
    say = now_and_then(30.0, lambda: next(times))
    for n in range(4):
        say(f"questions: {n} of 4")
    assert capsys.readouterr().err == "questions: 1 of 4\nquestions: 3 of 4\n"
