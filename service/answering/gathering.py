"""What of a question stands with a candidate answer, gathered as numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from index import Hit, StoredPassage
from ingest.language import find_numbers
from service.answering.alternatives import alternatives, asks_which
from service.answering.asked_unit import other_unit, unit_fit
from service.answering.candidates import Candidate
from service.answering.cells import CellChoice, names_item
from service.answering.contraries import is_contrary
from service.answering.counted_list import asked_count, counted_items
from service.answering.evidence import Evidence
from service.answering.focus import asked_noun, lacks_noun, lacks_year
from service.answering.lists import asks_list
from service.answering.lost_words import lost_weight
from service.answering.name_kind import name_fit
from service.answering.names import missing_names, names_elsewhere
from service.answering.overlap import QuestionTerms, terms_of
from service.answering.period_parts import lacks_part
from service.answering.periods import Period, period_fit, period_of
from service.answering.places import unplaced
from service.answering.question import Question, has_value
from service.answering.reader_model import SpanReading
from service.answering.scope import is_statement, scope_fit

__all__ = ["Source", "gathered"]

_CELL_ALONE = (
    "is_row",
    "row_match",
    "column_match",
    "column_margin",
    "scope",
    "named",
    "statement",
)
_AMOUNTS = ("number", "percent")
_SHARES = frozenset(("%", "倍", "pp", ""))
_EITHER = re.compile(r"[増增減减降]\S{0,3}多少")
_LOGIT = 10.0
_COMMA = re.compile("[、，]|,(?![0-9])")
_HEADINGS = re.compile(r"\n| > ")


@dataclass(frozen=True, slots=True)
class Source:
    """A passage that was found, the beginning of its document, whether that is of the company
    that is asked about (see ``Evidence``), and what the model reads in the passage."""

    hit: Hit
    cover: str
    owner: float
    span: SpanReading | None


def gathered(
    question: Question,
    terms: QuestionTerms,
    source: Source,
    candidate: Candidate,
    answer: str,
    choice: CellChoice | None,
    *,
    years: tuple[int, ...] = (),
    compared: bool = False,
) -> Evidence:
    """The evidence for ``answer``, which stands in ``candidate`` of ``source``; ``choice`` is the
    cell where it is one, ``years`` are those that the sentence names for it, in order;
    ``compared`` says whether the answer follows from comparing values. What compares candidates
    is still 0.
    """
    hit, cover, span = source.hit, source.cover, source.span
    passage = hit.passage
    around = f"{passage.title}\n{passage.context}"
    whole = f"{around}\n{passage.text}"
    present = terms_of(whole)
    language = passage.language
    asked = period_of(question.text)
    nearby, said = _beside(candidate, choice)
    return Evidence(
        margin=_cut(span.margin) if span else -0.5,
        relevance=_cut(_logit(span.relevance)) if span else -0.5,
        dense=hit.dense,
        retrieval=hit.score,
        first=float(hit.rank == 1),
        title=terms.recall(terms_of(passage.title)),
        coverage=terms.recall(present),
        best_coverage=0.0,
        near=terms.recall(terms_of(candidate.text)),
        missing=missing_names(question, f"{cover}\n{whole}", language, terms),
        noun=lacks_noun(asked_noun(question), present, terms),
        year=float(lacks_year(question, whole)),
        away=missing_names(question, f"{cover}\n{around}\n{nearby}", language, terms),
        owner=source.owner,
        value=float(has_value(question, answer) and not _is_in_other_unit(question, answer)),
        other_time=float(bool(years) and _year(asked, years) < 0.0),
        years=_year(asked, years) if years else _years(asked, said, period_of(around)),
        unit=_unit(question, answer),
        compared=1.0 if compared else -float(_is_neither(question, answer)),
        agreed=0.0,
        items=_items(question, answer),
        same_language=float(question.language == language),
        **_mismatches(question, terms, source, nearby, answer),
        **_of_cell(question, passage, choice),
    )


def _mismatches(
    question: Question, terms: QuestionTerms, source: Source, nearby: str, answer: str
) -> dict[str, float]:
    """What ``question`` asks for and ``answer``, or the words ``nearby``, do not give."""
    passage, text = source.hit.passage, question.text
    headed = f"{source.cover}\n{passage.title}\n{passage.context}"
    whole = f"{passage.title}\n{passage.context}\n{passage.text}"
    around = (source.cover, passage.title, passage.context, nearby)
    kind = name_fit(question, answer, passage.language)
    return {
        "elsewhere": float(names_elsewhere(question, _nearest(nearby, passage))),
        "unplaced": unplaced(question, around, passage.text, passage.language),
        "other_unit": float(_says_other_unit(question, answer)),
        "echo": _echo(question, terms, answer),
        "kind": kind,
        "unnamed": float(kind < 0.0),
        "contrary": float(is_contrary(text, nearby)),
        "part": float(lacks_part(text, whole)),
        "lost": lost_weight(question, f"{headed}\n{passage.text}", passage.language, terms),
        "lost_near": lost_weight(question, f"{headed}\n{nearby}", passage.language, terms),
    }


def _beside(candidate: Candidate, choice: CellChoice | None) -> tuple[str, list[Period]]:
    """The words that stand directly with an answer, a cell's heads among them, and the periods
    that they name."""
    if choice is None:
        return candidate.text, [period_of(candidate.text)]
    periods = [period_of(choice.head), period_of(choice.row.first_head)]
    return f"{choice.row.head}\n{choice.head}\n{candidate.text}", periods


def _of_cell(
    question: Question, passage: StoredPassage, choice: CellChoice | None
) -> dict[str, float]:
    """The part of the evidence that only a cell has; 0 for text."""
    if choice is None:
        return dict.fromkeys(_CELL_ALONE, 0.0)
    values = (
        1.0,
        choice.row_match,
        choice.column_match / 2.0,
        choice.margin,
        scope_fit(question.text, f"{passage.context}\n{choice.head}"),
        float(names_item(question, choice)),
        float(is_statement(passage.heading_path)),
    )
    return dict(zip(_CELL_ALONE, values, strict=True))


def _is_in_other_unit(question: Question, answer: str) -> bool:
    return question.expects in _AMOUNTS and other_unit(question.text, answer)


def _says_other_unit(question: Question, answer: str) -> bool:
    """Whether the answer is a number in a unit that is not asked for, as an amount is for who asks
    for a share; 增长多少 may mean either."""
    units = {n.unit for n in find_numbers(answer) if n.kind in _AMOUNTS}
    if not units or question.expects not in _AMOUNTS:
        return False
    share = question.expects == "percent" and not _EITHER.search(question.text)
    return _is_in_other_unit(question, answer) or (share and not units & _SHARES)


def _unit(question: Question, answer: str) -> float:
    """Whether the answer has the unit that is asked for, which for a share is a percentage."""
    if question.expects not in _AMOUNTS:
        return 0.0
    fit = unit_fit(question.text, answer)
    if fit or question.expects != "percent":
        return fit
    units = {n.unit for n in find_numbers(answer) if n.kind in ("number", "percent")}
    return 1.0 if "%" in units else -1.0 if units and "" not in units else 0.0


def _items(question: Question, answer: str) -> float:
    """Whether the answer is a list of the length that is asked for, or of any where several things
    are; 0 where they are not."""
    count = asked_count(question)
    if not count and not asks_list(question):
        return 0.0
    fits = counted_items(answer, count, 0) if count else len(_COMMA.split(answer)) > 1
    return 1.0 if fits else -1.0


def _echo(question: Question, terms: QuestionTerms, answer: str) -> float:
    """The share of the answer that the question says itself; 0 where it names what to choose
    from."""
    if asks_which(question.text):
        return 0.0
    return terms.precision(terms_of(answer))


def _is_neither(question: Question, answer: str) -> bool:
    """Whether one of two things is asked for and the answer is a third."""
    things = alternatives(question.text) if asks_which(question.text) else None
    return things is not None and not any(terms_of(answer) & terms_of(thing) for thing in things)


def _nearest(nearby: str, passage: StoredPassage) -> tuple[str, ...]:
    """What stands with an answer, the nearest first: caption and headings from the inmost."""
    return (nearby, *_HEADINGS.split(passage.context)[::-1], passage.text, passage.title)


def _years(asked: Period, said: Sequence[Period], around: Period) -> float:
    """How the periods that stand with an answer fit: any that is asked for speaks for it."""
    if any(set(asked.years) & set(period.years) for period in said):
        return 1.0
    fits = [period_fit(asked, period, around) for period in said]
    return max(fits) if max(fits) > 0.0 else min(fits)


def _year(asked: Period, told: Sequence[int]) -> float:
    """The same of the years that a sentence names for a value: the one before it is its own."""
    if not asked.years:
        return 0.0
    if told[-1] in asked.years:
        return 1.0
    return 0.0 if set(told) & set(asked.years) else -1.0


def _cut(logit: float) -> float:
    return max(-_LOGIT, min(_LOGIT, logit)) / _LOGIT


def _logit(probability: float) -> float:
    p = min(max(probability, 1e-6), 1.0 - 1e-6)
    return math.log(p / (1.0 - p))
