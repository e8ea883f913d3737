"""What a question asks for, as a noun: the 終値 of 株価の終値はいくら, the 合同金额 of …是多少.

A passage that never says the noun rarely gives its value, however much else of the question it
holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ingest.language import fold_text
from ingest.language.units import unit_pattern
from service.answering.overlap import QuestionTerms, bare, terms_of
from service.answering.periods import period_of
from service.answering.question import Question

__all__ = ["asked_noun", "lacks_noun", "lacks_year", "names_the_noun", "plain_noun"]

_NOUN = r"[\u30a1-\u30ff\u3005\u3400-\u9fffA-Za-z0-9０-９々ー・&-]"
_JA = re.compile(
    r"(?P<before>.*?)(?:は|とは|が)、?(?:およそ|約|合計)?"
    r"(?:何|なに|なん|いくら|いくつ|誰|だれ|どこ|どれ|どの|どちら|いつ)"
)
_JA_RUNS = re.compile(rf"{_NOUN}+")
_ZH_VALUE = re.compile(
    r"(?P<before>[^，。？?]*?)(?:是|为|為|达到?|達到?)(?:多少|什么|什麼|几|幾|谁|誰|哪|每)"
)
_ZH_COUNTED = re.compile(
    r"(?:多少|几|幾)(?:[名个個家条條座项項种種位人]|万|亿)*(?P<noun>[\u3400-\u9fff]{2,8})[？?]?$"
)
_ZH_CUT = re.compile(r"[的之在于於占]|\s|、")
_EN = re.compile(
    r"\bwhat (?:is|was|were|are) the (?P<a>[a-z0-9 '-]+?) (?:of|in|for|at|on|paid|that|by)\b"
    r"|\bhow many (?P<b>[a-z-]+(?: [a-z-]+)?)"
    r"|\bwhat (?P<c>[a-z-]+(?: [a-z-]+)?) (?:is|was|were|are|did|does)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"(?:名称|名稱|名前|名|数|數|數量|数量|額|额|金額|金额|割合|比率|比重|比例|占比|値|数値|数值|規模|规模|年|月|日|年月日"
    r"|時期|时间|時間|理由|原因|内容|目的|もの|こと|場所|地点|人|人数|總數|总数|总额|総額|全称|期間|順位|排名)$"
)
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_LONGEST = 8
"""Characters; Chinese does not part a noun from what stands before it."""
_DECADE = re.compile(r"[0-9０-９]{4}年代")
_PERIOD = re.compile(r"[0-9０-９]+年?[0-9０-９]*月?(?:期|度|末|時点)?")


@lru_cache(maxsize=256)
def asked_noun(question: Question) -> str:
    """The noun that ``question`` asks the value of, as it stands there; empty where none is
    plain. A noun that says nothing on its own (名称, 金额) is left out for the one before it."""
    text = question.text
    finders = {"ja": _of_japanese, "zh": _of_chinese, "en": _of_english}
    find = finders.get(question.language)
    return next((noun for noun in find(text) if _tells(noun)), "") if find else ""


def plain_noun(noun: str) -> str:
    """``noun`` without the last word where that only says what kind of value it has: 智能算力 of
    智能算力规模."""
    return _VAGUE.sub("", noun.strip())


def names_the_noun(question: Question, head: str) -> bool:
    """Whether ``head``, of a column, is the noun that names of things are asked for by: 主な企業
    where the question is of …企業はどこ. What values are of, rows name as often."""
    if question.expects != "any":
        return False
    noun = bare(plain_noun(asked_noun(question)))
    head = bare(plain_noun(_BRACKETS.sub("", head)))
    shorter = min(len(noun), len(head))
    return shorter > 1 and noun[-shorter:] == head[-shorter:]


def _of_japanese(text: str) -> Iterator[str]:
    found = _JA.search(text)
    if found:
        yield from reversed(_JA_RUNS.findall(found["before"])[-3:])


def _of_chinese(text: str) -> Iterator[str]:
    counted = _ZH_COUNTED.search(text)
    if counted and not _is_unit(counted["noun"]):
        yield counted["noun"]
        return
    found = _ZH_VALUE.search(text)
    if found:
        yield from (part[-_LONGEST:] for part in reversed(_ZH_CUT.split(found["before"])[-2:]))


def _of_english(text: str) -> Iterator[str]:
    found = _EN.search(text)
    if found:
        yield found["a"] or found["b"] or found["c"]


@lru_cache(maxsize=256)
def _is_unit(noun: str) -> bool:
    return bool(re.fullmatch(rf"[十百千万亿兆]*(?:{unit_pattern()})+", fold_text(noun)))


def _tells(noun: str) -> bool:
    left = plain_noun(noun)
    return len(left) > 1 and not _PERIOD.fullmatch(left)


def lacks_noun(noun: str, passage: frozenset[str], terms: QuestionTerms) -> float:
    """The share of the weight of ``noun`` (of ``asked_noun``) that the terms of a passage lack,
    0 to 1; 0 where there is no noun."""
    wanted = terms_of(noun)
    total = terms.weight(wanted)
    return 1.0 - terms.weight(wanted & passage) / total if total > 0.0 else 0.0


def lacks_year(question: Question, passage: str) -> bool:
    """Whether ``question`` names years and ``passage`` (with what stands around it) none of
    them, though it names others."""
    asked = period_of(question.text).years
    said = period_of(_DECADE.sub(" ", passage)).years
    return bool(asked) and bool(said) and not set(asked) & set(said)
