"""The most exact of answers that say the same: 126,146,099人 before 126,146千人.

Reports round a figure in their tables and give it to the last digit in their text, or the other
way round; both answer, and the exact one is what a reader would write down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ingest.language import Number, find_numbers
from service.answering.question import Question
from service.answering.reading import Reading

__all__ = ["most_exact_first"]

_DIGITS = 4
"""Digits that must agree: of 200人 and 250人 neither is the other rounded."""
_LOOKED_AT = 6
"""Readings, from the best: an amount that agrees so far is hardly another one."""


def most_exact_first(question: Question, readings: Sequence[Reading]) -> list[Reading]:
    """``readings`` (the best first) with the one in front that gives the first one's amount to
    more digits, if one of the next does; it takes over the first one's confidence, which two places
    now speak for."""
    order = list(readings)
    first = _amount(order[0].answer) if order and question.expects == "number" else None
    if first is None:
        return order
    best, found = first, 0
    for place, reading in enumerate(order[:_LOOKED_AT]):
        amount = _amount(reading.answer)
        if amount is not None and _rounds_to(amount, first) and _step(amount) < _step(best):
            best, found = amount, place
    if found:
        exact = order.pop(found)
        sure = max(exact.confidence, order[0].confidence)
        order.insert(0, replace(exact, confidence=sure))
    return order


def _amount(answer: str) -> Number | None:
    """The one amount that ``answer`` is."""
    numbers = find_numbers(answer)
    return numbers[0] if len(numbers) == 1 and numbers[0].kind == "number" else None


def _rounds_to(exact: Number, rounded: Number) -> bool:
    """Whether both are of one unit, and the second is the first, rounded or cut to four digits or
    more."""
    apart, step = abs(exact.value - rounded.value), _step(rounded)
    told = abs(rounded.value) >= step * 10 ** (_DIGITS - 1)
    return exact.unit == rounded.unit and told and Decimal(0) < apart < step


def _step(number: Number) -> Decimal:
    """The worth of the last digit that is not 0, as far as the value tells: 1,000 of 126千."""
    exponent = number.value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(int(exponent))
