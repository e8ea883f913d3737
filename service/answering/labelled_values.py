"""Of the values of a sentence that are of one kind the one whose label the question says.

社内4名、独立社外5名の9名 tells three numbers of people, and who asks about 社外 means the second.
A reading model that points at a number often takes the first or the total.
"""

from __future__ import annotations

import re

from ingest.language import Number, find_numbers, split_sentences
from service.answering.contraries import is_contrary
from service.answering.overlap import QuestionTerms, terms_of
from service.answering.periods import years_in
from service.answering.question import Question
from service.answering.short_answer import whole_span

__all__ = ["of_its_label"]

_VALUES = ("number", "percent")
_LABEL = re.compile(r"[^、，,。；;：:（）()「」\n]{1,24}$")
_TOPIC = re.compile(r".*(?:は|では|について|其中|うち)(?=.)")
"""What a label begins with that is said of all that follows it."""
_WORD = re.compile(r"[^\W\d_]")
_ASKS_ALL = re.compile(r"合計|合计|總計|总计|総数|总数|總數|全体|全部|共计|\btotal\b|\boverall\b")
_LEAST = 0.12
"""The share of the question's weight by which one label has to say more than the one of the
value pointed at."""


def of_its_label(
    question: Question, terms: QuestionTerms, text: str, start: int, end: int
) -> tuple[int, int]:
    """The value in the sentence of ``text[start:end]`` whose own label holds more of ``question``
    than that of the value pointed at, where one does; ``text[start:end]`` else, and where that
    has no label before it (156の小分類), values of several years are told, or all are asked for.
    """
    if question.expects not in ("number", "percent", "any") or question.asks_several:
        return start, end
    sentence = next(((a, b) for a, b in split_sentences(text) if a <= start < b), None)
    if sentence is None or _ASKS_ALL.search(question.text):
        return start, end
    first, last = sentence
    if len(years_in(text[first:last])) > 1:
        return start, end
    numbers = [n for n in find_numbers(text[first:last]) if n.kind in _VALUES]
    own = next((n for n in numbers if _is(first, n, start, end)), None)
    if own is None:
        return start, end
    alike = [n for n in numbers if (n.kind, n.unit) == (own.kind, own.unit)]
    labels = {n: _label(text[first:last], n, numbers) for n in alike}
    if not labels[own]:
        return start, end
    shared = frozenset.intersection(*(terms_of(label) for label in labels.values()))
    told = {
        n: -1.0 if is_contrary(question.text, label) else terms.recall(terms_of(label) - shared)
        for n, label in labels.items()
    }
    best = max(alike, key=lambda n: told[n])
    rivals = [n for n in alike if told[n] == told[best]]
    if len(rivals) > 1 or told[best] < max(told[own], 0.0) + _LEAST:
        return start, end
    return whole_span(text, first + best.start, first + best.end)


def _is(base: int, number: Number, start: int, end: int) -> bool:
    """Whether the span is ``number`` and little else."""
    inside = base + number.start < end and start < base + number.end
    return inside and end - start <= number.end - number.start + 2


def _label(sentence: str, number: Number, numbers: list[Number]) -> str:
    """The words that stand directly before a value, without what is said of others too; in a row
    of values those before the first."""
    before = [n for n in numbers if n.end <= number.start]
    at = max((n.end for n in before), default=0)
    if before and not _WORD.search(sentence, at, number.start):
        return _label(sentence, max(before, key=lambda n: n.end), before)
    found = _LABEL.search(sentence, at, number.start)
    return _TOPIC.sub("", found.group()) if found else ""
