"""Open questions over a whole question set: right answers, refusals, confidence, time.

    python benchmarks/bench_answering.py JAQUAD/dev --also-index JAQUAD/train --questions 1000

The contexts of both folders become one collection (kept by ``shutten eval``'s rules), in which each
question is searched and answered as users are answered. Then the same question is answered
without the passages of its own article: the right thing to do is to refuse. Questions are drawn
by chance with a fixed seed.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from bench_tools import MEASUREMENTS, latency, write_results

from eval.formats import read_format
from eval.metrics import character_f1, contains, exact_match, expected_calibration_error
from eval.questions import GoldQuestion
from eval.statistics import bootstrap_interval
from eval.workspace import default_work_dir, open_question_set
from index import Collection, CollectionOptions, Hit
from service.answering import Answer, AnswerOptions, Citation, answer_from_passages
from service.answering.readers import default_threshold

_HITS = 40
_SEED = 20261125
_RIGHT_F1 = 0.5


@dataclass(frozen=True)
class Asked:
    """What came of one question, with and without the article that answers it."""

    question: GoldQuestion
    given: Answer
    without: Answer
    first_right: bool
    """Whether the best hit of the search holds the answer's place."""
    read_right: bool
    """The same of the passage that the reader ranks first and the answer quotes."""
    seconds: float


def ask(collection: Collection, question: GoldQuestion, options: AnswerOptions) -> Asked:
    """Answer ``question`` twice."""
    own = {collection.resolve(e.doc).doc_id for e in question.evidence}
    started = time.perf_counter()
    hits = collection.search(question.question, top_k=_HITS).hits
    given = answer_from_passages(question.question, hits, collection, options)
    seconds = time.perf_counter() - started
    more = collection.search(question.question, top_k=_HITS * 2).hits
    others = [hit for hit in more if hit.passage.doc_id not in own][:_HITS]
    without = answer_from_passages(question.question, others, collection, options)
    first = _holds(hits[0], question) if hits else False
    read = any(_holds(h, question) for h in hits for c in given.citations[:1] if _quotes(c, h))
    return Asked(question, given, without, first, read, seconds)


def _quotes(citation: Citation, hit: Hit) -> bool:
    passage = hit.passage
    return (citation.doc_id, citation.page) == (passage.doc_id, passage.page) and (
        passage.char_start <= citation.char_start < passage.char_end
    )


def _holds(hit: Hit, question: GoldQuestion) -> bool:
    return any(
        e.page == hit.passage.page and e.quote in hit.passage.text for e in question.evidence
    )


def figures(asked: Sequence[Asked], threshold: float) -> dict[str, Any]:
    """The figures at ``threshold`` with their 95 % bootstrap intervals."""
    given = [(a.given.answer or "") if a.given.confidence >= threshold else "" for a in asked]
    pairs = [(text, a.question.answers) for text, a in zip(given, asked, strict=True)]
    f1 = [character_f1(text, expected) or 0.0 for text, expected in pairs]
    sure = [(a.given.confidence, value >= _RIGHT_F1) for a, value in zip(asked, f1, strict=True)]
    sure += [(a.without.confidence, False) for a in asked]
    shown = [(c, right) for c, right in sure if c >= threshold]
    return {
        "threshold": threshold,
        "exact": _estimate([exact_match(text, expected) or 0.0 for text, expected in pairs]),
        "f1": _estimate(f1),
        "contains": _estimate([contains(text, expected) or 0.0 for text, expected in pairs]),
        "wrongly_refused": _estimate([float(a.given.confidence < threshold) for a in asked]),
        "refused_without": _estimate([float(a.without.confidence < threshold) for a in asked]),
        "first_hit_holds": _estimate([float(a.first_right) for a in asked]),
        "first_read_holds": _estimate([float(a.read_right) for a in asked]),
        "calibration_error": round(
            expected_calibration_error([c for c, _ in shown], [r for _, r in shown]) or 0.0, 4
        ),
        "calibrated_on": len(shown),
        "verified": _estimate([float(c.verified) for a in asked for c in a.given.citations]),
        "ask": latency([a.seconds for a in asked]),
    }


def by_threshold(asked: Sequence[Asked]) -> list[dict[str, float]]:
    """What other thresholds would refuse."""
    rows = []
    for threshold in np.round(np.arange(0.05, 0.96, 0.05), 2):
        kept = [a for a in asked if a.given.confidence >= threshold]
        good = sum(bool(contains(a.given.answer or "", a.question.answers)) for a in kept)
        rows.append(
            {
                "threshold": float(threshold),
                "contains": round(good / len(asked), 4),
                "wrongly_refused": round(1 - len(kept) / len(asked), 4),
                "refused_without": round(
                    sum(a.without.confidence < threshold for a in asked) / len(asked), 4
                ),
            }
        )
    return rows


def _estimate(values: Sequence[float]) -> dict[str, Any]:
    low, high = bootstrap_interval(values)
    mean = round(float(np.mean(values)), 4)
    return {"value": mean, "interval": [round(low, 4), round(high, 4)]}


def main(argv: Sequence[str] | None = None) -> None:
    """Measure and write ``docs/measurements/answering.json``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions_of", type=Path, help="the SQuAD file or folder that is asked")
    parser.add_argument("--also-index", type=Path, action="append", default=[])
    parser.add_argument("--questions", type=int, default=1_000)
    parser.add_argument("--work-dir", type=Path, default=default_work_dir())
    parser.add_argument("--reader", default="bundled")
    parser.add_argument("--out", type=Path, default=MEASUREMENTS / "answering.json")
    arguments = parser.parse_args(argv)
    wanted = read_format("squad", arguments.questions_of, also_index=tuple(arguments.also_index))
    chosen = random.Random(_SEED).sample(
        list(wanted.questions), min(arguments.questions, len(wanted.questions))
    )
    # Asked without a threshold; what one would refuse follows from the confidence.
    options = AnswerOptions(reader=arguments.reader, threshold=0.0)
    with open_question_set(
        wanted, CollectionOptions(data_dir=Path()), arguments.work_dir
    ) as collection:
        ask(collection, chosen[0], options)
        asked = [ask(collection, question, options) for question in chosen]
        passages = sum(d.passages for d in collection.documents())
    results = {
        "benchmark": "answering",
        "questions": len(chosen),
        "of": len(wanted.questions),
        "passages": passages,
        "reader": arguments.reader,
        "figures": figures(asked, default_threshold(arguments.reader)),
        "by_threshold": by_threshold(asked),
    }
    write_results(arguments.out, results)


if __name__ == "__main__":
    main()
