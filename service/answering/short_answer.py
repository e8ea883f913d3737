"""From the words that a reader points at to an answer that stands on its own.

A reader of tokens may cut a number from its unit or a bracket from its partner. The span grows
to whole values, and the value of a cell gets the unit that the table states for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from ingest.language import find_numbers, fold_text
from ingest.language.units import canonical_unit, unit_pattern
from service.answering.cells import CellChoice, is_share
from service.answering.question import Question

__all__ = ["cell_answer", "in_the_era_asked_for", "range_start", "whole_span"]

_PAIRS = {
    "「": "」",
    "『": "』",
    "（": "）",
    "(": ")",
    "“": "”",
    "《": "》",
    "〈": "〉",
    "【": "】",
}
_CLOSERS = {closer: opener for opener, closer in _PAIRS.items()}
_EDGE = " \t\n\u3000、，,。．；;：:・"
_VAGUE = re.compile(r"(?:約|约|およそ|おおよそ|大约|大約|近|超)$")
_FROM = re.compile(r"[由从從]$")
_TO = re.compile(r"到|至|まで")
_DATED = re.compile(r"[0-9０-９]{4}年(?:度)?[（(][^（）()]{2,10}年(?:度)?[）)]$")
_RUN = re.compile(r"[\u30a1-\u30fa\u30fc]+|[A-Za-z][A-Za-z0-9&.-]*")
_COUNTER = re.compile(
    r"(?<=[0-9０-９万萬億亿])(?![中内內前後后外])[\u3400-\u9fff](?=[\s、，,。；;：:（）()」』”/・]|$)"
)
"""What a number counts though it is no unit that is known: 剂 of 8,000万剂, before a stop."""
_THING = re.compile("[るただいなうくすつぬむぶぐ]こと$")
_KANJI_POINT = re.compile(r"[〇一二三四五六七八九十百]+・$")
_SEN = re.compile(
    r"(?:[一二三四五六七八九十百]+円)?[一二三四五六七八九十]+銭(?:[一二三四五六七八九]厘)?"
)
"""Money of old: 三十七銭五厘 is one value."""
_PER = re.compile(r"(?:当たり|あたり|当り|につき)(?:の)?(?:約|およそ)?")
_UNIT_IN_HEAD = re.compile(r"[（(]\s*(?:単位|单位)?\s*[：:]?\s*([^（）()]{1,8})[）)]\s*$")
_NUMBER = re.compile(r"[-−△▲(（]?\s*[0-9０-９][0-9０-９,，.．]*\s*[)）]?")
_NOTE_MARK = re.compile(
    r"^(?:[※＊*]\s*[0-9０-９]*(?:[,、，]\s*[0-9０-９]+)*|[（(]注[0-9０-９]*[)）])\s*(?=\S)"
)
_WORDS_OF_UNIT = re.compile(r"(?:単位|单位|單位)\s*[：:]?\s*([^\s；;（）()]+)")
_LISTED = re.compile("[、，,]")
_SCALE = re.compile("^[十百千万亿兆]+")
_CURRENCIES = frozenset(("JPY", "CNY", "USD", "HKD", "TWD", "EUR", "GBP", "KRW"))
_KINDS = {
    "m": "高|長|长|深|幅|宽|寬|距",
    "km": "長|长|距|延",
    "m3": "容|量|積|积",
    "人": "人|員|员|口",
    "件": "件",
    "t": "量|重|排",
    "ha": "面",
    "m2": "面",
    "km2": "面",
}
"""What heads of columns say where a value is in a unit."""
_ERA_ASKED = re.compile(r"令和|平成|昭和|大正|明治|和暦|元号|年号")
_WESTERN_ASKED = re.compile(r"西暦|公元|公历|公曆|西元|in the western calendar", re.IGNORECASE)
_ERA = re.compile(r"令和|平成|昭和|大正|明治|民国|民國")
_ERAS = ((20190501, "令和", 2018), (19890108, "平成", 1988), (19261225, "昭和", 1925),
         (19120730, "大正", 1911), (18680125, "明治", 1867))  # fmt: skip


def whole_span(text: str, start: int, end: int) -> tuple[int, int]:
    """``[start, end)`` of ``text`` grown to the numbers, dates, katakana and Latin words that it
    cuts, with brackets in pairs, and without separators at its ends; never empty when it was not.
    """
    if not 0 <= start < end <= len(text):
        return start, start
    kanji = _KANJI_POINT.search(text[:start])
    start = kanji.start() if kanji else start
    fraction = _kanji_fraction().match(text, end)
    end = fraction.end() if fraction else end
    runs = [match.span() for run in (_RUN, _SEN) for match in run.finditer(text)]
    numbers = find_numbers(text)
    for first, last in (*runs, *((n.start, n.end) for n in numbers)):
        if first < end and start < last:
            start, end = min(start, first), max(end, last)
    counter = _COUNTER.match(text, end)
    if counter and any(n.end == end and n.kind == "number" for n in numbers):
        end = counter.end()
    per = _PER.match(text, end)
    end = next((n.end for n in numbers if per and n.start == per.end()), end)
    dated = _DATED.search(text[:start])
    if dated and any(n.kind == "date" for n in find_numbers(text[start:end])):
        start = dated.start()
    end += bool(_THING.search(text[max(0, end - 2) : end + 1]))
    start, end = _stripped(text, start, end)
    first, last = _paired(text, start, end)
    if first < last:
        start, end = first, last
    start = range_start(text, start, end)
    vague = _VAGUE.search(text[:start])
    if vague and find_numbers(text[start:end]):
        start = vague.start()
    return start, end


@lru_cache(maxsize=1)
def _kanji_fraction() -> re.Pattern[str]:
    """The rest of 三十六・七二キロメートル; without a unit it may be a date (二・二六事件)."""
    return re.compile(
        rf"(?<=[〇一二三四五六七八九十百])・[〇一二三四五六七八九]+(?=(?:{unit_pattern()}))"
    )


def range_start(text: str, start: int, end: int) -> int:
    """Where ``text[start:end]`` begins with the word that opens a range: 由 of 由8%提高到86%."""
    opens = _FROM.search(text[:start]) and _TO.search(text[start:end])
    return start - 1 if opens else start


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    kept = text[start:end]
    left = len(kept) - len(kept.lstrip(_EDGE))
    right = len(kept.rstrip(_EDGE))
    return (start + left, start + right) if left < right else (start, end)


def _paired(text: str, start: int, end: int) -> tuple[int, int]:
    """A bracket without its partner takes it in where it is next to the span, else is left off."""
    opened, closed = _unpaired(text[start:end])
    if len(opened) == 1:
        if text[end : end + 1] == _PAIRS[opened[0]]:
            end += 1
        elif text.startswith(opened[0], start):
            start += 1
    if len(closed) == 1:
        if start > 0 and text[start - 1] == _CLOSERS[closed[0]]:
            start -= 1
        elif text[:end].endswith(closed[0]):
            end -= 1
    inside = text[start:end]
    is_quoted = len(inside) > 2 and inside[0] in "「『“" and inside[-1] == _PAIRS[inside[0]]
    # In 「甲」と「乙」 the first bracket and the last are no pair.
    if is_quoted and _unpaired(inside[1:-1]) == ("", ""):
        return start + 1, end - 1
    return start, end


def _unpaired(text: str) -> tuple[str, str]:
    """The brackets of ``text`` that open and are not closed, and those that close and were not
    opened, each in order."""
    opened, closed = "", ""
    for char in text:
        if char in _PAIRS:
            opened += char
        elif char in _CLOSERS:
            partner = opened.rfind(_CLOSERS[char])
            if partner < 0:
                closed += char
            else:
                opened = opened[:partner] + opened[partner + 1 :]
    return opened, closed


def cell_answer(choice: CellChoice) -> str:
    """The cell's words with the unit that its column head or the table's unit line gives it.

    ``49,856`` below ``単位：百万円`` is ``49,856百万円``. What has a unit of its own, or is no
    bare number, stays as it is, but for a mark that points to a note (※１).
    """
    text = _NOTE_MARK.sub("", " ".join(choice.cell.text.split()))
    if not _NUMBER.fullmatch(text):
        return text
    return text + _unit_of(choice)


def _unit_of(choice: CellChoice) -> str:
    row = choice.row
    for heading in (choice.head, *(cell.text for cell in row.cells[: row.head_columns])):
        stated = _UNIT_IN_HEAD.search(heading)
        if stated and _names_unit(stated[1]):
            return stated[1].strip()
    if is_share(choice.head) or is_share(choice.row.head):
        return "%" if _SOLE_PERCENT.search(choice.row.table.unit) else ""
    beside = row.cells[choice.column + 1 : choice.column + 2]
    told = _told_unit(row.table.unit, f"{choice.head} {row.head}")
    for unit in (*(cell.text.strip() for cell in beside), told):
        if unit and _names_unit(unit):
            return unit
    return ""


def _told_unit(line: str, heads: str) -> str:
    """The unit that a table's unit line states for the column and row of ``heads``. Of several
    (公尺、億立方公尺) the one of the kind that they speak of, else the first where it is money."""
    stated = _WORDS_OF_UNIT.search(line)
    if stated is None:
        return line
    units = [unit for unit in _LISTED.split(stated[1]) if unit and _names_unit(unit)]
    plain = [unit for unit in units if not _SOLE_PERCENT.search(unit)]
    if len(plain) < 2:
        return (plain or units or [""])[0]
    for unit in plain:
        kind = _KINDS.get(canonical_unit(_SCALE.sub("", fold_text(unit))))
        if kind and re.search(kind, heads, re.IGNORECASE):
            return unit
    is_money = canonical_unit(_SCALE.sub("", fold_text(plain[0]))) in _CURRENCIES
    return plain[0] if is_money else ""


_SOLE_PERCENT = re.compile(r"[%％]")


def _names_unit(text: str) -> bool:
    """Whether ``text`` is a unit and nothing more: 百万円 and 位 are, 年末 is not."""
    folded = "".join(fold_text(text).split())
    return folded == "%" or bool(_unit().fullmatch(folded))


@lru_cache(maxsize=1)
def _unit() -> re.Pattern[str]:
    return re.compile(rf"[十百千万亿兆]*(?:{unit_pattern()})|[十百千万亿兆]+")


def in_the_era_asked_for(question: Question, answer: str) -> str:
    """``answer`` with its year in the calendar that the question uses, in parentheses.

    2021年9月1日 to a question about 令和 becomes 2021年9月1日（令和3年）; 明治5年 to a question
    that asks for 西暦 becomes 明治5年（1872年）. Other answers stay as they are.
    """
    years = [n for n in find_numbers(answer) if n.kind == "year"]
    if len(years) != 1:
        return answer
    year = int(years[0].value)
    if _ERA.search(answer):
        wants = _WESTERN_ASKED.search(question.text) and str(year) not in answer
        return f"{answer}（{year}年）" if wants else answer
    if not _ERA_ASKED.search(question.text):
        return answer
    dates = (int(n.value) for n in find_numbers(answer) if n.kind == "date" and n.unit == "年月日")
    named = _era_year(year, dates)
    return f"{answer}（{named}）" if named else answer


def _era_year(year: int, dates: Iterable[int]) -> str:
    """The Japanese year; by the day where one is known, else by the end of the year."""
    day = next(iter(dates), year * 10_000 + 1231)
    for first, name, before in _ERAS:
        if day >= first:
            count = year - before
            return f"{name}{'元' if count == 1 else count}年"
    return ""
