"""The unit that a question asks for: 何人 is not answered by 20％."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.language import find_numbers, fold_text
from ingest.language.units import canonical_unit, unit_pattern

__all__ = ["asked_counter", "asked_units", "other_unit", "unit_fit"]

_MONEY = frozenset(("JPY", "CNY", "USD", "HKD", "TWD", "EUR", "GBP", "KRW"))
_AMOUNT = re.compile(r"いくら|多少[钱錢]|的[钱錢][？?]?$|罚款|罰金|\bhow much\b", re.IGNORECASE)
_IN_MONEY = re.compile(r"多少[钱錢]|的[钱錢][？?]?$|何円|多少[万亿百千]*[日美]?元|罚款|罰金")
"""Money is meant; いくら also asks for areas and shares."""
_SHARE = re.compile(r"割合|比率|率|比は|比重|占比|percent|share|rate", re.IGNORECASE)
_HOW_MANY = re.compile(
    r"\bhow many ((?:(?!(?:do|does|did|is|are|was|were|has|have|had|will|can|would|of|more|times|"
    r"percent)\b)[\w-]+ ?(?!')){1,4})"
)
_COUNTED_IN = {
    ("人",): "people persons employees workers users students pupils teachers doctors nurses "
    "engineers visitors passengers patients residents children women men",
    ("社", "家", "个", "户", "か所"): "companies firms enterprises",
    ("店", "家", "个", "か所"): "stores shops outlets branches",
    ("か国", "个"): "countries nations",
    ("校", "个"): "schools",
    ("户",): "households",
    ("台",): "vehicles cars machines robots",
}
"""The units in which reports count what English asks the number of."""
_COUNTER = re.compile(
    r"(?:何|多少|几)[十百千万亿兆]*(?P<asked>[\u3400-\u9fff])|"
    r"(?P<noun>[\u3400-\u9fff])(?:的|の)?数量?(?:は|为|是|$|[?？])"
)
_PEOPLE = re.compile("(?<![第排名列])(?:几|多少)位")
_NO_COUNTER = frozenset("年月日時时分秒種种類类度程倍割元円钱錢項项回总比公故世者处数合延")
_IN_UNITS = re.compile(r"\bin (?:(?:hundred|thousand|million|billion)s? )?(?:of )?(.{2,24}?)[?.]?$")
_ANY_THINGS = frozenset("件个项回种度点本枚座位家社店校口株") | {"か所", "か国"}
"""Things are counted in one of these as well as in another: 何度 is answered by 7回."""
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
    """Whether ``question`` asks in a unit (何倍, 何人), or for money in so many words, and every
    number of ``answer`` has another unit. Money may be told in another currency."""
    wanted = asked_units(question)
    if not wanted or unit_fit(question, answer) >= 0.0:
        return False
    told = {n.unit for n in find_numbers(answer) if n.kind in ("number", "percent")}
    if wanted & _ANY_THINGS and told & _ANY_THINGS:
        return False
    if not wanted & _MONEY:
        return True
    is_told = any(n.unit in _MONEY for n in find_numbers(answer))
    return bool(_IN_MONEY.search(question)) and not is_told


@lru_cache(maxsize=1_024)
def asked_units(question: str) -> frozenset[str]:
    """The units, by their names in ``find_numbers``, of which one is asked for; empty where the
    question names none: 何人 and 多少名 give 人, 多少亿美元 gives USD, いくら any currency.
    """
    folded = fold_text(question)
    found = {canonical_unit(match[1]) for match in _counted().finditer(folded)}
    found.update(_of_english(folded))
    stated = _IN_UNITS.search(folded)
    if stated and _unit().fullmatch(stated[1].strip()):
        found = {canonical_unit(stated[1].strip())}
    if "位" in found and _PEOPLE.search(folded):
        found.add("人")
    if _AMOUNT.search(question) and (found or not _SHARE.search(question)):
        found |= _MONEY
    return frozenset(found.union(*(_OTHER_NAMES.get(unit, ()) for unit in found)))


def _of_english(folded: str) -> tuple[str, ...]:
    """The units of the noun that how many asks the number of: the last one known of up to four
    words, before a verb or of."""
    for match in _HOW_MANY.finditer(folded):
        words = re.findall("[a-z]+", match[1])
        counted = [word for word in words if word in _units_of_nouns()]
        if counted:
            return _units_of_nouns()[counted[-1]]
    return ()


@lru_cache(maxsize=1)
def _units_of_nouns() -> dict[str, tuple[str, ...]]:
    return {word: units for units, words in _COUNTED_IN.items() for word in words.split()}


@lru_cache(maxsize=1_024)
def asked_counter(question: str) -> str:
    """The character, folded, that counts what ``question`` asks the number of: 株 of 幾株, 人 of
    入れる人の数; empty where none does, or it says no more than that there is a value."""
    found = _COUNTER.search(fold_text(question))
    counter = (found["asked"] or found["noun"]) if found else ""
    return "" if counter in _NO_COUNTER else counter


@lru_cache(maxsize=1)
def _counted() -> re.Pattern[str]:
    """What asks for a number, in folded text, and the unit behind it."""
    return re.compile(rf"(?:何|多少|几)[十百千万亿兆]*(?:个(?=小时))?({unit_pattern()}|%)")


@lru_cache(maxsize=1)
def _unit() -> re.Pattern[str]:
    return re.compile(unit_pattern())
