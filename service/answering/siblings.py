"""Words that differ from a question's in one character that tells them apart: 東口 and 西口.

内部売上高 stands where 外部売上高 does and shares nearly every character with it, so a match of
words or of meaning takes one for the other. Which characters exclude each other is listed; which
words they make, the question and the text show themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ingest.language import fold_text

__all__ = ["is_sibling"]

_HAN = "[\u3400-\u9fff]"


@dataclass(frozen=True, slots=True)
class _Kind:
    """Characters that exclude each other, and what stands before or behind them in a word."""

    characters: str
    before: str = ""
    behind: str = ""


_KINDS = (
    _Kind("東西南北", behind="[口側門部岸端棟翼站駅]"),
    _Kind("内外", behind="[部資貿科側装勤壁周港洋]"),
    _Kind("内外", before="[社院県都市町村区域室館校年期]"),
    _Kind("男女", behind=_HAN),
    _Kind("甲乙丙丁", behind=_HAN),
    _Kind("有無", before="(?<![所持拥没])", behind="[料形償害期限]"),
    _Kind("左右", behind="[岸翼側]"),
    _Kind("大中小", before="(?<![其集空])", behind="[型企規]"),
    _Kind("高中低", behind="[級等圧温層]"),
    _Kind("長短", behind="[期時途距]"),
    _Kind("新旧", behind="[型制館線駅法]"),
    _Kind("春夏秋冬", behind="[季期学作]"),
    _Kind("上下", behind="[期半]"),
    _Kind("上中下", behind="[旬流層]"),
    _Kind("国公私市県州", before="(?<!中)", behind="立"),
    _Kind(
        "一二三四五六七八九",
        before="(?<![一二三四五六七八九十百最近上每统唯单同万这])",
        behind="[級期号型区組等編線次]",
    ),
    _Kind("123456789", before="(?<![0-9.,準])", behind="[級期号型等次線]"),
)


def is_sibling(question: str, nearby: str) -> bool:
    """Whether ``nearby`` has a word that differs from one of ``question`` only in a character
    that tells such things apart, and never the question's own word."""
    pairs = _siblings(question)
    told = fold_text(nearby) if pairs else ""
    return any(not own.search(told) and others.search(told) for own, others in pairs)


@lru_cache(maxsize=1_024)
def _siblings(question: str) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """For each word of ``question`` that has siblings what finds it, and what finds one of them,
    in folded text."""
    return tuple(_pairs(fold_text(question)))


def _pairs(folded: str) -> Iterator[tuple[re.Pattern[str], re.Pattern[str]]]:
    for kind in _folded_kinds():
        before, behind = f"(?P<before>{kind.before})", f"(?P<behind>{kind.behind})"
        place = re.compile(f"{before}(?P<own>[{kind.characters}]){behind}")
        for match in place.finditer(folded):
            # What only must not stand before is looked for as such, other words as they are.
            ahead = re.escape(match["before"]) or kind.before
            others = kind.characters.replace(match["own"], "")
            rest = re.escape(match["behind"])
            sibling = re.compile(f"{ahead}[{others}]{rest}")
            # Who names both asks about either.
            if not sibling.search(folded):
                yield re.compile(f"{ahead}{match['own']}{rest}"), sibling


@lru_cache(maxsize=1)
def _folded_kinds() -> tuple[_Kind, ...]:
    return tuple(
        _Kind(fold_text(k.characters), fold_text(k.before), fold_text(k.behind)) for k in _KINDS
    )
