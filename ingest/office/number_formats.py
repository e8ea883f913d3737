"""Numbers and dates as Excel shows them: 12.5%, 1,234, ¥1,234, 令和3年4月1日, △90.

After the number format codes of ECMA-376, part 1, 18.8.31. Colours, fill characters and alignment
are left out; what a code asks for that is not known here is shown plainly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

__all__ = ["LOCAL_DATE_CODES", "shown"]

LOCAL_DATE_CODES = {
    **dict.fromkeys((14, 27, 30, 36, 50, 57), "yyyy/m/d"),
    22: "yyyy/m/d h:mm",
    **dict.fromkeys((28, 29, 51, 54, 58), 'm"月"d"日"'),
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"時"mm"分"',
    33: 'h"時"mm"分"ss"秒"',
    **dict.fromkeys((34, 52, 55), 'yyyy"年"m"月"'),
    **dict.fromkeys((35, 53, 56), 'm"月"d"日"'),
}
"""What the built-in codes of dates mean in Japanese and Chinese Excel; a file has their numbers
only. Of 27 to 58 some differ between the two languages; then the plainest form stands here."""

Value = int | float | bool | str | datetime | date | time | timedelta

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*](?P<skipped>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/標準|G/通用格式)|(?P<ampm>AM/PM|A/P|上午/下午)"
    r"|(?P<date>[yY]+|[mM]+|[dD]+|[hH]+|[sS]+(?:\.0+)?|[gG]+|[eE]+(?![+\-])|[aA]{3,4})"
    r"|(?P<exponent>[eE][+\-]0+)|(?P<number>[0#?][0#?,]*(?:\.[0#?]*)?,*|\.[0#?]+)|(?P<percent>%)"
    r"|(?P<text>@)|(?P<plain>.)",
    re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?[\d.]+)$")
_ELAPSED = re.compile(r"[hH]+|[mM]+|[sS]+$")
_ERAS = (
    (date(2019, 5, 1), "令和", "R"),
    (date(1989, 1, 8), "平成", "H"),
    (date(1926, 12, 25), "昭和", "S"),
    (date(1912, 7, 30), "大正", "T"),
    (date(1868, 1, 25), "明治", "M"),
)
_WEEK = "月火水木金土日"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_TESTS = {
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
}


@dataclass(frozen=True, slots=True)
class _Section:
    """One of the parts of a code between semicolons."""

    tokens: tuple[tuple[str, str], ...]
    condition: tuple[str, float] | None = None

    def has(self, kind: str) -> bool:
        return any(name == kind for name, _ in self.tokens)


def shown(value: Value, code: str) -> str:
    """``value`` as Excel shows it with the number format ``code``."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    sections = _sections(code or "General")
    if isinstance(value, str):
        return _text(value, sections)
    if isinstance(value, timedelta):
        return _dated(datetime(1899, 12, 30), value, sections[0])
    if isinstance(value, datetime | date | time):
        return _dated(_moment(value), None, sections[0])
    section, number = _chosen(value, sections)
    return _number(number, section)


@lru_cache(maxsize=1000)
def _sections(code: str) -> tuple[_Section, ...]:
    parts: list[list[tuple[str, str]]] = [[]]
    conditions: list[tuple[str, float] | None] = [None]
    for match in _TOKEN.finditer(code):
        kind = match.lastgroup or "plain"
        text = match[kind]
        if kind == "plain" and text == ";":
            parts.append([])
            conditions.append(None)
        elif kind == "bracket":
            test = _CONDITION.match(text)
            if test:
                conditions[-1] = (test[1], float(test[2]))
            elif text.startswith("$"):
                parts[-1].append(("plain", text[1:].partition("-")[0]))
            elif _ELAPSED.fullmatch(text):
                parts[-1].append(("elapsed", text.lower()))
        elif kind != "skipped":
            parts[-1].append(("plain" if kind in ("quoted", "escaped") else kind, text))
    made = zip(parts, conditions, strict=True)
    return tuple(_Section(tuple(tokens), condition) for tokens, condition in made)


def _chosen(value: float, sections: tuple[_Section, ...]) -> tuple[_Section, float]:
    """The section for a number, and the number as it is to be written with it: the section for
    negative numbers says itself how the sign looks."""
    if any(section.condition for section in sections[:2]):
        for section in sections[:3]:
            if section.condition is None or _TESTS[section.condition[0]](
                value, section.condition[1]
            ):
                return section, value
        return sections[0], value
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    if value == 0 and len(sections) > 2:
        return sections[2], value
    return sections[0], value


def _text(value: str, sections: tuple[_Section, ...]) -> str:
    section = sections[3] if len(sections) > 3 else sections[0]
    if not section.has("text"):
        return value
    return "".join(
        value if kind == "text" else text
        for kind, text in section.tokens
        if kind in ("text", "plain")
    )


def _number(value: float, section: _Section) -> str:
    tokens = section.tokens
    if section.has("date") or section.has("elapsed"):
        return _general(value)  # a date that is no date
    if any("/" in text for kind, text in tokens if kind == "plain") and section.has("number"):
        return _general(value)  # a fraction
    pattern = next((text for kind, text in tokens if kind == "number"), "")
    percent = sum(kind == "percent" for kind, _ in tokens)
    digits = _digits(value * 100**percent, pattern, _exponent(tokens)) if pattern else ""
    parts: list[str] = []
    for kind, text in tokens:
        if kind == "number":
            parts.append(digits)
            digits = ""
        elif kind == "general":
            parts.append(_general(value))
        elif kind == "percent":
            parts.append("%")
        elif kind == "text":
            parts.append(_general(value))
        elif kind == "plain":
            parts.append(text)
    text = "".join(parts).strip()
    # A minus before a currency sign, as Excel writes it.
    return "-" + text.replace("-", "", 1) if value < 0 and "-" in text[1:2] else text


