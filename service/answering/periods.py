"""Which year a column head, a caption or a question speaks of.

Reports name one period in many ways: 2020年度, 2020年3月期, 自2019年4月1日至2020年3月31日,
期末余额, 当連結会計年度. A period that has two ends is named by the year in which it ends, except
where 年度 is written, which names the year in which it begins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from ingest.language import find_numbers

__all__ = ["Period", "period_fit", "period_of", "years_in"]

Turn = Literal["current", "previous", ""]

_CURRENT = re.compile(
    r"当[期年]|当連結|当事業|当会計|本[期年]|本报告期|報告期末|报告期末|期末|今期"
    r"|\bcurrent\b|this year",
    re.IGNORECASE,
)
_PREVIOUS = re.compile(
    r"前[期年]|前連結|前事業|前会計|上[期年]|去年|昨年|前年|期初|年初|上一|\bprevious\b|\bprior\b"
    r"|last year",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"増減|增减|増加|増減率|前[期年]比|前年同期比|同比|环比|環比|比上年|伸び率|增长"
)
_FISCAL = re.compile(r"(?<!会計)(?<!会计)(?<!事業)年度(?!末)")
_ORDINAL = re.compile(r"第\s*([0-9０-９]{1,4})\s*[期回届]")


@dataclass(frozen=True, slots=True)
class Period:
    """``years`` in the order in which they stand; ``turn`` where the text says 当期 or 前期."""

    years: tuple[int, ...]
    turn: Turn
    fiscal: bool
    ordinal: int | None

    @property
    def says_nothing(self) -> bool:
        """Whether no period is named."""
        return not (self.years or self.turn or self.ordinal)


@lru_cache(maxsize=8_192)
def period_of(text: str) -> Period:
    """The period that ``text`` names. What only compares (前期比) names none."""
    plain = _CHANGE.sub(" ", text)
    previous, current = _PREVIOUS.search(plain), _CURRENT.search(plain)
    turn: Turn = "previous" if previous else "current" if current else ""
    ordinal = _ORDINAL.search(plain)
    return Period(
        years_in(text), turn, bool(_FISCAL.search(plain)), int(ordinal[1]) if ordinal else None
    )


def years_in(text: str) -> tuple[int, ...]:
    """The years of our era that ``text`` names, each once, in order."""
    found = (int(n.value) for n in find_numbers(text) if n.kind == "year")
    return tuple(dict.fromkeys(found))


def period_fit(asked: Period, head: Period, around: Period) -> float:
    """How well a column fits the period asked for: 1 the same, -1 another, 0 nothing known.

    ``around`` is what caption, headings and title say; it dates heads that say only 期末 or 前期.
    """
    if asked.ordinal is not None and head.ordinal is not None:
        return 1.0 if asked.ordinal == head.ordinal else -1.0
    if asked.years and head.years:
        return _years_fit(asked, head)
    if asked.years and head.turn and around.years:
        told = around.years[-1] - (head.turn == "previous")
        return 0.8 if told in asked.years else -0.8
    if asked.turn and head.turn:
        return 0.8 if asked.turn == head.turn else -0.8
    if asked.years or asked.turn:
        return 0.0
    return {"current": 0.3, "previous": -0.3, "": 0.0}[head.turn]


def _years_fit(asked: Period, head: Period) -> float:
    """By the year in which the head's period ends, by its first year where 年度 is asked for."""
    if set(head.years) <= set(asked.years):
        return 1.0
    if len(head.years) > 1:
        named = head.years[0] if asked.fiscal and not head.fiscal else head.years[-1]
        return 0.9 if named in asked.years else -1.0
    return -1.0
