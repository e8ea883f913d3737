"""Right passage first: words only, meaning only, and mixtures of both, on one collection.

    python benchmarks/bench_retrieval.py jaquad/dev --also-index jaquad/train --work-dir cache

SQuAD-format questions are searched by the product's own search at several weights of the dense
leg. Weight 0 ranks by words alone and weight 1 by meaning alone, over the candidates of both.
The 95 % intervals are of the means, by bootstrap over questions.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from bench_tools import MEASUREMENTS, latency, timed, write_results
from numpy.typing import NDArray

from eval.evidence import Place, locate
from eval.formats import QuestionSet, read_squad
from eval.metrics import recall_at_k, reciprocal_rank
from eval.provenance import data_hash
from eval.statistics import bootstrap_interval
from eval.workspace import default_work_dir, open_question_set
from index import Collection, CollectionOptions, open_collection
from index.embedding import Embedder, make_embedder

_DEPTH = 10


class RememberedQueries:
    """An embedder that encodes each question once, however many weights it is searched at."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, NDArray[np.float32]] = {}
        self.id = embedder.id
        self.revision = embedder.revision
        self.query_prefix = embedder.query_prefix
        self.passage_prefix = embedder.passage_prefix

    @property
    def dim(self) -> int:
        return self._embedder.dim

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        for text in texts:
            if text not in self._known:
                self._known[text] = self._embedder.embed_queries([text])[0]
        return np.stack([self._known[text] for text in texts])

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> NDArray[np.float32]:
        return self._embedder.embed_passages(texts, progress)

    def embed_few(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._embedder.embed_few(texts)


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("squad", type=Path)
    parser.add_argument("--also-index", type=Path, action="append", default=[])
    parser.add_argument("--titles", action="store_true")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--weights", type=float, nargs="+", default=[0, 0.3, 0.4, 0.5, 0.6, 0.7, 1])
    parser.add_argument("--work-dir", type=Path, default=default_work_dir())
    parser.add_argument("--json", type=Path, default=MEASUREMENTS / "retrieval.json")
    arguments = parser.parse_args()
    squad = read_squad(arguments.squad, also_index=arguments.also_index, titles=arguments.titles)
    squad = QuestionSet(
        squad.documents, [q for q in squad.questions if q.answerable][: arguments.limit]
    )
    options = CollectionOptions(data_dir=arguments.work_dir)
    embedder = RememberedQueries(make_embedder(options))
    with open_question_set(squad, options, arguments.work_dir, embedder=embedder) as collection:
        options = collection.options
        located = locate(squad.questions, collection)
        relevant = [located.of(q.evidence) for q in squad.questions]
        passages = sum(d.passages for d in collection.documents())
    rows = {
        f"{weight:g}": _at_weight(weight, squad, relevant, options, embedder)
        for weight in arguments.weights
    }
    write_results(
        arguments.json,
        {
            "benchmark": "retrieval",
            "set": arguments.squad.name,
            "titles": arguments.titles,
            "questions": len(squad.questions),
            "passages": passages,
            "data_hash": data_hash(squad.questions, (d.sha256 for d in squad.documents.values())),
            "model": {"id": embedder.id, "revision": embedder.revision},
            "by_dense_weight": rows,
        },
    )


def _at_weight(
    weight: float,
    squad: QuestionSet,
    relevant: Sequence[frozenset[Place]],
    options: CollectionOptions,
    embedder: Embedder,
) -> dict[str, Any]:
    options = replace(options, dense_weight_same=weight, dense_weight_cross=weight)
    seconds: list[float] = []
    with open_collection(options, embedder=embedder) as collection:
        rankings = [_ranking(q.question, collection, seconds) for q in squad.questions]
    pairs = list(zip(rankings, relevant, strict=True))
    return {
        "recall@1": _figure([recall_at_k(r, p, 1, all_needed=False) for r, p in pairs]),
        "recall@5": _figure([recall_at_k(r, p, 5, all_needed=False) for r, p in pairs]),
        "mrr@10": _figure([reciprocal_rank(r, p, _DEPTH) for r, p in pairs]),
        "search": latency(seconds),
    }


def _ranking(question: str, collection: Collection, seconds: list[float]) -> list[Place]:
    with timed(seconds):
        hits = collection.search(question, top_k=_DEPTH).hits
    return [(hit.passage.doc_id, hit.passage.page) for hit in hits]


def _figure(values: Sequence[float | None]) -> dict[str, Any]:
    scores = [value for value in values if value is not None]
    low, high = bootstrap_interval(scores, resamples=2_000)
    return {
        "value": round(sum(scores) / len(scores), 4),
        "interval": [round(low, 4), round(high, 4)],
    }


if __name__ == "__main__":
    main()
