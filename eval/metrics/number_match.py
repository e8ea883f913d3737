"""Whether the answer holds the expected numbers, in whatever notation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ingest.language import Number, find_numbers, read_unit_line

__all__ = ["Quantity", "number_match", "quantities"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit and kind as ``ingest.language`` names them."""

    kind: str
    value: Decimal
    unit: str


_MINUS_WORD = re.compile(r"(?:マイナス|ﾏｲﾅｽ|负|負)\s*(?=[0-9０-９〇零一二三四五六七八九十百千万])")
_ACCOUNTING_MINUS = re.compile(r"(?<![\w)）])[(（]\s*([0-9][0-9,.]*)\s*[)）](?!\w)")
_CELSIUS = re.compile(r"[摂摄攝]氏\s*([0-9][0-9.]*)\s*度")
_UNIT_LINE = re.compile(
    r"[(（［\[]?\s*(?:単位|单位|單位)\s*[:：]?\s*[^\s)）\]］、，。;；]+\s*[)）］\]]?"
)
_BARE_UNIT = re.compile(
    r"[(（［\[]\s*((?:[十百千万萬億亿兆]+)?\s*(?:円|元|人民币|美元|ドル|人|株|台|t|トン|吨|%|％))\s*[)）］\]]"
)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
# What one language counts with one word and the other with another.
_SAME_UNIT = (
    frozenset(("人", "位")),
    frozenset(("社", "家", "企业", "公司")),
    frozenset(("件", "项")),
    frozenset(("か所", "处", "个")),
    frozenset(("か国", "个")),
    frozenset(("店", "家")),
    frozenset(("頁", "页")),
)
_YUAN_OR_YEN = {"¥": ("JPY", "CNY")}
_IN_BASE = {
    "kg": ("g", Decimal(1000)),
    "t": ("g", Decimal(10**6)),
    "km": ("mm", Decimal(10**6)),
    "m": ("mm", Decimal(1000)),
    "cm": ("mm", Decimal(10)),
    "ha": ("m2", Decimal(10**4)),
    "km2": ("m2", Decimal(10**6)),
    "kW": ("W", Decimal(1000)),
    "MW": ("W", Decimal(10**6)),
    "GW": ("W", Decimal(10**9)),
    "MWh": ("kWh", Decimal(1000)),
    "GWh": ("kWh", Decimal(10**6)),
    "TWh": ("kWh", Decimal(10**9)),
    "度": ("kWh", Decimal(1)),
}


def number_match(answer: str, expected: Sequence[str]) -> float | None:
    """1 when every number of one of ``expected`` stands in ``answer``, else 0.

    ``None`` when no expected answer holds a number. Numbers are the same when their values are,
    whatever the notation: 9.5兆元 = 9兆5000億元 = 9.5万亿元, 3割 = 30%, 令和3年 = 2021年,
    1,234（単位：百万円）= 12億3400万円. Units must agree where both have one (円 is not 元; 1.5
    トン is 1500kg), a per cent is not a plain number, and a date may be given more exactly than it
    was asked for. Nothing is rounded.

    Source: the relaxed numeric matching of table question answering (Herzig et al., TAPAS, 2020),
    exact instead of within a tolerance, over the notations of ``ingest.language.find_numbers``.
    """
    wanted = [found for e in expected if (found := quantities(e))]
    if not wanted:
        return None
    given = quantities(answer)
    return float(any(all(any(_same(w, g) for g in given) for w in group) for group in wanted))


def quantities(text: str) -> list[Quantity]:
    """The numbers of ``text``; a unit line in it counts for the numbers without a unit.

    Of a date that also gives its year, only the date.
    """
    plain = _MINUS_WORD.sub("-", text.translate(_FULL_WIDTH))
    plain = _CELSIUS.sub(r"\1℃", plain)
    factor, unit, plain = _unit_line(plain)
    plain = _ACCOUNTING_MINUS.sub(r"-\1", plain)
    numbers = find_numbers(plain)
    dates = {n.start for n in numbers if n.kind == "date"}
    kept = [n for n in numbers if not (n.kind == "year" and n.start in dates)]
    return [_scaled(_quantity(n), factor, unit) for n in kept]


def _quantity(number: Number) -> Quantity:
    return Quantity(number.kind, number.value, number.unit)


def _unit_line(text: str) -> tuple[Decimal, str, str]:
    """Factor and unit of the unit line in ``text`` (1 and none without), and the rest of it."""
    for pattern in (_UNIT_LINE, _BARE_UNIT):
        found = pattern.search(text)
        if found is None:
            continue
        said = read_unit_line(found[0]) or _one(found[0])
        if said:
            return *said, text[: found.start()] + " " + text[found.end() :]
    return Decimal(1), "", text


def _one(unit: str) -> tuple[Decimal, str] | None:
    """What 1 of a unit is that is not in the table of units: 千株 is 1000 without a name."""
    numbers = find_numbers("1" + unit.strip("()（）[]［］ "))
    return (numbers[0].value, numbers[0].unit) if numbers else None


def _scaled(found: Quantity, factor: Decimal, unit: str) -> Quantity:
    if (factor == 1 and not unit) or found.unit or found.kind not in ("number", "year"):
        return found
    kind = "percent" if unit == "%" else "number"
    return replace(found, kind=kind, value=found.value * factor, unit=unit)


def _same(wanted: Quantity, given: Quantity) -> bool:
    """Whether ``given`` says what ``wanted`` does, or, of a date, more."""
    if "date" in (wanted.kind, given.kind):
        return _same_date(wanted, given)
    if {wanted.kind, given.kind} == {"number", "year"}:
        bare = wanted if wanted.kind == "number" else given
        return not bare.unit and wanted.value == given.value
    if wanted.kind != given.kind:
        return False
    if not wanted.unit or not given.unit:
        return wanted.value == given.value
    one, other = _based(wanted), _based(given)
    return one.value == other.value and _units_agree(one.unit, other.unit)


def _same_date(wanted: Quantity, given: Quantity) -> bool:
    if wanted.kind != "date":  # a year was asked for
        return wanted.kind == "year" and given.unit[:1] == "年" and _year_of(given) == wanted.value
    if given.kind != "date":
        return False
    if wanted.unit == "年月" and given.unit == "年月日":
        return given.value // 100 == wanted.value
    if wanted.unit in ("月日", "月") and given.unit.startswith("年"):
        day = given.unit == "年月日"
        month = given.value // 100 % 100 if day else given.value % 100
        return wanted.value == (
            month if wanted.unit == "月" else given.value % 10_000 if day else 0
        )
    if wanted.unit == "月" and given.unit == "月日":
        return given.value // 100 == wanted.value
    return (wanted.value, wanted.unit) == (given.value, given.unit)


def _year_of(date: Quantity) -> Decimal:
    return date.value // (10_000 if date.unit == "年月日" else 100)


def _based(found: Quantity) -> Quantity:
    """In the unit that others of its kind are measured in."""
    unit, factor = _IN_BASE.get(found.unit, (found.unit, Decimal(1)))
    return replace(found, unit=unit, value=found.value * factor)


def _units_agree(one: str, other: str) -> bool:
    if one == other or other in _YUAN_OR_YEN.get(one, ()) or one in _YUAN_OR_YEN.get(other, ()):
        return True
    return any(one in group and other in group for group in _SAME_UNIT)
