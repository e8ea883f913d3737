"""The same set evaluated twice gives the same figures, on a report of the corpus.

The embedder is the tests' own; `benchmarks/bench_eval.py` looks at the same with the bundled model.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from eval_helpers import PairEmbedder

from eval.gold import read_gold
from eval.questions import GoldQuestion
from eval.records import Record
from eval.run import run_questions
from eval.summary import summarise
from index import CollectionOptions, ingest_documents, open_collection
from index.embedding import Embedder
from ingest import read_document
from service.answering import AnswerOptions

CORPUS = Path(__file__).parents[2] / "corpus"
REPORT = "taiwan-water-report-zh-hant.pdf"


def questions() -> list[GoldQuestion]:
    """Some questions that this report answers, in three languages, and two that none does."""
    found = [
        q
        for q in read_gold(CORPUS / "gold.jsonl")
        if q.evidence and all(e.doc == REPORT for e in q.evidence)
    ]
    refused = [q for q in read_gold(CORPUS / "gold.jsonl") if not q.answerable]
    assert {q.language for q in found} == {"ja", "zh", "en"}
    return [*found[::3], *refused[:2]]


def figures(records: Sequence[Record]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Everything that does not depend on the clock."""
    summary = summarise(records)

    def timeless(part: dict[str, Any]) -> dict[str, Any]:
        kept = {name: value for name, value in part.items() if name != "latency_ms"}
        low_high = part.get("intervals", {})
        kept["intervals"] = {n: v for n, v in low_high.items() if not n.startswith("latency_ms")}
        return kept

    by = {g: {v: timeless(p) for v, p in parts.items()} for g, parts in summary["by"].items()}
    rows = [{n: v for n, v in r.to_json().items() if not n.endswith("_ms")} for r in records]
    return {**timeless(summary), "by": by}, rows


def evaluate(options: CollectionOptions, embedders: Sequence[Embedder]) -> Any:
    opened = [open_collection(options, embedder=embedder) for embedder in embedders]
    try:
        settings = AnswerOptions(reader="words")
        records, _ = run_questions(questions(), opened[0], settings, others=opened[1:])
    finally:
        for collection in opened:
            collection.close()
    return figures(records)


@pytest.fixture(scope="module")
def documents() -> list[Any]:
    return [(REPORT, read_document(CORPUS / REPORT))]


def test_twice_is_the_same_alone_and_side_by_side(tmp_path: Path, documents: list[Any]) -> None:
    options = CollectionOptions(data_dir=tmp_path / "data")
    ingest_documents(documents, options, embedder=PairEmbedder())
    once = evaluate(options, [PairEmbedder()])
    assert once[0]["n"] == len(questions()) > 10
    assert evaluate(options, [PairEmbedder()]) == once
    assert evaluate(options, [PairEmbedder(), PairEmbedder()]) == once
