"""Runs in the formats of other tools, and that those tools come to our figures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import ir_measures
import pytest
from eval_helpers import GOLD, gold_bytes, gold_row
from ir_measures import AP, RR, R, Success, nDCG

from eval.export import export_run
from eval.formats import read_qrels
from eval.saved import read_run
from index import CollectionOptions
from ingest.errors import UsageError
from service.cli import main

BOTH = gold_row(
    id="q 5",
    question="半導体市場の規模と工場の従業員数は?",
    answers=["9.5兆円、1,700人"],
    evidence=[{"doc": "chips.pdf", "page": 1}, {"doc": "chips.pdf", "page": 2}],
    all_evidence=True,
)


def evaluate(built: CollectionOptions, tmp_path: Path, *options: str) -> Path:
    gold = tmp_path / "gold.jsonl"
    gold.write_bytes(gold_bytes(*GOLD, BOTH))
    out = tmp_path / "run"
    command = ["--data", str(built.data_dir), "eval", "run", str(gold), "--out", str(out)]
    assert main([*command, *options]) == 0
    return out


def theirs(folder: Path, prefix: str, measures: list[Any]) -> dict[tuple[str, Any], float]:
    """What pytrec_eval makes of the exported files, by topic and measure."""
    qrels = list(ir_measures.read_trec_qrels(str(folder / f"{prefix}qrels.txt")))
    run = list(ir_measures.read_trec_run(str(folder / f"{prefix}run.txt")))
    found = ir_measures.pytrec_eval.iter_calc(measures, qrels, run)
    return {(m.query_id, m.measure): m.value for m in found}


def test_pytrec_eval_comes_to_our_figures(built: CollectionOptions, tmp_path: Path) -> None:
    run = evaluate(built, tmp_path)
    assert main(["eval", "export", str(run), "--format", "trec"]) == 0
    ours = {
        RR: "mrr@10",
        Success @ 1: "hit@1",
        Success @ 5: "hit@5",
        R @ 5: "recall@5",
        nDCG @ 10: "ndcg@10",
        AP @ 10: "map@10",
    }
    for prefix, group in (("", "retrieval"), ("passages-", "passages")):
        found = theirs(run, prefix, list(ours))
        for row in read_run(run).questions.values():
            if not row["answerable"]:
                continue
            # Every question here has one page of evidence, or needs both; each page one passage.
            for measure, name in ours.items():
                value = found[row["id"].replace(" ", "_"), measure]
                assert value == pytest.approx(row["scores"][f"{group}.{name}"], abs=1e-9), name


def test_judgements_are_read_back(built: CollectionOptions, tmp_path: Path) -> None:
    run = evaluate(built, tmp_path)
    out = tmp_path / "elsewhere"
    written = export_run(read_run(run), "trec", out)
    assert [path.name for path in written] == [
        "run.txt",
        "qrels.txt",
        "passages-run.txt",
        "passages-qrels.txt",
    ]
    faults: list[Any] = []
    assert read_qrels(out / "qrels.txt", faults) == {
        "q1": {"reports/chips.pdf#1": 1},
        "q2": {"reports/chips.pdf#2": 1},
        "q3": {"reports/cars.pdf#2": 1},
        "q_5": {"reports/chips.pdf#1": 1, "reports/chips.pdf#2": 1},
    }
    assert faults == []


def test_records_for_ragas(built: CollectionOptions, tmp_path: Path) -> None:
    run = evaluate(built, tmp_path, "--top-k", "2", "--threshold", "0.5")
    (path,) = export_run(read_run(run), "ragas", run)
    records = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    rows = list(read_run(run).questions.values())
    assert len(records) == len(rows)
    for record, row in zip(records, rows, strict=True):
        assert set(record) == {
            "user_input",
            "retrieved_contexts",
            "reference_contexts",
            "response",
            "reference",
        }
        assert record["user_input"] == row["question"]
        assert record["response"] == (row["answer"] or "")
        assert len(record["retrieved_contexts"]) == 2
    assert records[0]["reference"] == "9.5兆円"
    assert records[0]["reference_contexts"] == ["9.5兆円に達した"]
    assert records[3]["reference"] == ""


def test_a_run_without_a_ranking_has_none_to_export(
    built: CollectionOptions, tmp_path: Path
) -> None:
    run = evaluate(built, tmp_path, "--given-passage")
    with pytest.raises(UsageError, match="no ranking"):
        export_run(read_run(run), "trec", run)
    (path,) = export_run(read_run(run), "ragas", run)
    assert json.loads(path.read_text("utf-8").splitlines()[0])["retrieved_contexts"] == []
