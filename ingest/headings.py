"""Headings by their words alone, for text that does not mark them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.sections import Item

__all__ = ["first_heading", "heading_level", "statutory_level", "with_headings"]

_CHAPTER = re.compile(r"第\s*[0-9０-９一二三四五六七八九十百]{1,4}\s*[章編编部篇][^。．.]{0,38}$")
_SECTION = re.compile(r"第\s*[0-9０-９一二三四五六七八九十百]{1,4}\s*[節节][^。．.]{0,38}$")
_NUMBERED = re.compile(r"[一二三四五六七八九十]{1,3}、[^。．.]{1,38}$")

_STATUTORY = re.compile(
    r"(?:(?P<part>第[0-9０-９一二三四五六七八九十]+)|(?P<number>[0-9０-９]{1,2})[.．]?"
    r"|(?P<bracketed>[(（][0-9０-９]{1,2}[)）])|(?P<circled>[①-⑳])|[(（]?[ア-ン][)）.．]?)?"
    r"\s*【[^【】]{1,40}】"
)
_STATUTORY_LEVELS = {"part": 2, "number": 3, "bracketed": 4, "circled": 5}
_BARE = 6


def statutory_level(line: str) -> int:
    """2 to 6 for a heading of a Japanese securities report, which stands in 【】, by its number
    (第５ 【経理の状況】, １ 【…】, (1) 【…】, ① 【…】, 【…】); 0 for any other line.

    Source: 企業内容等の開示に関する内閣府令, forms 2 and 3, which fix these headings.
    """
    found = _STATUTORY.fullmatch(line.strip())
    return _STATUTORY_LEVELS.get(found.lastgroup or "", _BARE) if found else 0


def heading_level(line: str) -> int:
    """1 for a chapter (第1章 …), 2 for a section (第2節 …), 3 for 三、…; 0 for any other line."""
    for level, pattern in enumerate((_CHAPTER, _SECTION, _NUMBERED), start=1):
        if pattern.match(line):
            return level
    return 0


def with_headings(items: Sequence[Item]) -> list[Item]:
    """``items``; where none is a heading, lines that read like one become headings."""
    if first_heading(items):
        return list(items)
    made: list[Item] = []
    for item in items:
        if isinstance(item, tuple) and item[0] in ("text", "list"):
            level = heading_level(item[1])
            item = ("heading", item[1], level) if level else item
        made.append(item)
    return made


def first_heading(items: Sequence[Item]) -> str:
    """The words of the first heading among ``items``; empty where there is none."""
    return next((item[1] for item in items if isinstance(item, tuple) and item[0] == "heading"), "")
