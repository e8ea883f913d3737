"""Unit notes beside tables: 単位：百万円, 单位：万元."""

from __future__ import annotations

import re

__all__ = ["bare_unit", "unit_in"]

_UNIT = re.compile(
    r"[(（［\[]?\s*(?:金額|金额)?\s*(?:単位|单位|單位)\s*[：:／/]\s*[^\s()（）［］\[\]。]{1,24}\s*[)）］\]]?"
)

_BARE = re.compile(
    r"[(（［\[]?\s*(?:金額|金额|金額単位)?[：:]?\s*"
    r"((?:[十百千万萬億亿兆]*(?:円|日元|元|人民币元|美元|米ドル|ドル|ユーロ|人|名|株|口|台|件|戸|户|トン|吨)"
    r"|千?t|kg|%|％))\s*[)）］\]]?"
)


def unit_in(text: str) -> str:
    """The 単位 / 单位 note in ``text`` as written, without brackets around it; else ``""``."""
    found = _UNIT.search(text)
    return found[0].strip("()（）［］[] \u3000") if found else ""


def bare_unit(text: str) -> str:
    """The unit that a cell consists of, as in ``（百万円）`` or ``千株``; else ``""``."""
    found = _BARE.fullmatch(text.strip())
    return found[1] if found else ""
