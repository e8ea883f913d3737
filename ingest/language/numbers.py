"""Find numbers, percentages, years and dates as Japanese and Chinese reports write them.

9.5兆元 and 9兆5000億元 have one value, as have 令和3年, 2021年 and 二〇二一年, 3割 and 30%.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from ingest.language.fold import fold
from ingest.language.numerals import DIGITS, KANJI_DIGITS, MULTIPLIERS, parse_amount, parse_integer
from ingest.language.units import CURRENCY_SIGNS, canonical_unit, unit_pattern

__all__ = ["Number", "find_numbers", "read_unit_line"]

_KEPT_CHARS = 2_000
"""Longer texts are read anew each time: passages are shorter."""

Kind = Literal["number", "percent", "year", "date"]


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text; ``start:end`` is where it stands, unit included.

    ``percent``: ``value`` is in per cent (3割 is 30), ``unit`` is ``%``. ``year``: the year of
    our era. ``date``: ``value`` is written YYYYMMDD, YYYYMM, MMDD or M and ``unit`` says which
    (``年月日``, ``年月``, ``月日``, ``月``). ``number``: ``unit`` is the name of the unit (``JPY``,
    ``人``, ``t`` …) or empty.
    """

    start: int
    end: int
    value: Decimal
    unit: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class _Found:
    """A number in folded text; ``scale`` is what 万 or 億 multiplied a single mantissa by."""

    start: int
    end: int
    value: Decimal
    unit: str
    kind: Kind
    scale: Decimal = Decimal(1)


def find_numbers(text: str) -> list[Number]:
    """All numbers in ``text``, in order of their ends.

    A date with a year gives two: the year, and the date that starts at the same place. Both ends
    of a range get the unit of the second (3〜5億円). Vague numbers (数十人), codes (COVID-19),
    clock times and list marks (①) give none.
    """
    # Much of what reads a question and its passages asks this of the same text.
    return list(_numbers(text) if len(text) <= _KEPT_CHARS else _numbers.__wrapped__(text))


@lru_cache(maxsize=4_096)
def _numbers(text: str) -> tuple[Number, ...]:
    if not _ANY_DIGIT.search(text):
        return ()
    folded = fold(_NOT_PLAIN.sub("\0", text))
    pattern = _pattern()
    found: list[_Found] = []
    for match in pattern.finditer(folded.text):
        found += _HANDLERS[match.lastgroup or "skip"](match)
    _share_units(folded.text, found)
    return tuple(
        Number(*folded.span(f.start, f.end), value=f.value, unit=f.unit, kind=f.kind) for f in found
    )


def read_unit_line(text: str) -> tuple[Decimal, str] | None:
    """What a unit line says of the cells below it: the factor and the unit's name.

    ``単位：百万円`` gives ``(1000000, "JPY")``, ``%`` gives ``(1, "%")``.
    ``None`` when no unit is named.
    """
    folded = fold(text).text
    marked = re.search(r"单位[ ]?:?[ ]*(.*)", folded)
    written = (marked[1] if marked else folded).strip("()[] ")
    match = re.match(rf"(?P<factor>{_MULT}*)[ ]?(?:(?P<unit>{unit_pattern()})|%)", written)
    if match is None:
        return None
    factor = parse_amount(match["factor"]) if match["factor"] else Decimal(1)
    return factor, canonical_unit(match["unit"] or "%")


# --- patterns, all for folded text: lower case, simplified characters, no full-width forms ---

_ANY_DIGIT = re.compile(
    "[0-9\uff10-\uff19〇零一二两兩三四五六七八九十百千万萬億亿兆元壱壹弐貳贰拾]"
)
# Circled numbers, superscripts and fractions of one character are list or note marks.
_NOT_PLAIN = re.compile(
    "(?<![a-zA-Zｍ])[\u00b2\u00b3\u00b9]|[\u00bc-\u00be\u2070-\u209c\u2150-\u215f\u2189\u2460-\u24ff"
    "\u2776-\u2793\u3220-\u3229\u3280-\u3289\u3251-\u325f\u32b1-\u32bf]"
)