def _exponent(tokens: tuple[tuple[str, str], ...]) -> str:
    return next((text for kind, text in tokens if kind == "exponent"), "")


def _digits(value: float, pattern: str, exponent: str) -> str:
    """The figures of a number by the places that ``pattern`` gives it."""
    scale = len(pattern) - len(pattern.rstrip(","))
    pattern = pattern.rstrip(",")
    whole, _, fraction = pattern.partition(".")
    number = Decimal(repr(value)).scaleb(-3 * scale) if value else Decimal(0)
    if exponent:
        mantissa, _, power = f"{number:.{len(fraction)}E}".partition("E")
        return f"{mantissa}E{power[0]}{power[1:].rjust(len(exponent) - 2, '0')}"
    places = Decimal(1).scaleb(-len(fraction))
    rounded = abs(number).quantize(places, ROUND_HALF_UP) if abs(number) < 10**20 else abs(number)
    text = f"{rounded:f}"
    integer, _, decimals = text.partition(".")
    least = sum(c in "0?" for c in whole)
    integer = integer.lstrip("0").rjust(least, "0")
    if "," in whole:
        integer = f"{int(integer or 0):,}".rjust(least, "0") if integer else integer
    needed = len(fraction.rstrip("#"))
    kept = decimals[:needed] + decimals[needed:].rstrip("0")
    sign = "-" if number < 0 and rounded else ""
    return sign + integer + ("." + kept if kept or (fraction and needed) else "")


def _general(value: float) -> str:
    """Up to eleven figures, as the format General has them."""
    if isinstance(value, int) or (value == int(value) and abs(value) < 1e15):
        return str(int(value))
    text = f"{value:.10g}"
    return text.replace("e", "E") if "e" in text else text


def _moment(value: datetime | date | time) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, time):
        return datetime.combine(date(1899, 12, 30), value)
    return datetime.combine(value, time())


def _dated(moment: datetime, elapsed: timedelta | None, section: _Section) -> str:
    tokens = section.tokens
    if not (section.has("date") or section.has("elapsed")):
        return _plain_date(moment, elapsed)
    if elapsed is not None:
        moment += elapsed
    half = section.has("ampm")
    parts = []
    for place, (kind, text) in enumerate(tokens):
        if kind == "date":
            minutes = text[0] in "mM" and len(text) < 3 and _beside_hours(tokens, place)
            parts.append(_date_part(moment, "n" * len(text) if minutes else text.lower(), half))
        elif kind == "elapsed":
            parts.append(_elapsed_part(moment, text))
        elif kind == "ampm":
            names = text.split("/")
            parts.append(names[moment.hour >= 12])
        elif kind in ("plain", "number"):
            parts.append(text)
    return "".join(parts).strip()


def _plain_date(moment: datetime, elapsed: timedelta | None) -> str:
    if elapsed is not None:
        return str(elapsed)
    if moment.time() == time():
        return f"{moment.year}/{moment.month}/{moment.day}"
    return f"{moment.year}/{moment.month}/{moment.day} {moment.hour}:{moment.minute:02}"


def _beside_hours(tokens: tuple[tuple[str, str], ...], place: int) -> bool:
    """Whether an ``m`` means minutes: after hours or before seconds."""
    dates = [(i, t[0].lower()) for i, (k, t) in enumerate(tokens) if k in ("date", "elapsed")]
    at = next(i for i, (where, _) in enumerate(dates) if where == place)
    before = dates[at - 1][1] if at else ""
    after = dates[at + 1][1] if at + 1 < len(dates) else ""
    return before == "h" or after == "s"


def _date_part(moment: datetime, text: str, half: bool) -> str:
    letter, count = text[0], len(text)
    if letter == "y":
        return f"{moment.year % 100:02}" if count < 3 else f"{moment.year:04}"
    if letter == "m":
        name = _MONTHS[moment.month - 1]
        return (f"{moment.month}", f"{moment.month:02}", name[:3], name, name[0])[min(count, 5) - 1]
    if letter == "d":
        name = _DAYS[moment.weekday()]
        return (f"{moment.day}", f"{moment.day:02}", name[:3], name)[min(count, 4) - 1]
    if letter == "a":
        return _WEEK[moment.weekday()] + ("曜日" if count == 4 else "")
    if letter in "ge":
        return _era_part(moment, letter, count)
    hour = (moment.hour % 12 or 12) if half else moment.hour
    number = {"h": hour, "n": moment.minute, "s": moment.second}[letter]
    return f"{number:02}" if count > 1 else str(number)


def _era_part(moment: datetime, letter: str, count: int) -> str:
    for begin, name, initial in _ERAS:
        if moment.date() >= begin:
            if letter == "g":
                return (initial, name[0], name)[min(count, 3) - 1]
            year = moment.year - begin.year + 1
            return f"{year:02}" if count > 1 else str(year)
    return "" if letter == "g" else str(moment.year)


def _elapsed_part(moment: datetime, text: str) -> str:
    seconds = (moment - datetime(1899, 12, 30)).total_seconds()
    number = int(seconds // {"h": 3600, "m": 60, "s": 1}[text[0]])
    return str(number).rjust(len(text), "0")
