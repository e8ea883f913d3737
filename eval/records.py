"""What one question of a run gave, and its scores."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence, Set
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from eval import metrics
from eval.evidence import Place
from eval.questions import GoldQuestion
from ingest.document import Language

__all__ = [
    "DEPTH",
    "CitedPage",
    "FoundPassage",
    "Outcome",
    "Record",
    "Relation",
    "relation_of",
    "score",
]

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
class FoundPassage:
    """One place of the ranking, with the words that stand there."""

    passage_id: str
    doc_id: str
    path: str
    page: int
    text: str
    score: float
    kind: str = "text"

    @property
    def place(self) -> Place:
        """The page it stands on."""
        return self.doc_id, self.page


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the system gave for one question. ``found`` is ``None`` where nothing was searched;
    times are wall-clock milliseconds.
    """

    answer: str | None
    confidence: float
    citations: tuple[CitedPage, ...]
    found: tuple[FoundPassage, ...] | None
    ask_ms: float
    search_ms: float | None = None
    sentences: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """The answer's sentences, each with the quotations that it cites."""
    answered_by: str | None = None
    """``llm`` or ``extractive`` where a language model is configured."""
    judged: float | None = None
    """What a judge said of the answer, 0 or 1."""

    @property
    def abstained(self) -> bool:
        """Whether the system said that the documents do not answer."""
        return self.answer is None

    @property
    def ranking(self) -> tuple[Place, ...] | None:
        """The pages of the ranking, as often as they were found."""
        return None if self.found is None else tuple(hit.place for hit in self.found[:DEPTH])


@dataclass(frozen=True, slots=True)
class Record:
    """A question, what came of it, and the scores of the metrics that apply to it."""

    question: GoldQuestion
    evidence: tuple[Place, ...]
    relation: Relation | None
    outcome: Outcome
    scores: Mapping[str, float] = field(default_factory=dict)
    """By ``group.metric``, e.g. ``retrieval.recall@1``."""
    documents: tuple[str, ...] = ()
    """Paths of the documents that hold the evidence."""
    grades: Mapping[Place, int] = field(default_factory=dict)
    """How relevant pages of evidence are, where that is not 1."""
    passages: tuple[str, ...] = ()
    """Ids of the passages that hold the evidence."""
    kept: int = DEPTH
    """How many places of the ranking the file of questions lists."""
    right: bool | None = None
    """Whether it came out right, ``None`` where nothing says so (``eval.attribution``)."""
    cause: str | None = None
    """The first thing that went wrong, ``None`` where nothing did (``eval.attribution``)."""

    def to_json(self) -> dict[str, Any]:
        """One line of the file of questions."""
        gold, outcome = self.question, self.outcome
        paths = dict(
            zip(dict.fromkeys(doc for doc, _ in self.evidence), self.documents, strict=False)
        )
        return {
            "id": gold.id,
            "language": gold.language,
            "type": gold.type,
            "topic": gold.topic,
            "relation": self.relation,
            "documents": list(self.documents),
            "question": gold.question,
            "answerable": gold.answerable,
            "answers": list(gold.answers),
            "all_evidence": gold.all_evidence,
            "evidence": [
                {
                    "doc_id": place[0],
                    "path": paths.get(place[0], ""),
                    "page": place[1],
                    "grade": self.grades.get(place, 1),
                }
                for place in self.evidence
            ],
            "passages": list(self.passages),
            "expected": [asdict(e) for e in gold.evidence],
            "answer": outcome.answer,
            "answered_by": outcome.answered_by,
            "confidence": round(outcome.confidence, 4),
            "citations": [asdict(c) for c in outcome.citations],
            "hits": None
            if outcome.found is None
            else [asdict(hit) for hit in outcome.found[: self.kept]],
            "ask_ms": round(outcome.ask_ms, 3),
            "search_ms": None if outcome.search_ms is None else round(outcome.search_ms, 3),
            "right": self.right,
            "cause": self.cause,
            "scores": {name: round(value, 12) for name, value in self.scores.items()},
        }


def score(
    question: GoldQuestion,
    evidence: Sequence[Place],
    outcome: Outcome,
    *,
    passages: Set[str] = frozenset(),
    grades: Mapping[Hashable, int] | None = None,
) -> dict[str, float]:
    """The scores of one question; what does not apply is left out.

    ``passages`` are the ids of those that hold the evidence, and ``grades`` say how relevant
    single pages are, where that is known. An answerable question that the system refused has the
    answer scores 0: the empty answer is wrong. Citations of a refusal are the nearest passages
    and prove nothing, so they count for ``verified`` only.
    """
    pages = frozenset(evidence)
    found: dict[str, float | None] = {}
    if outcome.found is not None and outcome.ranking is not None:
        every = question.all_evidence
        found |= _ranked("retrieval", outcome.ranking, pages, grades or pages, every=every)
        ids = [hit.passage_id for hit in outcome.found[:DEPTH]]
        found |= _ranked("passages", ids, passages, passages, every=every)
    found |= _answer(question, outcome)
    found |= _citation(question, pages, outcome)
    found["abstention.correct"] = float(outcome.abstained is not question.answerable)
    return {name: value for name, value in found.items() if value is not None}


def _ranked(
    group: str,
    ranking: Sequence[Hashable],
    relevant: Set[Hashable],
    graded: Set[Hashable] | Mapping[Hashable, int],
    *,
    every: bool,
) -> dict[str, float | None]:
    found = {
        f"{group}.recall@{k}": metrics.recall_at_k(ranking, relevant, k, all_needed=every)
        for k in (1, 5, DEPTH)
    }
    found |= {f"{group}.hit@{k}": metrics.hit_at_k(ranking, relevant, k) for k in (1, 5, DEPTH)}
    found[f"{group}.mrr@10"] = metrics.reciprocal_rank(ranking, relevant, DEPTH)
    found[f"{group}.ndcg@10"] = metrics.ndcg_at_k(ranking, graded, DEPTH, all_needed=every)
    found[f"{group}.map@10"] = metrics.average_precision(ranking, relevant, DEPTH, all_needed=every)
    return found


def _answer(question: GoldQuestion, outcome: Outcome) -> dict[str, float | None]:
    answer, expected = outcome.answer or "", question.answers
    found = {
        "answer.em": metrics.exact_match(answer, expected),
        "answer.f1": metrics.character_f1(answer, expected),
        "answer.contains": metrics.contains(answer, expected),
        "answer.numbers": metrics.number_match(answer, expected),
        "answer.em_jsquad": metrics.jsquad_exact_match(answer, expected),
        "answer.f1_jsquad": metrics.jsquad_f1(answer, expected),
        "answer.em_cmrc": metrics.cmrc_exact_match(answer, expected),
        "answer.f1_cmrc": metrics.cmrc_f1(answer, expected),
        "answer.judge": outcome.judged,
    }
    if question.type == "list":
        found["answer.list_precision"] = metrics.list_precision(answer, expected)
        found["answer.list_recall"] = metrics.list_recall(answer, expected)
    return found


def _citation(
    question: GoldQuestion, pages: frozenset[Place], outcome: Outcome
) -> dict[str, float | None]:
    shown = outcome.citations
    found: dict[str, float | None] = {
        "citation.verified": sum(c.verified for c in shown) / len(shown) if shown else None,
        "citation.support_recall": metrics.support_recall(outcome.sentences),
        "citation.support_precision": metrics.support_precision(outcome.sentences),
    }
    if outcome.found is None:  # given the passage, citing its page is no achievement
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
