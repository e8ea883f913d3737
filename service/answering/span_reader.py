"""Answer with the trained reading model: spans of sentences, cells of rows, and how sure.

The first hits are read by the model, which points at words and says how relevant each passage
is; rows of tables further down are looked at for a cell whose row and column heads fit. All that
speaks for a candidate goes into one probability (``service.answering.evidence``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from index import Hit, StoredPassage
from ingest.document import Page, Table
from ingest.language import fold_text, split_sentences
from ingest.language.retelling import retold
from service.answering.agents import whole_agent
from service.answering.alternatives import more_in_text
from service.answering.candidates import Candidate
from service.answering.cells import CellChoice, choose_cell, is_share, row_of
from service.answering.citing import PageOf
from service.answering.comparison import compare
from service.answering.evidence import Evidence, confidences, scores
from service.answering.exactness import most_exact_first
from service.answering.full_names import (
    full_name,
    of_the_office,
    whole_name,
    with_its_first_word,
    with_its_prefecture,
)
from service.answering.gathering import Source, gathered
from service.answering.labelled_values import of_its_label
from service.answering.listing import items_of_cell, listing_cell, whole_list
from service.answering.named_values import beside_the_noun, of_the_name
from service.answering.naming import of_its_name
from service.answering.overlap import QuestionTerms, TermWeights, terms_of
from service.answering.owners import Report, as_written_there, asked_name, reports_of
from service.answering.question import Expectation, Question, asks_why, has_value, is_value
from service.answering.reader_model import SpanReader, SpanReading, Text
from service.answering.reading import Reading
from service.answering.short_answer import cell_answer, in_the_era_asked_for, whole_span
from service.answering.values import (
    after_the_change,
    all_values,
    in_the_unit,
    narrowed,
    of_the_year,
    whole_date,
    years_told,
)

__all__ = ["READ_BY_MODEL", "Found", "TrainedReader"]

READ_BY_MODEL = 10
"""Hits that the model reads, in their order; about 17 ms each on two cores."""
_READ_BY_A_LEG = 2
"""Hits further down that it reads because one way of searching has them in front."""
_LEXICAL, _DENSE = attrgetter("lexical"), attrgetter("dense")
_MARK = re.compile(r"[■□●○◆◇・•▪◦‣▶]\s*")
"""A bullet is no part of the sentence behind it."""
_BECAUSE_WEIGHT, _POINTED_WEIGHT = 0.3, 0.2
_FAR_BEHIND = 8.0
"""Logits; a span of another sentence that is so far behind the best one is no candidate."""
_SENTENCE = 16
"""Characters; a cell of so many is read like a sentence."""


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate answer and what speaks for it."""

    candidate: Candidate
    answer: str
    evidence: Evidence
    support: tuple[Candidate, ...] = ()


