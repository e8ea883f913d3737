"""Parts of years: the quarter, half or month that a question names and a text has to."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.language import find_numbers, fold_text

__all__ = ["lacks_part"]

_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4}
_QUARTER = re.compile(r"第([一二三四1-4])(?:四半期|季度|季)|([1-4])q\b|\bq([1-4])\b")
_ENGLISH = re.compile(r"\b(first|second|third|fourth) quarter\b")
_ORDER = ("first", "second", "third", "fourth")
_HALF = re.compile(r"(上|下)半[期年]|\b(first|second) half\b")
_FISCAL = re.compile(r"月\s*期")
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)}) (?:of )?(?:[0-9]{{1,2}},? )?[0-9]{{4}}\b")


def lacks_part(question: str, text: str) -> bool:
    """Whether ``question`` names quarters, halves or months and ``text`` none of them."""
    asked = _parts(question)
    return bool(asked) and not asked & _parts(text)


@lru_cache(maxsize=4_096)
def _parts(text: str) -> frozenset[tuple[str, int]]:
    folded = fold_text(text).lower()
    found: set[tuple[str, int]] = set()
    for match in _QUARTER.finditer(folded):
        digit = match[1] or match[2] or match[3]
        found.add(("quarter", _DIGITS.get(digit) or int(digit)))
    found.update(("quarter", _ORDER.index(m[1]) + 1) for m in _ENGLISH.finditer(folded))
    found.update(("half", 1 + (m[0][:1] in "下s")) for m in _HALF.finditer(folded))
    found.update(("month", _MONTHS.index(m[1]) + 1) for m in _MONTH.finditer(folded))
    for number in find_numbers(text):
        # The month in which a business year ends only names the year.
        is_month = number.kind == "date" and "月" in number.unit
        if is_month and not _FISCAL.match(text[number.end - 1 : number.end + 1]):
            found.add(("month", _month(int(number.value), number.unit)))
    return frozenset(found)


def _month(value: int, unit: str) -> int:
    """The month of a date's number: 10, 1001, 202012 and 20201001 with their units."""
    return (value // 100 if "日" in unit else value) % 100
