"""Of the values of a sentence that are of one kind the one whose label the question says.

社内4名、独立社外5名の9名 tells three numbers of people, and who asks about 社外 means the second.
A reading model that points at a number often takes the first or the total.
"""

from __future__ import annotations

import re

from ingest.language import Number, find_numbers, split_sentences
from service.answering.contraries import excludes_label
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
_NOUN_BEHIND = re.compile(
    "(?:の|个|個)?(?!順|顺|内|规模|規模|增|増|减|減|超|以|前後|前后|余|餘|达|達|升|降)"
    "[\u30a1-\u30fa\u3400-\u9fff]{2}"
)
_PART = re.compile("うち|中で|其中|当中|當中|里有|裡有")
_ASKS_ALL = re.compile(
    r"合計|合计|總計|总计|総数|总数|總數|全体|全部|共计|\btotal\b|\boverall\b", re.IGNORECASE
)
_LEAST = 0.12
"""The share of the question's weight that a label has to say."""


def of_its_label(
    question: Question, terms: QuestionTerms, text: str, start: int, end: int
) -> tuple[int, int]:
    """The value in the sentence of ``text[start:end]`` whose own label ``question`` says, where it
    says nothing of the label of the value pointed at, or that excludes what is asked for;
    ``text[start:end]`` else, and where what is counted stands behind the numbers (5社の子会社),
    values of several years are told, or all are asked for. Of a part the whole is no answer.
    """
    if question.expects not in ("number", "percent", "any") or question.asks_several:
        return start, end
    sentence = next(((a, b) for a, b in split_sentences(text) if a <= start < b), None)
    if sentence is None or _ASKS_ALL.search(question.text):
        return start, end
    first, last = sentence
    numbers = [n for n in find_numbers(text[first:last]) if n.kind in _VALUES]
    own = next((n for n in numbers if _is(first, n, start, end)), None)
    if own is None or len(years_in(text[first:last])) > 1:
        return start, end
    alike = [n for n in numbers if (n.kind, n.unit) == (own.kind, own.unit)]
    labels = {n: _label(text[first:last], n, numbers) for n in alike}
    if not labels[own] or any(_NOUN_BEHIND.match(text, first + n.end) for n in alike):
        return start, end
    best = _said_most(question, terms, labels, own)
    is_part = _PART.search(question.text) or _PART.search(text, first, first + own.start)
    is_other = excludes_label(question.text, labels[own])
    if best is None or (is_part and not is_other and best.start < own.start):
        return start, end
    return whole_span(text, first + best.start, first + best.end)


def _said_most(
    question: Question, terms: QuestionTerms, labels: dict[Number, str], own: Number
) -> Number | None:
    """The only value whose label ``question`` says most of, if it says nothing of that of
    ``own``."""
    shared = frozenset.intersection(*(_said(label) for label in labels.values()))
    told = {
        n: -1.0 if excludes_label(question.text, label) else terms.recall(_said(label) - shared)
        for n, label in labels.items()
    }
    most = max(told.values())
    best = [n for n, share in told.items() if share == most]
    return best[0] if len(best) == 1 and most >= _LEAST and told[own] <= 0.0 else None


def _said(label: str) -> frozenset[str]:
    """The terms of ``label`` that are words: a question's 1日 is no label."""
    return frozenset(term for term in terms_of(label) if not any(c.isdigit() for c in term))


def _is(base: int, number: Number, start: int, end: int) -> bool:
    """Whether the span is ``number`` and little else."""
    inside = base + number.start < end and start < base + number.end
    return inside and end - start <= number.end - number.start + 2


def _label(sentence: str, number: Number, numbers: list[Number]) -> str:
    """The words between a value and what stands before it, without what is said of others too; in
    a row of values those before the first."""
    before = [n for n in numbers if n.end <= number.start]
    at = max((n.end for n in before), default=0)
    if before and not _WORD.search(sentence, at, number.start):
        return _label(sentence, max(before, key=lambda n: n.end), before)
    found = _LABEL.search(sentence, at, number.start)
    return _TOPIC.sub("", found.group()) if found else ""