class TrainedReader:
    """Reads with ``model``; ``page_of`` gives the pages whose tables the rows belong to."""

    def __init__(self, model: SpanReader, term_weights: TermWeights, page_of: PageOf) -> None:
        self._model = model
        self._term_weights = term_weights
        self._page_of = page_of

    def read(self, question: Question, hits: Sequence[Hit]) -> list[Reading]:
        """The candidates of ``hits`` with their confidence, the best answer first."""
        found = self.find(question, hits)
        evidence = [f.evidence for f in found]
        ranked = sorted(
            zip(scores(evidence), confidences(evidence), found, strict=True),
            key=lambda row: (-row[0], row[2].candidate.hit.rank),
        )
        readings = [
            Reading(f.candidate, sure, in_the_era_asked_for(question, f.answer), f.support)
            for _, sure, f in ranked
        ]
        return most_exact_first(question, readings)

    def find(self, question: Question, hits: Sequence[Hit]) -> list[Found]:
        """The candidate answers of each hit: the cell of a row; of a text the words that the model
        points at, and those it would in another sentence."""
        usable = [hit for hit in hits if hit.passage.kind != "heading"]
        reports = reports_of(usable, self._page_of)
        owned = _owner_fits(question, usable, reports)
        question = _as_written_there(question, reports)
        terms = QuestionTerms(question.subject, self._term_weights)
        read = _worth_reading(usable)
        texts = [_as_asked(question, usable[i].passage) for i in read]
        readings = dict(zip(read, self._model.read(question.text, texts), strict=True))
        spans = [readings.get(i) for i in range(len(usable))]
        sources = (
            Source(hit, reports[hit.passage.doc_id].cover, fit, span)
            for hit, fit, span in zip(usable, owned, spans, strict=True)
        )
        return _compared([f for source in sources for f in self._found(question, terms, source)])

    def _found(self, question: Question, terms: QuestionTerms, source: Source) -> list[Found]:
        passage, span = source.hit.passage, source.span
        if passage.kind == "table_row":
            page = self._page_of(passage.doc_id, passage.page).page
            choice = _choice(question, terms, source, page)
            if choice is not None:
                cell = _of_row(question, terms, source, choice, page)
                # A number never tells why.
                is_no_reason = asks_why(question) and is_value(cell.answer)
                return [] if is_no_reason else [cell]
        if span is None or span.start >= span.end:
            return []
        spans = [span, *_in_other_sentence(span)]
        found = [_of_text(question, terms, source, each) for each in spans]
        return _distinct([f for f in found if f is not None])


def _in_other_sentence(span: SpanReading) -> list[SpanReading]:
    """The reading with the best span of another sentence as its own, where that is not far
    behind."""
    if span.other is None:
        return []
    start, end, margin = span.other
    if start >= end or margin < span.margin - _FAR_BEHIND:
        return []
    return [replace(span, start=start, end=end, margin=margin, other=None)]


def _distinct(found: Sequence[Found]) -> list[Found]:
    """``found`` without those that say what an earlier one says of the same sentence."""
    kept: list[Found] = []
    for each in found:
        if all(each.answer != k.answer for k in kept):
            kept.append(each)
    return kept


def _owner_fits(
    question: Question, hits: Sequence[Hit], reports: Mapping[str, Report]
) -> list[float]:
    """By hit: 1 in a report of the company that is asked about, -1 in another document that does
    not name it either, 0 else, and where no such report was found."""
    asked = {d: r.owner for d, r in reports.items() if asked_name(question.text, r.owner)}
    if not asked:
        return [0.0] * len(hits)
    fits = []
    for hit in hits:
        doc_id, passage = hit.passage.doc_id, hit.passage
        told = f"{reports[doc_id].cover}\n{passage.title}\n{passage.context}\n{passage.text}"
        named = doc_id in asked or any(asked_name(told, owner) for owner in asked.values())
        fits.append(1.0 if doc_id in asked else 0.0 if named else -1.0)
    return fits


def _as_written_there(question: Question, reports: Mapping[str, Report]) -> Question:
    """``question`` with the name of the company as its report writes it."""
    text, subject = (
        as_written_there(t, reports.values()) for t in (question.text, question.subject)
    )
    return replace(question, text=text, subject=subject)


def _as_asked(question: Question, passage: StoredPassage) -> Text:
    """The passage to read; one in another language is asked in its own words."""
    text, context = passage.text, passage.context
    if passage.language == question.language:
        return Text(text, context)
    return Text(text, context, retold(question.text, f"{context}\n{text}", passage.language))


def _worth_reading(hits: Sequence[Hit]) -> list[int]:
    """The first hits, and of those further down the ones that words or meaning alone would have
    brought to the front: across languages the two often disagree."""
    chosen = set(range(min(READ_BY_MODEL, len(hits))))
    for leg in (_LEXICAL, _DENSE):
        front = sorted(range(len(hits)), key=lambda i: -leg(hits[i]))[:READ_BY_MODEL]
        chosen.update([i for i in front if i >= READ_BY_MODEL][:_READ_BY_A_LEG])
    return sorted(chosen)