_ERAS = {
    "明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018, "民国": 1911,
    "m": 1867, "t": 1911, "s": 1925, "h": 1988, "r": 2018,
}  # fmt: skip
_MONTHS = {
    name: i
    for i, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_SCALES = {
    "thousand": 10**3, "million": 10**6, "mn": 10**6, "billion": 10**9, "bn": 10**9,
    "trillion": 10**12, "tn": 10**12,
}  # fmt: skip

# Multipliers, except where they belong to a unit (兆瓦, 千克) or to a name (千叶, 京都).
_MULT = (
    "(?:[十拾佰仟万亿]|百(?![帕分])|千(?![瓦米克卡伏赫帕叶])|兆(?![瓦赫帕字])"
    "|京(?![都阪浜滨成急津]))"
)
_ARABIC = rf"(?:{DIGITS}(?:[ ]?{_MULT}+(?:{DIGITS}{_MULT}+)*(?:{DIGITS}(?![0-9]))?)?)"
_KANJI = rf"(?:[{KANJI_DIGITS}]|{_MULT})+(?:点[{KANJI_DIGITS}]+)?"
_AMOUNT = f"(?:{_ARABIC}|{_KANJI})"
_SMALL_INT = r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_MONTH_NAME = f"(?:{'|'.join(_MONTHS)})[a-z]{{0,6}}"
# Not inside a word or code: A4, COVID-19, 1.2.3.
_FREE = r"(?<![a-z0-9_])(?<![0-9]\.)(?<![a-z]-)"
_MINUS = r"(?P<minus>(?<![0-9a-z%年月日圆元人万亿兆])(?:[▲△−][ ]?|[+-](?=[0-9])))"
# Words that begin with a numeral and count nothing.
_NO_NUMBER = (
    "一[般部方定致体绪览统样直切些下起旦番]|第[一二三]者|十分(?!之|の)|百货|四半期|万一|[数几何]"
    # The five-year plans, and neighbouring digits that mean "about": 十四五, 二三.
    f"{_MULT}+|十[数几]|十[{KANJI_DIGITS}]{{2,}}"
)


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    """One expression; of the alternatives that fit at a place the first wins."""
    return re.compile("|".join((*_date_patterns(), *_amount_patterns())))


def _date_patterns() -> tuple[str, ...]:
    day = rf"(?:[ ]?(?P<md>{_SMALL_INT})[ ]?月(?!间)(?:[ ]?(?P<dd>{_SMALL_INT})[ ]?[日号])?)?"
    return (
        rf"(?P<era>(?:(?P<en>明治|大正|昭和|平成|令和|民国)[ ]?|(?<![a-z0-9])(?P<el>[mtshr]))"
        rf"(?P<ey>[0-9]{{1,3}}|元|[{KANJI_DIGITS}十百]{{1,4}})[ ]?年度?{day.replace('<', '<e')})",
        rf"(?P<year>{_FREE}(?P<yy>[0-9]{{4}}|[{KANJI_DIGITS}]{{4}}|[0-9]{{2}}(?=[ ]?年度))"
        rf"[ ]?年(?!间)[代度]?{day})",
        r"(?P<fiscal>(?<![a-z])fy[ ]?(?P<fy>[0-9]{4}|[0-9]{2})(?![0-9]))",
        r"(?P<western>(?<![0-9a-z./-])(?P<wy>(?:19|20)[0-9]{2})(?:"
        r"(?P<ws>[/.-])(?P<wm>0?[1-9]|1[0-2])(?P=ws)(?P<wd>3[01]|[12][0-9]|0?[1-9])"
        r"|/(?P<wn>0[1-9]|1[0-2]))(?![0-9]|[/.-][0-9]))",
        rf"(?P<english>(?<![a-z])(?:(?P<am>{_MONTH_NAME})\.?[ ](?:(?P<ad>[0-9]{{1,2}})"
        rf"(?:st|nd|rd|th)?,?[ ])?|(?P<bd>(?<![0-9])[0-9]{{1,2}})[ ](?P<bm>{_MONTH_NAME})\.?,?[ ])"
        r"(?P<ny>(?:19|20)[0-9]{2})(?![0-9]))",
        rf"(?P<monthday>{_FREE}(?<![{KANJI_DIGITS}十])(?P<mm>{_SMALL_INT})[ ]?月(?!间)"
        rf"(?:[ ]?(?P<mday>{_SMALL_INT})[ ]?[日号])?)",
    )


def _amount_patterns() -> tuple[str, ...]:
    signs = "|".join(re.escape(s) for s in CURRENCY_SIGNS)
    return (
        # Versions, times of day, telephone numbers.
        r"(?P<skip>[0-9]+(?:\.[0-9]+){2,}|[0-9]+(?::[0-9]+)+|[0-9]+(?:-[0-9]+){2,}|"
        rf"{_NO_NUMBER})",
        rf"(?P<per>(?P<pb>百|千)分之(?P<pa>{_AMOUNT}))",
        rf"(?P<fraction>{_FREE}(?P<fb>{_AMOUNT})分(?:之|の)(?P<fa>{_AMOUNT}))",
        rf"(?P<tenths>{_FREE}(?P<ta>{_AMOUNT})[ ]?(?:割(?:(?P<tb>{_AMOUNT})分)?(?![引合])"
        r"|成(?![长为果立功分员本套熟就田交]))(?P<th>半)?)",
        rf"(?P<amount>{_FREE}{_MINUS}?(?P<sign>(?:{signs})[ ]?)?(?P<value>{_AMOUNT})"
        rf"(?:[ ]?(?P<scale>{'|'.join(_SCALES)})(?![a-z]))?[多余馀强弱]?"
        rf"(?:[ ]?(?P<unit>{unit_pattern()})|[ ]?(?P<percent>%|パーセント|per[ ]?cent(?!age)|‰))?)",
        r"(?P<code>[a-z]+-?[0-9][0-9a-z]*(?:\.[0-9]+)*)",
    )


# --- what each alternative means ---


def _year_and_date(match: re.Match[str], year: int, month: str, day: str) -> list[_Found]:
    """The year at the match's start and, with a month, the whole date as well."""
    end = match.end()
    in_year = match.group().find("年")
    year_end = match.start() + in_year + 1 if month and in_year >= 0 else end
    found = [_Found(match.start(), year_end, Decimal(year), "年", "year")]
    return found + (_date(match.start(), end, year, month, day) if month else [])


def _date(start: int, end: int, year: int, month: str, day: str) -> list[_Found]:
    m, d = parse_integer(month), parse_integer(day) if day else None
    if not 1 <= m <= 12 or (d is not None and not 1 <= d <= 31):
        return []
    value = year * 100 + m
    unit = "年月" if year else "月"
    if d is not None:
        value, unit = value * 100 + d, unit + "日"
    return [_Found(start, end, Decimal(value), unit, "date")]


def _era(match: re.Match[str]) -> list[_Found]:
    year = _ERAS[match["en"] or match["el"]] + parse_integer(match["ey"])
    return _year_and_date(match, year, match["emd"] or "", match["edd"] or "")


def _year(match: re.Match[str]) -> list[_Found]:
    year = parse_integer(match["yy"])
    if len(match["yy"]) == 2:
        year += 2000  # 21年度
    return _year_and_date(match, year, match["md"] or "", match["dd"] or "")


def _fiscal(match: re.Match[str]) -> list[_Found]:
    year = int(match["fy"])
    return _year_and_date(match, year if year > 99 else year + 2000, "", "")


def _western(match: re.Match[str]) -> list[_Found]:
    return _dated(match, match["wy"], match["wm"] or match["wn"], match["wd"] or "", front=True)


def _english(match: re.Match[str]) -> list[_Found]:
    month = str(_MONTHS[(match["am"] or match["bm"])[:3]])
    return _dated(match, match["ny"], month, match["ad"] or match["bd"] or "", front=False)


def _dated(match: re.Match[str], year: str, month: str, day: str, *, front: bool) -> list[_Found]:
    """A date whose year stands at one end, as four digits."""
    start = match.start() if front else match.end() - 4
    found = [_Found(start, start + 4, Decimal(year), "年", "year")]
    return found + _date(match.start(), match.end(), int(year), month, day)


def _month_day(match: re.Match[str]) -> list[_Found]:
    return _date(match.start(), match.end(), 0, match["mm"], match["mday"] or "")


def _per(match: re.Match[str]) -> list[_Found]:
    value = parse_amount(match["pa"]) / (1 if match["pb"] == "百" else 10)
    return [_Found(match.start(), match.end(), value, "%", "percent")]


def _fraction(match: re.Match[str]) -> list[_Found]:
    below = parse_amount(match["fb"])
    if not below:
        return []
    return [_Found(match.start(), match.end(), parse_amount(match["fa"]) / below, "", "number")]


def _tenths(match: re.Match[str]) -> list[_Found]:
    value = parse_amount(match["ta"])
    if value > 10:
        return []
    percent = value * 10 + (parse_amount(match["tb"]) if match["tb"] else 0)
    percent += 5 if match["th"] else 0
    return [_Found(match.start(), match.end(), percent, "%", "percent", Decimal(10))]


def _amount(match: re.Match[str]) -> list[_Found]:
    written = match["value"]
    arabic = any(c in "0123456789" for c in written)
    if not (_arabic_counts(match) if arabic else _kanji_counts(match)):
        return []
    value = parse_amount(written)
    scale = Decimal(_SCALES[match["scale"]]) if match["scale"] else Decimal(1)
    unit = canonical_unit(match["unit"] or "")
    sign = CURRENCY_SIGNS[match["sign"].strip()] if match["sign"] else ""
    if sign and unit == "m":
        scale, unit = Decimal(10**6), ""  # $5m
    mantissa = _MANTISSA.fullmatch(written)
    if mantissa:
        base = parse_amount(mantissa[1])
        scale *= value / base if base else 1  # 0.00百万 has none to divide by
        value = base
    value *= scale
    if match["minus"] and match["minus"][0] != "+":
        value = -value
    start, end = match.span()
    if match["percent"]:
        value = value / 10 if match["percent"] == "‰" else value
        return [_Found(start, end, value, "%", "percent", scale)]
    if _BARE_YEAR.fullmatch(match.group()):
        return [_Found(start, end, value, "年", "year")]
    return [_Found(start, end, value, unit or sign, "number", scale)]


_MANTISSA = re.compile(f"({DIGITS})[ ]?[{MULTIPLIERS}]+")
_BARE_YEAR = re.compile("(?:19|20)[0-9]{2}")


def _arabic_counts(match: re.Match[str]) -> bool:
    """Whether Arabic digits are a number of their own: not 5G, 3D, 21st."""
    following = match.string[match.end() : match.end() + 1]
    return bool(match["unit"] or match["percent"] or match["scale"]) or not (
        following.isascii() and following.isalpha()
    )


# Units that make an idiom with one kanji numeral (一点, 一度, 一家) more often than a count.
_EVERY_DAY = frozenset(("L", "g", "m", "s", "t", *"点度分位本家座头字席校票所项店"))
# Units with which 一 counts; elsewhere it is an article (一个, 一种).
_ONE_OF = frozenset(("JPY", "CNY", "USD", "EUR", "か月", *"年週日倍人歳"))


def _kanji_counts(match: re.Match[str]) -> bool:
    """Whether kanji numerals are a number here and not part of a word or a name."""
    written = match["value"]
    unit = canonical_unit(match["unit"] or "")
    if written[0] in "万亿兆京" or set(written) & set("○◯"):
        return False
    if not any(c in KANJI_DIGITS for c in written) and set(written) != {"十"}:
        # 百万円 alone is a unit line; 約百万円 is a number.
        before = match.string[: match.start()]
        return bool(unit) and bool(re.search("(?<!单位)(?<!单)[ぁ-ヺ一-鿿]$", before))
    if unit or match["percent"]:
        if len(written) > 1:
            return True
        return unit in _ONE_OF if written == "一" else unit not in _EVERY_DAY
    if "点" in written or match["scale"]:
        return True
    if any(c in MULTIPLIERS for c in written):
        return len(written) > 1
    return len(written) > 2


_HANDLERS: dict[str, Callable[[re.Match[str]], list[_Found]]] = {
    "era": _era,
    "year": _year,
    "fiscal": _fiscal,
    "western": _western,
    "english": _english,
    "monthday": _month_day,
    "skip": lambda _: [],
    "code": lambda _: [],
    "per": _per,
    "fraction": _fraction,
    "tenths": _tenths,
    "amount": _amount,
}

_RANGE = re.compile(r"[ ]?(?:[~〜–—―−-]|至|到|から|ー)[ ]?")


def _share_units(text: str, found: list[_Found]) -> None:
    """Give the first number of a range what only the second says: 3〜5億円, 10-15%."""
    for i in range(len(found) - 1, 0, -1):
        first, second = found[i - 1], found[i]
        if first.unit or first.kind != "number" or second.start < first.end:
            continue
        if not _RANGE.fullmatch(text, first.end, second.start):
            continue
        if second.kind == "year" and first.value >= 1000:
            found[i - 1] = replace(first, unit="年", kind="year")
        elif second.kind in ("number", "percent"):
            small = first.scale == 1 and first.value * second.scale < abs(second.value)
            scale = second.scale if small else Decimal(1)
            found[i - 1] = replace(
                first, value=first.value * scale, unit=second.unit, kind=second.kind, scale=scale
            )
