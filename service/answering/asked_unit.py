"""The unit that a question asks for: 何人 is not answered by 20％."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.language import find_numbers, fold_text
from ingest.language.units import canonical_unit, unit_pattern

__all__ = ["asked_units", "other_unit", "unit_fit"]

_MONEY = frozenset(("JPY", "CNY", "USD", "HKD", "TWD", "EUR", "GBP", "KRW"))
_AMOUNT = re.compile(r"いくら|多少[钱錢]|罚款|罰金|\bhow much\b", re.IGNORECASE)
_SHARE = re.compile(r"割合|比率|率|比は|比重|占比|percent|share|rate", re.IGNORECASE)
_PEOPLE = re.compile(r"\bhow many (?:\w+ )?(?:people|employees|users|persons)\b", re.IGNORECASE)
_IN_UNITS = re.compile(r"\bin (?:(?:hundred|thousand|million|billion)s? )?(?:of )?(.{2,24}?)[?.]?$")
_OTHER_NAMES = {"min": ("分",), "分": ("min",), "CNY": ("TWD", "HKD")}
"""元 is also what Taiwan and Hong Kong count in."""


def unit_fit(question: str, answer: str) -> float:
    """1 where a number of ``answer`` has the unit that ``question`` asks for, -1 where it holds no
    number or only some in other units, 0 where the question asks for none or none is stated.
    """
    wanted = asked_units(question)
    if not wanted:
        return 0.0
    units = {n.unit for n in find_numbers(answer) if n.kind in ("number", "percent")}
    if not units:
        return -1.0
    if units & wanted:
        return 1.0
    return 0.0 if "" in units else -1.0


def other_unit(question: str, answer: str) -> bool:
    """Whether ``question`` asks in a unit that nothing can be converted to (何倍, 何人) and every
    number of ``answer`` has another one. Money may be told in another currency."""
    wanted = asked_units(question)
    return bool(wanted) and not wanted & _MONEY and unit_fit(question, answer) < 0.0


@lru_cache(maxsize=1_024)
def asked_units(question: str) -> frozenset[str]:
    """The units, by their names in ``find_numbers``, of which one is asked for; empty where the
    question names none: 何人 and 多少名 give 人, 多少亿美元 gives USD, いくら any currency.
    """
    folded = fold_text(question)
    found = {canonical_unit(match[1]) for match in _counted().finditer(folded)}
    if _PEOPLE.search(question):
        found.add("人")
    stated = _IN_UNITS.search(folded)
    if stated and _unit().fullmatch(stated[1].strip()):
        found = {canonical_unit(stated[1].strip())}
    if _AMOUNT.search(question) and (found or not _SHARE.search(question)):
        found |= _MONEY
    return frozenset(found.union(*(_OTHER_NAMES.get(unit, ()) for unit in found)))


@lru_cache(maxsize=1)
def _counted() -> re.Pattern[str]:
    """What asks for a number, in folded text, and the unit behind it."""
    return re.compile(rf"(?:何|多少|几)[十百千万亿兆]*({unit_pattern()}|%)")


@lru_cache(maxsize=1)
def _unit() -> re.Pattern[str]:
    return re.compile(unit_pattern())