def _choice(
    question: Question, terms: QuestionTerms, source: Source, page: Page
) -> CellChoice | None:
    passage, span = source.hit.passage, source.span
    row = row_of(passage, page)
    if row is None:
        return None
    start = passage.char_start
    pointed = (start + span.start, start + span.end) if span and span.margin > 0 else None
    choice = choose_cell(question, terms, row, f"{passage.title}\n{passage.context}", pointed)
    return choice and listing_cell(question, choice, pointed=pointed is not None)


def _of_text(
    question: Question, terms: QuestionTerms, source: Source, span: SpanReading
) -> Found | None:
    """The sentence, or the sentences, in which the span stands."""
    hit, text = source.hit, source.hit.passage.text
    compared = more_in_text(question.text, text)
    if compared is not None:
        candidate = _sentence_candidate(hit, *_sentences_around(text, compared.start, compared.end))
        answer = compared.name
        evidence = gathered(question, terms, source, candidate, answer, None, compared=True)
        return Found(candidate, answer, evidence)
    if question.expects == "reason":
        start, end = _reason(question, terms, text, span)
    else:
        start, end = whole_span(text, span.start, span.end)
        start, end = whole_name(question, text, start, end)
        start, end = with_its_first_word(question, text, start, end)
        start, end = with_its_prefecture(question, text, start, end)
        start, end = whole_agent(question, text, start, end)
        start, end = of_the_office(question, text, start, end)
        start, end = narrowed(question, terms, text, start, end)
        start, end = of_the_year(question, text, start, end)
        start, end = in_the_unit(question, text, start, end)
        start, end = after_the_change(question, text, start, end)
        pointed = start, end
        start, end = beside_the_noun(question, text, start, end)
        if pointed == (start, end):
            start, end = of_its_label(question, terms, text, start, end)
        start, end = of_the_name(question, text, start, end)
        start, end = of_its_name(question, text, start, end)
        start, end = whole_date(question, text, start, end)
    if start >= end:
        return None
    start, end, items = whole_list(question, terms, text, start, end)
    first, last = _sentences_around(text, start, end)
    grown = all_values(question, terms, text[first:last], start - first, end - first)
    start, end = first + grown[0], first + grown[1]
    candidate = _sentence_candidate(hit, first, last)
    years = years_told(question, text, start, end)
    answer = "、".join(items) or " ".join(text[start:end].split())
    named = full_name(question, answer, text)
    support: tuple[Candidate, ...] = ()
    if named is not None:
        answer = text[slice(*named)]
        support = (_sentence_candidate(hit, *_sentences_around(text, *named)),)
    evidence = gathered(question, terms, source, candidate, answer, None, years=years)
    return Found(candidate, answer, evidence, support)


def _reason(
    question: Question, terms: QuestionTerms, text: str, span: SpanReading
) -> tuple[int, int]:
    """The sentence that tells why: one that gives a reason, holds the question's words, and is
    pointed at; a reason is rarely a few words, so all of it answers.
    """

    def fit(place: tuple[int, int]) -> float:
        sentence = text[place[0] : place[1]]
        pointed = place[0] <= span.start < place[1]
        return (
            terms.recall(terms_of(sentence))
            + _BECAUSE_WEIGHT * has_value(question, sentence)
            + _POINTED_WEIGHT * pointed
        )

    return max(split_sentences(text), key=fit, default=(0, 0))


def _sentence_candidate(hit: Hit, first: int, last: int) -> Candidate:
    base, text = hit.passage.char_start, hit.passage.text
    return Candidate(hit, base + first, base + last, text[first:last])


def _sentences_around(text: str, start: int, end: int) -> tuple[int, int]:
    touched = [(a, b) for a, b in split_sentences(text) if a < end and start < b]
    if not touched:
        return start, end
    first = touched[0][0]
    mark = _MARK.match(text, first)
    if mark and mark.end() <= start:
        first = mark.end()
    return min(first, start), max(touched[-1][1], end)


