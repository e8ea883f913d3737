"""Whether a percentage is a part of a whole (構成比) or a change between periods (前年比)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

__all__ = ["part_or_change"]

_PART_OF_WHOLE = re.compile(
    r"構成比|構成割合|构成|占め|占比|占有|全体の|比重|割合|シェア|份额|份額|"
    r"\bshare\b|\b(?:percent|percentage|%) of\b",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"前年|前期|前年比|伸び|増減|増加率|減少率|成長率|同比|环比|環比|比上年|增减|增減|增长|增長|增速|增幅|降幅|上升|下降|"
    r"\b(?:growth|grew|grow|rose|fell|increase|increased|decrease|decreased|change|changed)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=4_096)
def part_or_change(text: str) -> Literal["part", "change", ""]:
    """Which of the two ``text`` speaks of; empty where of neither, or of both."""
    part, change = _PART_OF_WHOLE.search(text), _CHANGE.search(text)
    if bool(part) == bool(change):
        return ""
    return "part" if part else "change"
