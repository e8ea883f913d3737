"""Find the sentence that answers a question without the trained reading model.

Used where the model is not installed or not wanted. It combines the coverage of the question's
words, the similarity of question and sentence in the embedding space, and whether the sentence
holds the kind of value that is asked for, by a logistic regression fitted on the sample gold set.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index import Hit
from ingest.language import find_numbers, index_terms
from service.answering.candidates import Candidate, candidates
from service.answering.overlap import TermWeights
from service.answering.question import Question, has_value
from service.answering.reading import Reading

__all__ = ["ExtractiveReader", "Features", "confidence"]

Embed = Callable[[list[str]], NDArray[np.float32]]

_READ_LIMIT = 24
"""How many candidates are judged for one question."""
_EMBEDDED_LIMIT = 10
"""How many of them may need embedding, about 20 ms each on one core; a candidate that is a whole
passage was embedded when it was ingested."""


@dataclass(frozen=True, slots=True)
class Features:
    """Evidence that a sentence answers a question; each 0 to 1.

    ``similarity`` and ``passage_similarity`` are cosines; ``coverage`` is the share, by inverse
    document frequency, of the question's terms found in the sentence or its headings;
    ``numbers`` the share of the question's numbers and years found in the passage or its
    headings (1 when it has none); ``value`` whether the kind of value asked for is there;
    ``retrieval`` the fused score; ``same_language`` 1 when both are in one language.
    """

    similarity: float
    passage_similarity: float
    coverage: float
    numbers: float
    value: float
    retrieval: float
    same_language: float

    def row(self) -> tuple[float, ...]:
        """The features in the order of ``WEIGHTS``, with the interaction for language."""
        return (
            self.similarity,
            self.passage_similarity,
            self.coverage * self.same_language,
            self.coverage * (1.0 - self.same_language),
            self.numbers,
            self.value,
            self.retrieval,
            self.same_language,
        )


BIAS = -14.14
WEIGHTS = (11.63, -6.11, 6.07, 7.48, 1.21, 1.5, 5.77, -1.22)


def confidence(features: Features) -> float:
    """The probability that the sentence answers the question (logistic regression)."""
    total = BIAS + sum(w * x for w, x in zip(WEIGHTS, features.row(), strict=True))
    return 1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, total))))


class ExtractiveReader:
    """Judges sentences by words, meaning and expected value; see the module's text.

    ``embed_queries`` and ``embed_passages`` return unit vectors, one row a text;
    ``term_weights`` gives the inverse document frequency of terms in the collection.
    """

    def __init__(
        self, embed_queries: Embed, embed_passages: Embed, term_weights: TermWeights
    ) -> None:
        self._embed_queries = embed_queries
        self._embed_passages = embed_passages
        self._term_weights = term_weights

    def read(self, question: Question, hits: Sequence[Hit]) -> list[Reading]:
        """The most promising sentences with their confidence, best first."""
        found = candidates(hits)
        if not found:
            return []
        terms = set(index_terms(question.subject, question.language))
        weights = self._term_weights(sorted(terms))
        covered = [_coverage(terms, weights, c) for c in found]
        order = sorted(range(len(found)), key=lambda i: (-(covered[i] + found[i].hit.score), i))
        chosen = _spread(order, found)
        similarity = self._similarity(question, [found[i] for i in chosen])
        numbers: set[tuple[str, object]] = {(n.kind, n.value) for n in find_numbers(question.text)}
        readings = [
            _reading(question, found[i], covered[i], float(s), numbers)
            for i, s in zip(chosen, similarity, strict=True)
        ]
        return sorted(readings, key=lambda r: (-r.confidence, r.candidate.hit.rank))

    def _similarity(self, question: Question, chosen: Sequence[Candidate]) -> NDArray[np.float32]:
        """Cosines; what is a whole passage has had its own since the search."""
        result = np.array([c.hit.dense for c in chosen], dtype=np.float32)
        parts = [i for i, c in enumerate(chosen) if not c.is_whole]
        if parts:
            query = self._embed_queries([question.text])[0]
            result[parts] = self._embed_passages([_with_heading(chosen[i]) for i in parts]) @ query
        return result


def _with_heading(candidate: Candidate) -> str:
    """A sentence as it is embedded: a fragment is meaningless without its heading."""
    passage = candidate.hit.passage
    heading = passage.heading_path[-1] if passage.heading_path else ""
    return f"{heading} {candidate.text}" if heading else candidate.text


def _spread(order: Sequence[int], candidates: Sequence[Candidate]) -> list[int]:
    """The first candidates of ``order``, but the best of each hit before the rest."""
    firsts: dict[int, int] = {}
    for i in order:
        firsts.setdefault(candidates[i].hit.rank, i)
    head = sorted(firsts.values(), key=lambda i: candidates[i].hit.rank)[: _EMBEDDED_LIMIT // 2]
    tail = [i for i in order if i not in set(head)]
    chosen: list[int] = []
    embedded = 0
    for i in head + tail:
        if candidates[i].is_whole or embedded < _EMBEDDED_LIMIT:
            chosen.append(i)
            embedded += not candidates[i].is_whole
    return chosen[:_READ_LIMIT]


def _coverage(terms: set[str], weights: Mapping[str, float], candidate: Candidate) -> float:
    """The idf-weighted share of the question's terms in the sentence, headings at half weight."""
    total = sum(weights.get(t, 0.0) for t in terms)
    if total <= 0.0:
        return 0.0
    language = candidate.hit.passage.language
    inside = terms & set(index_terms(candidate.text, language))
    around = (terms & set(index_terms(candidate.surroundings, language))) - inside
    gained = sum(weights.get(t, 0.0) for t in inside)
    gained += 0.5 * sum(weights.get(t, 0.0) for t in around)
    return min(1.0, gained / total)


def _reading(
    question: Question,
    candidate: Candidate,
    coverage: float,
    similarity: float,
    asked: set[tuple[str, object]],
) -> Reading:
    hit = candidate.hit
    features = Features(
        similarity=similarity,
        passage_similarity=hit.dense,
        coverage=coverage,
        numbers=_share_of_numbers(asked, candidate),
        value=float(has_value(question, candidate.text)),
        retrieval=hit.score,
        same_language=float(question.language == hit.passage.language),
    )
    return Reading(candidate, confidence(features), candidate.text)


def _share_of_numbers(asked: set[tuple[str, object]], candidate: Candidate) -> float:
    """How many of the question's numbers and years stand with the candidate."""
    if not asked:
        return 1.0
    text = f"{candidate.surroundings} {candidate.hit.passage.text} {candidate.hit.passage.title}"
    present = {n.value for n in find_numbers(text)}
    return sum(value in present for _, value in asked) / len(asked)
