"""Which of the values in a sentence a question asks for: one of them, that of a year, or all.

A sentence tells a figure of 2005 and one of 2023, or one of each of three countries. A span that
a reading model points at often holds too many of them, too few, or the wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.language import Number, find_numbers, split_sentences
from service.answering.asked_unit import asked_units, unit_fit
from service.answering.overlap import QuestionTerms, terms_of
from service.answering.periods import period_of, years_in
from service.answering.question import Question
from service.answering.short_answer import range_start, whole_span

__all__ = [
    "after_the_change",
    "all_values",
    "in_the_unit",
    "narrowed",
    "of_the_year",
    "whole_date",
    "years_told",
]

_KINDS = {"date": ("date", "year"), "percent": ("percent",), "number": ("number", "percent")}
_PARTICLES = frozenset(
    ("に", "で", "を", "は", "が", "の", "も", "と", "から", "まで", "には", "では")
)
_SLACK = 2
"""Characters beside a value that are left with it, as 余り is."""
_LONGEST_SEVERAL = 60
_EACH = re.compile(r"それぞれ|各々|おのおの|分别|分別|\brespectively\b", re.IGNORECASE)
_SEVERAL = re.compile(
    r"何.{1,3}と何|何.{1,3}から何|どこからどこ|哪[两兩][天年]|哪[几幾][个個]?月|"
    r"多少.{0,3}(?:提高|增加|上升|下降|降|增)?到多少"
)
_YEAR_ONLY = re.compile(
    r"何年(?!何?月)|何世紀|哪一?年|[几幾]年|\bwhat year\b|\bwhich year\b", re.IGNORECASE
)
_CLAUSE = re.compile(r"[^、，,。；;\n]*$")
_FROM_HERE = re.compile(r"(?:から|より|(?:提高|增加|增长|增長|上升|下降|減少|减少|降|升)?[到至])")
_BECAME = re.compile(
    r"(?:から|より)|[，,]?(?:提高|增加|增长|增長|上升|升|增|扩大|擴大|下降|减少|減少|降|减|減|缩小|縮小|跌)[到至为為](?:了|约|約)?"
)
_OF_A_YEAR = re.compile(r"[0-9０-９]{4}年(?:度|末)?(?:的|の|には?|は)?$")
"""A year that stands directly at a value."""
_LATER = 0
"""The year of a value that follows another without naming its own."""
_SAME_YEAR = re.compile(r"[同翌当當次前][年月](?:の)?$")
_NAME_BEFORE = re.compile(r"[^\s、，,。．；;：:はがをにでもへ（）()]{1,12}[はがで]?$")


@dataclass(frozen=True, slots=True)
class _Value:
    """Where a value stands, its unit, and the years that its clause names for it."""

    start: int
    end: int
    unit: str
    years: tuple[int, ...]


def narrowed(
    question: Question, terms: QuestionTerms, text: str, start: int, end: int
) -> tuple[int, int]:
    """The one value in ``text[start:end]`` that ``question`` asks for, where it asks for one and
    several stand there: the one whose words before it are most the question's; else all of it.
    """
    kinds = _KINDS.get(question.expects)
    if kinds is None or _asks_several(question):
        return start, end
    inside = text[start:end]
    values = _places(inside, [n for n in find_numbers(inside) if n.kind in kinds])
    if not values:
        return start, end
    if len(values) == 1 and values[0][1] - values[0][0] >= len(inside) - _SLACK:
        tail = inside[values[0][1] :]
        return start, end - (len(tail) if tail in _PARTICLES else 0)
    before = [0, *(last for _, last in values[:-1])]
    weights = [
        terms.weight(terms.terms & terms_of(inside[a:first]))
        for a, (first, _) in zip(before, values, strict=True)
    ]
    first, last = values[max(range(len(values)), key=lambda i: (weights[i], -i))]
    return whole_span(text, start + first, start + last)


def of_the_year(question: Question, text: str, start: int, end: int) -> tuple[int, int]:
    """The value of the year that is asked for, in the sentence of ``text[start:end]``, where the
    span is that of another year: of 2005年的2.6万亿元增加到2023年的53.9万亿元 the second for 2023.
    """
    asked = set(period_of(question.text).years)
    if not asked or question.expects not in ("number", "percent") or _asks_several(question):
        return start, end
    values = [v for a, b in _sentence(text, start) for v in _dated(text, a, b, question.expects)]
    own = next((v for v in values if v.start < end and start < v.end), None)
    if own is None or not own.years or asked & set(own.years):
        return start, end
    fitting = [v for v in values if asked & set(v.years) and v.unit == own.unit]
    return whole_span(text, fitting[0].start, fitting[0].end) if fitting else (start, end)


def in_the_unit(question: Question, text: str, start: int, end: int) -> tuple[int, int]:
    """The value in a unit that ``question`` asks for, in the sentence of ``text[start:end]``, where
    the span has none: the one that stands nearest behind it, else before it."""
    is_value = question.expects in ("number", "percent") and not _asks_several(question)
    inside = text[start:end]
    if not is_value or not find_numbers(inside):
        return start, end
    wanted = asked_units(question.text)
    if not wanted or unit_fit(question.text, inside) >= 0.0:
        return start, end
    fitting = [
        (first + n.start, first + n.end)
        for first, last in _sentence(text, start)
        for n in find_numbers(text[first:last])
        if n.unit in wanted and n.kind in ("number", "percent")
    ]
    if not fitting:
        return start, end
    first, last = min(fitting, key=lambda place: (place[0] < end, abs(place[0] - start)))
    return whole_span(text, first, last)


def after_the_change(question: Question, text: str, start: int, end: int) -> tuple[int, int]:
    """The later of two values that a clause tells (前期末の1,860件から2,340件), where the span is
    the earlier one and ``question`` does not ask for the period before."""
    if question.expects not in ("number", "percent") or _asks_several(question):
        return start, end
    if period_of(question.text).turn == "previous":
        return start, end
    clause = _CLAUSE.search(text[:start])
    later = _FROM_HERE.match(text, end)
    before = clause[0] if clause else ""
    if later is None or period_of(before).turn != "previous" or years_in(before):
        return start, end
    behind = find_numbers(text[later.end() : later.end() + _LONGEST_SEVERAL])
    if not behind or behind[0].start > 0:
        return start, end
    return whole_span(text, later.end(), later.end() + behind[0].end)


def years_told(question: Question, text: str, start: int, end: int) -> tuple[int, ...]:
    """The years that the sentence of ``text[start:end]`` names for the value there, in order; empty
    where none is told or no value is asked for."""
    if question.expects not in ("number", "percent"):
        return ()
    values = [v for a, b in _sentence(text, start) for v in _dated(text, a, b, question.expects)]
    own = next((v for v in values if v.start < end and start < v.end), None)
    return own.years if own else ()


def all_values(
    question: Question, terms: QuestionTerms, text: str, start: int, end: int
) -> tuple[int, int]:
    """``[start, end)`` grown over all values of its sentence ``text``, for a question that asks
    for several at once (いくらで、何％ですか; それぞれ), where they stand near enough to be one
    answer. What is asked of each of several things begins with the name of the first.
    """
    if not _asks_several(question):
        return start, end
    kinds = ("date",) if question.expects == "date" else ("number", "percent")
    numbers = [n for n in find_numbers(text) if n.kind in kinds or _is_day(question, n)]
    alike = not question.asks_several
    if alike:
        own = [n.unit for n in numbers if n.start < end and start < n.end and n.unit]
        if question.expects != "date" or own == ["月"]:
            numbers = [n for n in numbers if not own or n.unit in own]
    values = _places(text, numbers)
    if not values or (alike and len(values) < 2):
        return start, end
    first, last = min(start, values[0][0]), max(end, values[-1][1])
    if _EACH.search(question.text):
        name = _NAME_BEFORE.search(text[:first])
        first = name.start() if name else first
    if last - first <= _LONGEST_SEVERAL:
        return range_start(text, first, last), last
    return (start, end) if alike else _amount_and_share(terms, text, start, end)


def _amount_and_share(terms: QuestionTerms, text: str, start: int, end: int) -> tuple[int, int]:
    """Of a long sentence the amount and the share of the part that tells most of what is asked."""
    best = 0.0
    for part in re.finditer(r"[^；;。\n]+", text):
        base = part.start()
        numbers = find_numbers(part.group())
        amounts = [n for n in numbers if n.kind == "number"]
        shares = [n for n in numbers if n.kind == "percent"]
        if not amounts or not shares:
            continue
        first = base + min(amounts[0].start, shares[0].start)
        last = base + max(amounts[0].end, shares[0].end)
        fit = terms.recall(terms_of(part.group()))
        if last - first <= _LONGEST_SEVERAL and fit > best:
            best, start, end = fit, first, last
    return start, end


def whole_date(question: Question, text: str, start: int, end: int) -> tuple[int, int]:
    """The span grown to the whole of the date that it is a part of, where a date is asked for and
    not just a year: to 明治二十一年（一八八八年）一月一日 from 明治二十一年 or 一月一日, and to
    同年7月1日 from 7月1日."""
    if question.expects != "date" or _YEAR_ONLY.search(question.text):
        return start, end
    numbers = [n for n in find_numbers(text) if n.kind in ("date", "year")]
    for first, last in _places(text, numbers):
        if first <= start < end <= last and last - first > end - start:
            start, end = whole_span(text, first, last)
    same = _SAME_YEAR.search(text[:start])
    return (same.start(), end) if same else (start, end)


def _asks_several(question: Question) -> bool:
    text = question.text
    return question.asks_several or bool(_EACH.search(text) or _SEVERAL.search(text))


def _is_day(question: Question, number: Number) -> bool:
    """Whether a number is the second day of 5月13日と17日."""
    return question.expects == "date" and number.unit == "日"


def _sentence(text: str, at: int) -> list[tuple[int, int]]:
    return [(a, b) for a, b in split_sentences(text) if a <= at < b]


def _dated(text: str, start: int, end: int, expects: str) -> list[_Value]:
    """The values of a sentence; one without a year of its own has that of the one before, but for
    what the value of a year became: 2,140人 in 由2018年的2,860人降至2,140人 is of another."""
    numbers = [n for n in find_numbers(text[start:end]) if n.kind in _KINDS[expects]]
    found: list[_Value] = []
    at, years, earlier = start, tuple[int, ...](), tuple[int, ...]()
    for number in sorted(numbers, key=lambda n: n.start):
        between = text[at : start + number.start]
        if found and earlier and _BECAME.fullmatch(between):
            years = tuple(y for y in years if y not in earlier) or (_LATER,)
        else:
            years = years_in(between) or years
        earlier = years_in(m[0]) if (m := _OF_A_YEAR.search(between)) else ()
        at = start + number.end
        found.append(_Value(start + number.start, at, number.unit, years))
    return found


def _places(text: str, numbers: Sequence[Number]) -> list[tuple[int, int]]:
    """Where the values stand. A date is also found as its year, and 1920年（大正9年）10月1日 is
    one value however many numbers it is.
    """
    kept: list[tuple[int, int]] = []
    for number in sorted(numbers, key=lambda n: (n.start, -n.end)):
        if kept and (number.start < kept[-1][1] or _joins(text[kept[-1][1] : number.start])):
            kept[-1] = (kept[-1][0], max(kept[-1][1], number.end))
        else:
            kept.append((number.start, number.end))
    return kept


def _joins(between: str) -> bool:
    """Whether what stands between two dates makes them one: a bracket or nothing."""
    return between.strip() in ("", "（", "）", "(", ")")
