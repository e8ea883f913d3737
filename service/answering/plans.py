"""Whether a question and a text speak of what was planned or of what came of it.

A report gives the aim for 2025 and the figure of 2024: neither answers a question about the other.
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["plan_fit"]

_PLAN = re.compile(
    r"目標|目标|計画|计划|計劃|規劃|规划|予定|予想|予測|预测|預測|预计|預計|見通し|見込|目指|予算|预算|預算|"
    r"力争|提高到|引き上げ|原定|当初|\b(?:plan|forecast|target|goal|aim|expect|budget|project|intend)(?:s|ed|ing)?\b",
    re.IGNORECASE,
)
_ACTUAL = re.compile(
    r"実績|実際|実測|实际|實際|实绩|到底|最終的に|\bactual(?:ly)?\b|\bin fact\b|\bachieved\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"[《「『][^》」』]*[》」』]|(?:第[0-9一二三四五六七八九十]+次)?[0-9一二三四五六七八九十]*[カか个個]?年(?:行動|行动)?"
    r"(?:計画|计划|規劃|规划)|行動計画|行动计划|“十[一二三四五]五”(?:规划)?"
)
"""Plans that are only the names of papers."""


def plan_fit(question: str, nearby: str) -> float:
    """1 where ``question`` asks for a plan and ``nearby`` tells of one, -1 where only one of the
    two does and the question says which it wants, 0 else."""
    asked = _PLAN.search(_NAMED.sub(" ", question))
    told = _tells_plan(nearby)
    if _ACTUAL.search(question):
        return -1.0 if told else 0.0
    if asked:
        return 1.0 if told else -1.0
    return 0.0


@lru_cache(maxsize=4_096)
def _tells_plan(text: str) -> bool:
    return bool(_PLAN.search(text))
