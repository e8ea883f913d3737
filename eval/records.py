"""What one question of a run gave, and its scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from eval import metrics
from eval.evidence import Place
from eval.questions import GoldQuestion
from ingest.document import Language

__all__ = ["DEPTH", "CitedPage", "Outcome", "Record", "Relation", "score"]

DEPTH = 10
"""How deep the ranking is judged: MRR@10 and nDCG@10."""

Relation = Literal["same", "cross", "mixed"]
"""The languages of the question and of the documents that answer it."""


@dataclass(frozen=True, slots=True)
class CitedPage:
    """A citation as the run checked it: was the quotation found on the stored page."""

    doc_id: str
    path: str
    page: int
    quote: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the system gave for one question. ``ranking`` is ``None`` where nothing was searched;
    times are wall-clock milliseconds.
    """

    answer: str | None
    confidence: float
    citations: tuple[CitedPage, ...]
    ranking: tuple[Place, ...] | None
    ask_ms: float
    search_ms: float | None = None

    @property
    def abstained(self) -> bool:
        """Whether the system said that the documents do not answer."""
        return self.answer is None


@dataclass(frozen=True, slots=True)
class Record:
    """A question, what came of it, and the scores of the metrics that apply to it."""

    question: GoldQuestion
    evidence: tuple[Place, ...]
    relation: Relation | None
    outcome: Outcome
    scores: Mapping[str, float] = field(default_factory=dict)
    """By ``group.metric``, e.g. ``retrieval.recall@1``."""

    def to_json(self) -> dict[str, Any]:
        """One line of the file of questions."""
        gold, outcome = self.question, self.outcome
        return {
            "id": gold.id,
            "language": gold.language,
            "type": gold.type,
            "topic": gold.topic,
            "relation": self.relation,
            "question": gold.question,
            "answerable": gold.answerable,
            "answers": list(gold.answers),
            "all_evidence": gold.all_evidence,
            "evidence": [{"doc_id": doc, "page": page} for doc, page in self.evidence],
            "answer": outcome.answer,
            "confidence": round(outcome.confidence, 4),
            "citations": [
                {
                    "doc_id": c.doc_id,
                    "path": c.path,
                    "page": c.page,
                    "quote": c.quote,
                    "verified": c.verified,
                }
                for c in outcome.citations
            ],
            "hits": None
            if outcome.ranking is None
            else [{"doc_id": doc, "page": page} for doc, page in outcome.ranking],
            "ask_ms": round(outcome.ask_ms, 3),
            "search_ms": None if outcome.search_ms is None else round(outcome.search_ms, 3),
            "scores": {name: round(value, 6) for name, value in self.scores.items()},
        }


def score(question: GoldQuestion, evidence: Sequence[Place], outcome: Outcome) -> dict[str, float]:
    """The scores of one question; what does not apply is left out.

    An answerable question that the system refused has the answer scores 0: the empty answer is
    wrong. Citations of a refusal are the nearest passages and prove nothing, so they count for
    ``verified`` only.
    """
    pages = frozenset(evidence)
    found = {
        **_retrieval(question, pages, outcome),
        **_answer(question, outcome),
        **_citation(question, pages, outcome),
        "abstention.correct": float(outcome.abstained is not question.answerable),
    }
    return {name: value for name, value in found.items() if value is not None}


def _retrieval(
    question: GoldQuestion, pages: frozenset[Place], outcome: Outcome
) -> dict[str, float | None]:
    ranking = outcome.ranking
    if ranking is None:
        return {}
    every = question.all_evidence
    return {
        "retrieval.recall@1": metrics.recall_at_k(ranking, pages, 1, all_needed=every),
        "retrieval.recall@5": metrics.recall_at_k(ranking, pages, 5, all_needed=every),
        "retrieval.mrr@10": metrics.reciprocal_rank(ranking, pages, DEPTH),
        "retrieval.ndcg@10": metrics.ndcg_at_k(ranking, pages, DEPTH, all_needed=every),
    }


def _answer(question: GoldQuestion, outcome: Outcome) -> dict[str, float | None]:
    answer, expected = outcome.answer or "", question.answers
    return {
        "answer.em": metrics.exact_match(answer, expected),
        "answer.f1": metrics.character_f1(answer, expected),
        "answer.contains": metrics.contains(answer, expected),
    }


def _citation(
    question: GoldQuestion, pages: frozenset[Place], outcome: Outcome
) -> dict[str, float | None]:
    shown = outcome.citations
    found: dict[str, float | None] = {
        "citation.verified": sum(c.verified for c in shown) / len(shown) if shown else None
    }
    if outcome.ranking is None:  # given the passage, citing its page is no achievement
        return found
    cited = set() if outcome.abstained else {(c.doc_id, c.page) for c in shown}
    every = question.all_evidence
    found["citation.page_precision"] = metrics.page_precision(cited, pages)
    found["citation.page_recall"] = metrics.page_recall(cited, pages, all_needed=every)
    return found


def relation_of(question: Language, documents: Sequence[Language]) -> Relation | None:
    """``None`` without documents."""
    same = {language == question for language in documents}
    if not same:
        return None
    return "mixed" if len(same) == 2 else ("same" if same.pop() else "cross")
