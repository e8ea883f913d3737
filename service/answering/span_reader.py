"""Answer with the trained reading model: spans of sentences, cells of rows, and how sure.

The first hits are read by the model, which points at words and says how relevant each passage
is; rows of tables further down are looked at for a cell whose row and column heads fit. All that
speaks for a candidate goes into one probability (``service.answering.evidence``).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from index import Hit, StoredPage
from ingest.language import fold_text, split_sentences
from service.answering.candidates import Candidate
from service.answering.cells import CellChoice, choose_cell, row_of
from service.answering.evidence import Evidence, confidence
from service.answering.names import missing_names
from service.answering.overlap import QuestionTerms, TermWeights, terms_of
from service.answering.periods import period_fit, period_of
from service.answering.question import Question, has_value
from service.answering.reader_model import SpanReader, SpanReading, Text
from service.answering.reading import Reading
from service.answering.short_answer import cell_answer, in_the_era_asked_for, whole_span

__all__ = ["READ_BY_MODEL", "Found", "TrainedReader"]

PageOf = Callable[[str, int], StoredPage]

READ_BY_MODEL = 10
"""Hits that the model reads; about 25 ms each on two cores."""
_LOGIT = 10.0


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate answer and what speaks for it."""

    candidate: Candidate
    answer: str
    evidence: Evidence


class TrainedReader:
    """Reads with ``model``; ``page_of`` gives the pages whose tables the rows belong to."""

    def __init__(self, model: SpanReader, term_weights: TermWeights, page_of: PageOf) -> None:
        self._model = model
        self._term_weights = term_weights
        self._page_of = page_of

    def read(self, question: Question, hits: Sequence[Hit]) -> list[Reading]:
        """The candidates of ``hits`` with their confidence, best first."""
        readings = [
            Reading(f.candidate, confidence(f.evidence), in_the_era_asked_for(question, f.answer))
            for f in self.find(question, hits)
        ]
        return sorted(readings, key=lambda r: (-r.confidence, r.candidate.hit.rank))

    def find(self, question: Question, hits: Sequence[Hit]) -> list[Found]:
        """One candidate answer for each hit that has any."""
        terms = QuestionTerms(question.subject, self._term_weights)
        usable = [hit for hit in hits if hit.passage.kind != "heading"]
        read = usable[:READ_BY_MODEL]
        texts = [Text(hit.passage.text, hit.passage.context) for hit in read]
        spans: list[SpanReading | None] = [*self._model.read(question.text, texts)]
        spans += [None] * (len(usable) - len(read))
        found = [
            self._found(question, terms, hit, span) for hit, span in zip(usable, spans, strict=True)
        ]
        return _with_agreement([f for f in found if f is not None])

    def _found(
        self, question: Question, terms: QuestionTerms, hit: Hit, span: SpanReading | None
    ) -> Found | None:
        if hit.passage.kind == "table_row":
            choice = self._choice(question, terms, hit, span)
            if choice is not None:
                return _of_row(question, terms, hit, span, choice)
        if span is None or span.start >= span.end:
            return None
        return _of_text(question, terms, hit, span)

    def _choice(
        self, question: Question, terms: QuestionTerms, hit: Hit, span: SpanReading | None
    ) -> CellChoice | None:
        passage = hit.passage
        row = row_of(passage, self._page_of(passage.doc_id, passage.page).page)
        if row is None:
            return None
        start = passage.char_start
        pointed = (start + span.start, start + span.end) if span and span.margin > 0 else None
        return choose_cell(question, terms, row, f"{passage.title}\n{passage.context}", pointed)


def _of_text(question: Question, terms: QuestionTerms, hit: Hit, span: SpanReading) -> Found | None:
    """The sentence, or the sentences, in which the span stands."""
    text = hit.passage.text
    start, end = whole_span(text, span.start, span.end)
    if start >= end:
        return None
    touched = [(a, b) for a, b in split_sentences(text) if a < end and start < b]
    first, last = (touched[0][0], touched[-1][1]) if touched else (start, end)
    first, last = min(first, start), max(last, end)
    base = hit.passage.char_start
    candidate = Candidate(hit, base + first, base + last, text[first:last])
    answer = " ".join(text[start:end].split())
    return Found(candidate, answer, _evidence(question, terms, hit, span, candidate, answer, None))


def _of_row(
    question: Question,
    terms: QuestionTerms,
    hit: Hit,
    span: SpanReading | None,
    choice: CellChoice,
) -> Found:
    """The whole row, and the cell that fits; the row's own head where the model points there."""
    passage = hit.passage
    candidate = Candidate(hit, passage.char_start, passage.char_end, passage.text)
    answer = cell_answer(choice)
    return Found(
        candidate, answer, _evidence(question, terms, hit, span, candidate, answer, choice)
    )


def _evidence(
    question: Question,
    terms: QuestionTerms,
    hit: Hit,
    span: SpanReading | None,
    candidate: Candidate,
    answer: str,
    choice: CellChoice | None,
) -> Evidence:
    passage = hit.passage
    around = f"{passage.title}\n{passage.context}"
    asked, said = period_of(question.text), period_of(candidate.text)
    if choice is not None:
        said = period_of(choice.head)
    return Evidence(
        margin=_cut(span.margin) if span else -0.5,
        relevance=_cut(_logit(span.relevance)) if span else -0.5,
        dense=hit.dense,
        retrieval=hit.score,
        first=float(hit.rank == 1),
        coverage=terms.recall(terms_of(f"{around}\n{passage.text}")),
        near=terms.recall(terms_of(candidate.text)),
        missing=missing_names(question, f"{around}\n{passage.text}", passage.language, terms),
        value=float(has_value(question, answer)),
        years=_years(asked.years, said.years) or period_fit(asked, said, period_of(around)),
        agreed=0.0,
        same_language=float(question.language == passage.language),
        is_row=float(choice is not None),
        row_match=choice.row_match if choice else 0.0,
        column_match=choice.column_match / 2.0 if choice else 0.0,
        column_margin=choice.margin if choice else 0.0,
    )


def _years(asked: Sequence[int], said: Sequence[int]) -> float:
    return 1.0 if set(asked) & set(said) else 0.0


def _cut(logit: float) -> float:
    return max(-_LOGIT, min(_LOGIT, logit)) / _LOGIT


def _logit(probability: float) -> float:
    p = min(max(probability, 1e-6), 1.0 - 1e-6)
    return math.log(p / (1.0 - p))


def _with_agreement(found: Sequence[Found]) -> list[Found]:
    """The candidates, each told whether another passage gives the same answer."""
    bare = ["".join(fold_text(f.answer).split()) for f in found]
    counts = {answer: bare.count(answer) for answer in set(bare)}
    return [
        replace(f, evidence=replace(f.evidence, agreed=float(counts[b] > 1)))
        for f, b in zip(found, bare, strict=True)
    ]
