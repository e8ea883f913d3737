"""Check a sentence's numbers, dates, names and direction against the passages that it names.

Strict on purpose: what does not stand there is not shown. What is compared is the value and not
the spelling (9.5兆, 9兆5000億; 令和3年, 2021年), and names by their folded characters (経済, 经济).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from ingest.language import Number, find_numbers
from service.answering.llm.evidence import Evidence, compact
from service.answering.llm.names import names_written
from service.answering.typed_terms import known_names, typed_terms

__all__ = ["facts_missing", "without_numbers"]

# Counting words differ between languages and say little: 5社, 5家, 5 companies.
_COUNTERS = frozenset("人件社家店个台头座户册本枚种项回位点席校字票頁") | {"か所"}
_QUOTED = re.compile("[「『“《〈‘]([^「『“《〈‘」』”》〉’]{2,40})[」』”》〉’]")
_KATAKANA_RUN = re.compile("[\u30a1-\u30fa\u30fc・]{4,}")
_ACRONYM = re.compile(r"[A-Z0-9][A-Z0-9&.-]*[A-Z0-9]")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+")
_UP = re.compile(
    r"[増增]|上[昇升]|伸[びばし]|拡大|扩大|擴大|上回|提[高升]|成長|プラス|"
    r"\b(?:increas|rise|rising|rose|risen|grew|grow|higher|expand|change)\w*",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"[減减]|低下|下[落降跌滑回]|[縮缩]小|萎[缩縮]|回落|マイナス|[▲△]|[-−][0-9]|"
    r"\b(?:decreas|fall|fell|declin|drop|lower|shr[aiu]nk|change)\w*",
    re.IGNORECASE,
)
_NUMBER_WORDS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip


def facts_missing(sentence: str, language: str, evidence: Evidence) -> list[str]:
    """What ``sentence`` says and ``evidence`` does not, as written; empty if all stands there."""
    numbers = find_numbers(sentence)
    words = without_numbers(sentence)
    missing = [sentence[n.start : n.end] for n in numbers if not _number_stands(n, evidence)]
    missing += _words_for_numbers(sentence, language, evidence)
    missing += [name for name in _names(words, language, evidence) if not _stands(name, evidence)]
    missing += sorted(known_names(words) - evidence.known)
    missing += _wrong_column(numbers, sentence, evidence)
    return missing + _opposed(sentence, evidence)


def without_numbers(sentence: str) -> str:
    """The words alone: numbers and dates are checked by value, and 令和 in one is no name."""
    for number in reversed(find_numbers(sentence)):
        sentence = f"{sentence[: number.start]} {sentence[number.end :]}"
    return sentence


# --- numbers ---


def _number_stands(number: Number, evidence: Evidence) -> bool:
    if number.kind == "year":
        return any(_year_of(other) == number.value for other in evidence.numbers)
    if number.kind == "date":
        return _date_stands(number, evidence)
    return any(_same_amount(number, other, evidence) for other in evidence.numbers)


def _year_of(number: Number) -> Decimal | None:
    if number.kind == "year":
        return number.value
    if number.kind == "number" and not number.unit and 1000 < number.value < 2200:
        return number.value  # a bare 2021 in a column of years
    return None


def _date_stands(number: Number, evidence: Evidence) -> bool:
    """Whether a date in the evidence agrees in everything that both say, and says as much."""
    year, month, day = _parts(number)
    for other in evidence.numbers:
        if other.kind != "date":
            continue
        other_year, other_month, other_day = _parts(other)
        if month != other_month or (day is not None and day != other_day):
            continue
        if year is None or year == other_year:
            return True
        if other_year is None and any(_year_of(n) == year for n in evidence.numbers):
            return True
    return False


def _parts(date: Number) -> tuple[int | None, int, int | None]:
    value, unit = int(date.value), date.unit
    day = value % 100 if unit.endswith("日") else None
    value = value // 100 if day is not None else value
    return (value // 100 if unit.startswith("年") else None), value % 100, day


def _same_amount(number: Number, other: Number, evidence: Evidence) -> bool:
    if other.kind not in ("number", "percent", "year") or not _same_unit(number, other):
        return False
    value = abs(number.value)
    factors = {Decimal(1)} if other.unit else evidence.factors
    return any(value == abs(other.value) * factor for factor in factors)


def _same_unit(number: Number, other: Number) -> bool:
    """Whether the units agree; a cell of a table may leave its own to the heads."""
    if other.kind == "year" or not other.unit:
        return True
    if number.kind == "percent" or other.kind == "percent":
        return number.kind == other.kind
    if not number.unit or number.unit == other.unit:
        return True
    if {number.unit, other.unit} <= {"¥", "JPY", "CNY"} and "¥" in (number.unit, other.unit):
        return True
    return number.unit in _COUNTERS and other.unit in _COUNTERS


def _words_for_numbers(sentence: str, language: str, evidence: Evidence) -> Iterable[str]:
    """English number words (two to twelve) without a number or a word like them."""
    if language != "en":
        return
    values = {abs(number.value) for number in evidence.numbers}
    for word in re.findall(r"[a-z]+", sentence.lower()):
        value = _NUMBER_WORDS.get(word)
        if value is not None and value not in values and word not in evidence.text.lower():
            yield word


# --- names ---


def _names(sentence: str, language: str, evidence: Evidence) -> list[str]:
    """The names that must stand in the evidence as written. Between languages that is only what
    both write alike: acronyms and addresses, and Chinese characters between Japanese and Chinese.
    """
    names = _ADDRESS.findall(sentence)
    proper = names_written(sentence, language)
    if language in evidence.languages:
        organisations = [
            term.text for term in typed_terms(sentence, language) if term.kind == "organisation"
        ]
        names += [*proper, *organisations, *_QUOTED.findall(sentence)]
        return names + _KATAKANA_RUN.findall(sentence) if language == "ja" else names
    if "en" in (language, *evidence.languages):
        return names + [name for name in proper if _ACRONYM.fullmatch(name)]
    return names + [name for name in proper if not re.search("[\u3041-\u30fa]", name)]


def _stands(name: str, evidence: Evidence) -> bool:
    """Whether the name is written in the evidence, or is a known one under another name there."""
    known = known_names(name)
    return compact(name) in evidence.compact or bool(known and known <= evidence.known)


# --- what goes with what ---


def _wrong_column(numbers: list[Number], sentence: str, evidence: Evidence) -> list[str]:
    """Values that stand in a table under another year than the one that the sentence names."""
    years = {number.value for number in numbers if number.kind == "year"}
    wrong = []
    for heads, cells in evidence.columns():
        head_years = [{_year_of(n) for n in find_numbers(head)} - {None} for head in heads]
        named = years & set().union(*head_years)
        if len(named) != 1:
            continue
        for number in numbers:
            if number.kind not in ("number", "percent"):
                continue
            at = [
                i
                for i, cell in enumerate(cells)
                if any(_same_amount(number, other, evidence) for other in find_numbers(cell))
            ]
            if at and not any(not head_years[i] or head_years[i] & named for i in at):
                wrong.append(sentence[number.start : number.end])
    return wrong


def _opposed(sentence: str, evidence: Evidence) -> list[str]:
    """A rise or fall of which the passages tell nothing."""
    return [
        said.group()
        for pattern in (_UP, _DOWN)
        if (said := pattern.search(sentence)) and not pattern.search(evidence.text)
    ]
