"""Run gold questions through the same search and answers that people use."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from eval.attribution import first_cause, is_right
from eval.evidence import Located, Place, locate, squeeze
from eval.faults import Fault, raise_faults
from eval.parallel import each
from eval.questions import Evidence, GoldQuestion
from eval.records import DEPTH, CitedPage, FoundPassage, Outcome, Record, relation_of, score
from index import Hit, StoredPassage
from index.writer import embedded_text
from ingest.errors import NotFoundError, QuestionError
from service.answering import AnswerOptions, answer_from_passages, clean_question
from service.answering.asking import ask
from service.answering.engine import SEARCHED, answer_and_hits
from service.answering.span_reader import READ_BY_MODEL

if TYPE_CHECKING:
    from eval.journal import Journal
    from index import Collection
    from service.answering import Answer, Citation
    from service.answering.llm import LlmOptions

__all__ = ["Advance", "Judge", "Runner", "asked", "run_questions"]

Advance = Callable[[int, int], None]
"""Called with how many questions are done, and out of how many."""
Judge = Callable[[GoldQuestion, str], float | None]
"""Says of an answer whether it is right, 0 or 1, or ``None`` where it cannot tell."""


def run_questions(
    questions: Sequence[GoldQuestion],
    collection: Collection,
    options: AnswerOptions,
    *,
    given_passage: bool = False,
    progress: Advance | None = None,
    name: str = "gold set",
    journal: Journal | None = None,
    judge: Judge | None = None,
    others: Sequence[Collection] = (),
    llm: LlmOptions | None = None,
) -> tuple[list[Record], Located]:
    """One record a question, in order, and where the evidence stands.

    With ``given_passage`` nothing is searched: the reader gets the passages that hold the
    evidence, and questions that name none are left out. What ``journal`` holds is not asked
    again, and what is asked is added to it. ``judge`` scores answers as ``answer.judge``.
    ``others`` are the same collection opened again, to ask several questions at a time. With
    ``llm`` answers are written by a language model, as for everybody who configured one.

    Raises:
        GoldSetError: evidence names documents or pages that are not in the collection, or a
            question cannot be asked (too long, not text).
    """
    located = locate(questions, collection)
    raise_faults(
        [*located.missing, *_unaskable(questions, options)],
        name,
        "ingest the documents that the gold set names, or correct it",
    )
    questions = asked(questions, given_passage=given_passage)
    runners = [
        Runner(opened, options, located, given_passage=given_passage, judge=judge, llm=llm)
        for opened in (collection, *others)
    ]
    outcomes = journal.outcomes() if journal else {}
    left = [q for q in questions if q.id not in outcomes]
    for runner in runners if left else ():
        runner.warm_up(left[0])

    def keep(question: GoldQuestion, outcome: Outcome) -> None:
        outcomes[question.id] = outcome
        if journal is not None:
            journal.add(question.id, outcome)
        if progress is not None:
            progress(len(outcomes), len(questions))

    each(left, [runner.outcome for runner in runners], keep)
    return [runners[0].scored(q, outcomes[q.id]) for q in questions], located


def asked(questions: Sequence[GoldQuestion], *, given_passage: bool) -> Sequence[GoldQuestion]:
    """The questions that a run asks: with the passage given, those that name one."""
    if not given_passage:
        return questions
    return [q for q in questions if q.evidence or q.asked_of]


class Runner:
    """Puts one question at a time to a collection."""

    def __init__(
        self,
        collection: Collection,
        options: AnswerOptions,
        located: Located,
        *,
        given_passage: bool = False,
        judge: Judge | None = None,
        llm: LlmOptions | None = None,
    ) -> None:
        self._collection = collection
        self._options = options
        self._located = located
        self._given_passage = given_passage
        self._kept = max(DEPTH, options.top_k)
        self._judge = judge
        self._llm = llm
        self._documents = {d.doc_id: d for d in collection.documents()}

    def scored(self, question: GoldQuestion, outcome: Outcome) -> Record:
        """``outcome`` with its scores, and the first thing that went wrong."""
        evidence = tuple(sorted(self._located.of(question.evidence)))
        holders = [self._documents[doc] for doc, _ in evidence]
        grades: dict[Place, int] = {}
        for e in question.evidence:
            (place,) = self._located.of([e])
            grades[place] = max(e.grade, grades.get(place, 0))
        passages = frozenset(p.passage_id for e in question.evidence for p in self._holders(e))
        judged: dict[Hashable, int] = dict(grades.items())
        scores = score(question, evidence, outcome, passages=passages, grades=judged)
        record = Record(
            question,
            evidence,
            relation_of(question.language, [d.language for d in holders]),
            outcome,
            scores,
            tuple(dict.fromkeys(d.path for d in holders)),
            grades,
            tuple(sorted(passages)),
            self._kept,
        )
        read = SEARCHED if self._options.reader == "words" else READ_BY_MODEL
        cause = first_cause(record, passages, read)
        return replace(record, right=is_right(record), cause=cause)

    def warm_up(self, question: GoldQuestion) -> None:
        """Load models and dictionaries before anything is timed; no language model is asked."""
        if self._given_passage:
            hits = self._given_hits(question)
            answer_from_passages(question.question, hits, self._collection, self._options)
        else:
            answer_and_hits(self._collection, question.question, self._options)

    def outcome(self, question: GoldQuestion) -> Outcome:
        """What the system gives for ``question``."""
        found: tuple[FoundPassage, ...] | None = None
        search_ms: float | None = None
        answered_by: str | None = None
        hits: Sequence[Hit]
        within = self._located.within.get(question.within)
        if self._given_passage:
            hits = self._given_hits(question)
            started = time.perf_counter()
            given = answer_from_passages(question.question, hits, self._collection, self._options)
        elif self._llm is None:
            started = time.perf_counter()
            given, hits = answer_and_hits(
                self._collection, question.question, self._options, doc_id=within
            )
        else:
            started = time.perf_counter()
            reply = ask(
                self._collection, question.question, self._options, doc_id=within, llm=self._llm
            )
            given, answered_by = reply.answer, reply.answered_by
        ask_ms = (time.perf_counter() - started) * 1e3
        if not self._given_passage:
            search_ms = given.timings_ms.get("retrieve")
            if self._llm is not None:  # whose reply does not tell what was found
                hits = self._searched(question.question, within)
            found = tuple(_found(hit) for hit in hits)
        citations = tuple(self._cited(c) for c in given.citations)
        quotes = {c.n: k.quote for c, k in zip(given.citations, citations, strict=True)}
        sentences = tuple(
            (s.text, tuple(quotes[n] for n in s.citations if n in quotes)) for s in given.sentences
        )
        text = _text(given)
        return Outcome(
            text,
            given.confidence,
            citations,
            found,
            ask_ms,
            search_ms,
            sentences,
            answered_by,
            self._judged(question, text),
        )

    def _searched(self, question: str, within: str | None) -> Sequence[Hit]:
        top_k = max(self._options.top_k, SEARCHED)
        return self._collection.search(question, top_k=top_k, doc_id=within).hits

    def _judged(self, question: GoldQuestion, text: str | None) -> float | None:
        """What the judge says; nothing is right about an answer that was not given."""
        if self._judge is None or not question.answers:
            return None
        return self._judge(question, text) if text else 0.0

    def _holders(self, evidence: Evidence) -> list[StoredPassage]:
        """The passages that hold ``evidence``."""
        (place,) = self._located.of([evidence])
        return _holding(evidence, self._collection.page(*place).passages)

    def _cited(self, citation: Citation) -> CitedPage:
        """The citation, its quotation looked up again: the run does not take a flag's word."""
        try:
            text = self._collection.page(citation.doc_id, citation.page).page.text
        except NotFoundError:
            text = ""
        stands = text[citation.char_start : citation.char_end] == citation.quote != ""
        verified = citation.verified and stands
        return CitedPage(citation.doc_id, citation.path, citation.page, citation.quote, verified)

    def _given_hits(self, question: GoldQuestion) -> list[Hit]:
        """The passages that hold the evidence, as if a perfect search had found them."""
        passages: dict[str, StoredPassage] = {}
        for evidence in question.evidence or question.asked_of:
            for passage in self._holders(evidence):
                passages[passage.passage_id] = passage
        if not passages:
            return []
        query = self._collection.embed_queries([question.question])[0]
        vectors = self._collection.embed_passages(
            [embedded_text(p.text, p.context) for p in passages.values()]
        )
        return [
            Hit(rank, 1.0, passage, float(vector @ query), 1.0, ("lexical", "dense"))
            for rank, (passage, vector) in enumerate(
                zip(passages.values(), vectors, strict=True), start=1
            )
        ]


def _found(hit: Hit) -> FoundPassage:
    p = hit.passage
    return FoundPassage(p.passage_id, p.doc_id, p.path, p.page, p.text, round(hit.score, 6), p.kind)


def _text(given: Answer) -> str | None:
    """The answer's text; an answerable answer without text counts as empty, not as refused."""
    return (given.answer or "") if given.answerable else None


def _holding(evidence: Evidence, passages: Sequence[StoredPassage]) -> list[StoredPassage]:
    """The passages in which the quotation stands, or that are a part of it; else all."""
    quote = squeeze(evidence.quote)
    if not quote:
        return list(passages)
    texts = [squeeze(p.text) for p in passages]
    found = [p for p, t in zip(passages, texts, strict=True) if t and (quote in t or t in quote)]
    return found or list(passages)


def _unaskable(questions: Sequence[GoldQuestion], options: AnswerOptions) -> list[Fault]:
    faults = []
    for question in questions:
        try:
            clean_question(question.question, options.max_question_chars)
        except QuestionError as error:
            where = f"line {question.line}" if question.line else question.id
            faults.append(Fault(where, error.what))
    return faults