def _of_row(
    question: Question, terms: QuestionTerms, source: Source, choice: CellChoice, page: Page
) -> Found:
    """The row and the cell that fits; the rows that are compared, where the question compares."""
    hit, by_values = source.hit, False
    comparison = compare(question, choice, hit.passage.context)
    rows = comparison.rows if comparison else (choice.row.row,)
    candidate, *support = [_row_candidate(hit, choice.row.table, y, page) for y in rows]
    if comparison:
        answer, by_values = comparison.answer, True
        if comparison.row_match is not None:
            choice = replace(choice, row_match=comparison.row_match)
    else:
        answer = _answer_in_row(question, terms, source, choice)
    evidence = gathered(question, terms, source, candidate, answer, choice, compared=by_values)
    return Found(candidate, answer, evidence, tuple(support))


def _answer_in_row(
    question: Question, terms: QuestionTerms, source: Source, choice: CellChoice
) -> str:
    """The cell with its unit; the row's date where a date is asked for and the cell tells what
    happened; of a cell that holds a whole sentence, what the model points at in it.
    """
    text, start, span = source.hit.passage.text, source.hit.passage.char_start, source.span
    cell = choice.cell
    head = choice.row.head
    dated = question.expects == "date" and not has_value(question, cell.text)
    if dated and has_value(question, head):
        return head
    listed = items_of_cell(question, cell.text)
    if listed:
        return cell.text[slice(*listed)]
    if question.asks_several:
        return "、".join(cell_answer(each) for each in _amount_and_share(question, terms, choice))
    pointed = span is not None and span.margin > 0.0
    if span is None or not pointed or len(cell.text) < _SENTENCE:
        return cell_answer(choice)
    first, last = whole_span(text, span.start, span.end)
    first, last = narrowed(question, terms, text, first, last)
    if cell.char_start <= start + first < start + last <= cell.char_end:
        return " ".join(text[first:last].split())
    return cell_answer(choice)


def _amount_and_share(
    question: Question, terms: QuestionTerms, choice: CellChoice
) -> list[CellChoice]:
    """The cells of the row that give an amount and a share, where both are asked for: いくらで、
    前年比は何％. Only the chosen one where the other is not there."""
    wanted: tuple[Expectation, ...] = ("number", "percent")
    found = [choose_cell(replace(question, expects=e), terms, choice.row, "") for e in wanted]
    known = [each for each in found if each is not None]
    both = len(known) == len(wanted) and known[0].column != known[1].column
    return known if both and is_share(known[1].head) else [choice]


def _row_candidate(hit: Hit, table: Table, row: int, page: Page) -> Candidate:
    filled = [cell for cell in table.rows[row] if cell.char_end > cell.char_start]
    start, end = filled[0].char_start, filled[-1].char_end
    return Candidate(hit, start, end, page.text[start:end])


def _compared(found: Sequence[Found]) -> list[Found]:
    """The candidates, each told whether another passage gives the same answer, how its coverage
    of the question is to the best one's, and whether another one compares the values.
    """
    bare = ["".join(fold_text(f.answer).split()) for f in found]
    told = {(f.candidate.hit.passage.passage_id, a) for f, a in zip(found, bare, strict=True)}
    times = Counter(answer for _, answer in told)
    by_values = any(f.evidence.compared > 0.0 for f in found)
    coverage = max((f.evidence.coverage for f in found), default=0.0)
    return [
        replace(
            f,
            evidence=replace(
                f.evidence,
                agreed=float(times[answer] > 1),
                best_coverage=f.evidence.coverage / coverage if coverage > 0.0 else 0.0,
                compared=f.evidence.compared or -float(by_values),
            ),
        )
        for f, answer in zip(found, bare, strict=True)
    ]
