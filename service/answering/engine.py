"""Answer a question: retrieve, read, verify, then answer or say that nothing here does."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from index import Collection, Hit, SearchResult
from service.answering.answer import Answer, AnswerOptions, Sentence
from service.answering.candidates import Candidate
from service.answering.citing import PageOf, cite
from service.answering.owners import as_written_there, reports_of
from service.answering.question import Question, clean_question, parse_question
from service.answering.readers import make_reader, threshold_of
from service.answering.reading import Reader, Reading
from service.answering.verify import verified

__all__ = ["SEARCHED", "answer", "answer_and_hits", "answer_from_passages", "find"]

SEARCHED = 40
"""Hits that are looked at: the first are read by the model, rows of tables further down too."""
_LATIN_NAME = re.compile(r"\b[A-Za-z]{4}")
_NEAREST = 3
"""How many passages are shown when nothing answers."""
_SUPPORT = 0.75
"""A further sentence must be at least this sure, relative to the first."""


def answer(
    collection: Collection,
    question: str,
    options: AnswerOptions | None = None,
    *,
    doc_id: str | None = None,
    reader: Reader | None = None,
) -> Answer:
    """The answer of ``collection`` (or of one document) to ``question``.

    Raises:
        QuestionError: the question is empty, too long or not text.
    """
    return answer_and_hits(collection, question, options, doc_id=doc_id, reader=reader)[0]


def answer_and_hits(
    collection: Collection,
    question: str,
    options: AnswerOptions | None = None,
    *,
    doc_id: str | None = None,
    reader: Reader | None = None,
) -> tuple[Answer, Sequence[Hit]]:
    """The same, and what was found for it (``max(top_k, SEARCHED)`` hits, the best first)."""
    options = options or AnswerOptions()
    text = clean_question(question, options.max_question_chars)
    page_of = cache(collection.page)
    started = time.perf_counter()
    result = find(collection, text, max(options.top_k, SEARCHED), doc_id, page_of=page_of)
    retrieved = time.perf_counter()
    given = answer_from_passages(
        text, result.hits, collection, options, reader=reader, page_of=page_of
    )
    timings = {
        "retrieve": round((retrieved - started) * 1e3, 2),
        "answer": round((time.perf_counter() - retrieved) * 1e3, 2),
    }
    return replace(given, timings_ms=timings), result.hits


def find(
    collection: Collection,
    question: str,
    count: int = SEARCHED,
    doc_id: str | None = None,
    *,
    page_of: PageOf | None = None,
) -> SearchResult:
    """The ``count`` best passages for ``question``; looked for again with the name of the company
    as its report writes it, where that is among what was found (青嶺計測工業 for Aomine
    Instruments). ``page_of`` may remember the pages that are looked at for that.
    """
    result = collection.search(question, top_k=count, doc_id=doc_id)
    if not _LATIN_NAME.search(question):
        return result
    reports = reports_of(result.hits, page_of or collection.page)
    named = as_written_there(question, reports.values())
    if named == question:
        return result
    return collection.search(named, top_k=count, doc_id=doc_id)


def answer_from_passages(
    question: str,
    hits: Sequence[Hit],
    collection: Collection,
    options: AnswerOptions | None = None,
    *,
    reader: Reader | None = None,
    page_of: PageOf | None = None,
) -> Answer:
    """The answer that ``hits`` (passages of ``collection``) give to ``question``.

    Raises:
        QuestionError: the question is empty, too long or not text.
    """
    options = options or AnswerOptions()
    parsed = parse_question(clean_question(question, options.max_question_chars))
    page_of = page_of or cache(collection.page)
    reader = reader or make_reader(collection, page_of, options.reader)
    readings = [r for r in reader.read(parsed, hits) if _stands(page_of, r.candidate)]
    best = readings[0].confidence if readings else 0.0
    threshold = threshold_of(reader, options)
    if best < threshold or not readings:
        return _refusal(parsed, hits[: options.top_k], page_of, best)
    return _compose(parsed, readings, page_of, options, threshold)


def _compose(
    question: Question,
    readings: Sequence[Reading],
    page_of: PageOf,
    options: AnswerOptions,
    threshold: float,
) -> Answer:
    """The best sentence, and others that are nearly as sure and say something else."""
    floor = max(threshold, readings[0].confidence * _SUPPORT)
    chosen: list[Reading] = []
    for reading in readings:
        if len(chosen) == options.max_sentences or reading.confidence < floor:
            break
        if all(reading.candidate.text != c.candidate.text for c in chosen):
            chosen.append(reading)
    first, *others = chosen
    proof = [first.candidate, *(c for c in first.support if _stands(page_of, c))]
    cited = [(candidate, first.confidence) for candidate in proof]
    cited += [(r.candidate, r.confidence) for r in others]
    return Answer(
        question=question.text,
        language=question.language,
        answerable=True,
        answer=first.answer,
        sentences=tuple(Sentence(c.text, (n,)) for n, (c, _) in enumerate(cited, start=1)),
        citations=tuple(cite(n, c, sure, page_of) for n, (c, sure) in enumerate(cited, start=1)),
        confidence=round(first.confidence, 4),
    )


def _refusal(question: Question, hits: Sequence[Hit], page_of: PageOf, best: float) -> Answer:
    """No answer, and the nearest passages for the reader to judge."""
    nearest = [Candidate(h, h.passage.char_start, h.passage.char_end, h.passage.text) for h in hits]
    shown = [c for c in nearest if _stands(page_of, c)][:_NEAREST]
    return Answer(
        question=question.text,
        language=question.language,
        answerable=False,
        answer=None,
        sentences=(),
        citations=tuple(cite(n, c, c.hit.score, page_of) for n, c in enumerate(shown, start=1)),
        confidence=round(best, 4),
    )


def _stands(page_of: PageOf, candidate: Candidate) -> bool:
    passage = candidate.hit.passage
    return verified(candidate, page_of(passage.doc_id, passage.page))
