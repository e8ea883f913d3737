"""Unit notes beside tables: 単位：百万円, 单位：万元."""

from __future__ import annotations

import re

__all__ = ["unit_in"]

_UNIT = re.compile(
    r"[(（［\[]?\s*(?:金額|金额)?\s*(?:単位|单位|單位)\s*[：:／/]\s*[^\s()（）［］\[\]。]{1,24}\s*[)）］\]]?"
)


def unit_in(text: str) -> str:
    """The 単位 / 单位 note in ``text`` as written, without brackets around it; else ``""``."""
    found = _UNIT.search(text)
    return found[0].strip("()（）［］[] \u3000") if found else ""
