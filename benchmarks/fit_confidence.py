"""Fit the reader's confidence and choose the abstention threshold on a gold set.

    python benchmarks/fit_confidence.py corpus/gold.jsonl --data .demo

Every candidate sentence that is read for a gold question is one example; it is positive when it
stands on an evidence page and holds one of the accepted answers. Weights and the threshold are
chosen by five-fold cross-validation over questions, so the printed figures are of questions that
the weights have not seen. The last lines are the constants for ``service/answering/reader.py``
and the default threshold for ``service/answering/answer.py``.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from index import CollectionOptions, Hit, open_collection
from ingest.language import fold_text
from service.answering.candidates import candidates
from service.answering.question import parse_question
from service.answering.reader import ExtractiveReader

_FOLDS = 5
_SEED = 20261124


@dataclass(frozen=True)
class Example:
    """One question: features of its candidates and which of them answer it."""

    features: NDArray[np.float64]
    right: NDArray[np.bool_]
    answerable: bool


def main() -> None:
    """Read the gold set, fit, and print figures and constants."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--top-k", type=int, default=10)
    arguments = parser.parse_args()
    lines = arguments.gold.read_text(encoding="utf-8").splitlines()
    gold = [json.loads(line) for line in lines if line.strip()]
    with open_collection(CollectionOptions(data_dir=arguments.data)) as collection:
        reader = ExtractiveReader(
            collection.embed_queries, collection.embed_passages, collection.term_weights
        )
        examples = [_example(q, collection, reader, arguments.top_k) for q in gold]
    examples = [e for e in examples if len(e.right)]
    best, right = _held_out(examples)
    threshold = _threshold(best, right, np.array([e.answerable for e in examples]))
    model = _fit(examples)
    print("WEIGHTS =", tuple(round(float(w), 2) for w in model.coef_[0]))
    print("BIAS =", round(float(model.intercept_[0]), 2))
    print("threshold =", threshold)


def _example(
    question: dict[str, Any], collection: Any, reader: ExtractiveReader, top_k: int
) -> Example:
    result = collection.search(question["question"], top_k=top_k)
    readings = reader.read(parse_question(question["question"]), candidates(result.hits))
    pages = {(e["doc"], e["page"]) for e in question.get("evidence", ())}
    answers = [_squeeze(a) for a in question["answers"]]
    right = [
        _on_evidence(r.candidate.hit, pages)
        and any(a in _squeeze(r.candidate.text) for a in answers)
        for r in readings
    ]
    rows = np.array([r.features.row() for r in readings], dtype=np.float64)
    return Example(rows, np.array(right, dtype=bool), bool(question["answerable"]))


def _on_evidence(hit: Hit, pages: set[tuple[str, int]]) -> bool:
    return (Path(hit.passage.path).name, hit.passage.page) in pages


def _squeeze(text: str) -> str:
    return "".join(fold_text(text).split())


def _fit(examples: list[Example]) -> LogisticRegression:
    """Each question weighs the same, however many sentences were read for it."""
    rows = np.concatenate([e.features for e in examples])
    right = np.concatenate([e.right for e in examples])
    weight = np.concatenate([np.full(len(e.right), 1 / len(e.right)) for e in examples])
    return LogisticRegression(C=30.0, max_iter=5000).fit(rows, right, sample_weight=weight * 8)


def _held_out(examples: list[Example]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """For each question, by weights fitted on others: the top confidence, and is it right."""
    best = np.zeros(len(examples))
    right = np.zeros(len(examples), dtype=bool)
    folds = KFold(_FOLDS, shuffle=True, random_state=_SEED)
    for train, test in folds.split(np.arange(len(examples))):
        model = _fit([examples[i] for i in train])
        for i in test:
            scores = model.predict_proba(examples[i].features)[:, 1]
            top = int(scores.argmax())
            best[i], right[i] = scores[top], examples[i].right[top]
    return best, right


def _threshold(
    best: NDArray[np.float64], right: NDArray[np.bool_], answerable: NDArray[np.bool_]
) -> float:
    """The threshold with the best balance: right answers kept plus unanswerables refused."""
    print(f"questions {len(best)}, first sentence right {right[answerable].mean():.3f}")
    choices = np.round(np.arange(0.02, 0.8, 0.02), 2)
    scored = []
    for t in choices:
        kept = (right & (best >= t))[answerable].mean()
        refused = (best < t)[~answerable].mean()
        wrongly = (best < t)[answerable].mean()
        scored.append((kept + refused, float(t)))
        print(f"{t:.2f} right {kept:.3f} refused {refused:.3f} wrongly refused {wrongly:.3f}")
    return max(scored)[1]


if __name__ == "__main__":
    main()
