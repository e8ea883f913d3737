"""How much of a query stands together in one sentence of a passage.

BM25 counts a query's terms wherever they stand in a passage; an answer has them in one place.
For the best candidates of the fusion the query's terms are therefore looked for again, sentence
by sentence, and the best sentence's share of their weight joins the score. It tells apart
passages of one subject, which share its words but not the statement asked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ingest.language import fold_text, split_sentences

__all__ = ["RERANKED", "best_sentence_coverage", "combined", "pair_terms"]

RERANKED = 100
"""Candidates of the fusion whose sentences are looked at."""

_KEPT = 0.75

_RUN = re.compile(r"\w+")
_CJK = re.compile(r"[\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\U00020000-\U000323af]+|[^\W_]")


def pair_terms(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters in CJK runs of the folded text, and other words whole.

    They are terms of the lexical index too, so their document frequencies are known.
    """
    terms: set[str] = set()
    for run in _RUN.findall(fold_text(text)):
        if run.isascii() or not _CJK.match(run) or len(run) == 1:
            terms.add(run)
        else:
            terms.update(map(str.__add__, run, run[1:]))
    return frozenset(terms)


def best_sentence_coverage(weights: Mapping[str, float], passages: Sequence[str]) -> list[float]:
    """For each passage, the largest share of the query's weight in one of its sentences, 0..1.

    ``weights`` are the query's ``pair_terms`` with their inverse document frequencies.
    """
    total = sum(weights.values())
    if total <= 0.0:
        return [0.0] * len(passages)
    return [_best(weights, passage) / total for passage in passages]


def _best(weights: Mapping[str, float], passage: str) -> float:
    spans = split_sentences(passage) or [(0, len(passage))]
    sentences = (pair_terms(passage[start:end]) for start, end in spans)
    return max(sum(weights[t] for t in weights.keys() & sentence) for sentence in sentences)


def combined(fused: float, coverage: float, same_language: bool) -> float:
    """The mean of the fused score and the coverage, 0..1 when both are.

    The sentences of a passage in another language cannot hold the query's words, and it must not
    lose to every passage that does: it keeps most of its fused score. How much was chosen on the
    written reports (docs/training.md): more, and passages of another language push the right ones
    back.
    """
    return (fused + coverage) / 2.0 if same_language else _KEPT * fused
