"""Answers that are lists: all of an enumeration or of a run of bullets, where one item was found.

A reading model points at few words; of 東京都、沖縄県、神奈川県 it may take the first. Where a
question asks for several things, the answer grows over the neighbours of the same kind.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile

from service.answering.question import Question

__all__ = ["asks_all", "asks_list", "bullet_items", "whole_enumeration"]

_ASKS = re.compile(
    r"哪些|哪(?:[两兩二三四五六七八九十]|几|幾)|有什[么麼]|どのような.{0,8}(?:がありますか|ですか)|"
    r"どのような(?:こと|もの|項目|事項|内容|点)[がを]|どの[^、。？?]{0,6}々|どことどこ|何と何|誰と誰|"
    r"(?:すべて|全て|全部|ぜんぶ|もれなく).{0,8}(?:挙げ|あげて|教え|答え|列挙|示し|述べ|書い)|"
    r"順(?:番)?に.{0,10}(?:何|どれ|どの|挙げ|あげて|教え|答え|並べ)|(?<!一つ)(?<!1つ)挙げてください|"
    r"列出|列[举舉]|都有(?:谁|誰|什[么麼])|(?:依次|分别|分別)(?:是|为|為)?(?:什[么麼]|谁|誰)|"
    r"\bwhich (?:two|three|four|five|six)\b|\bname (?:the|all|two|three)\b|\blist\b|"
    r"\bwhat are the\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"(?<![0-9０-９第])(?:[0-9０-９]{1,2}(?![0-9０-９])|[二三四五六七八九十]+)(?!年|月|日|期|分|％|%)"
    r"[つ\u4e00-\u9fff]{0,3}の?.{0,8}(?:は何|は誰|はどこ|はどれ|を挙げ|とは)"
)
_PLURAL = re.compile(
    r"\bwhich (?:(?:[a-z-]+ ){0,2}?[a-z]+(?:ries|nies|ties|cies)|"
    r"(?!series|species|news|always)[a-z]{3,}[^siu'’\W]s)\b(?! of)",
    re.IGNORECASE,
)
_ANY_NUMBER = re.compile(r"有什[么麼]|どのような.{0,8}(?:がありますか|ですか)")
"""What one thing may answer."""
_BULLET = re.compile(
    r"\s*(?:[・•●■◆▪◦‣○◇▶➢✓\-*]|[（(]?[0-9０-９一二三四五六七八九十]{1,2}[)）.．、])\s*(?=\S)"
)
_ITEM = r"[^\s、，,。．；;：:はがをにでもへ（）()]{1,20}"
_SEPARATOR = (
    r"(?:、|，(?=以及|及|和)|(?<=[、，])|及び|および|以及|和|与|與|(?<!こ)と(?![いしすなもっ]))"
)
_LEFT = re.compile(rf"(?:{_ITEM}、){{1,12}}(?:及び|および|以及|和|与|與)?$")
_RIGHT = re.compile(
    rf"(?:{_SEPARATOR}[^\s、，,。．；;：:はがをにでもへ（）()的]{{1,20}}?"
    rf"(?=[、，。；;：:\s（(はがをにでもへ的]|の[0-9０-９一二三四五六七八九十]|など|等|及び|および|以及|和|与|與|と|です|だ|$))"
    r"{1,12}"
)
_LEADS = re.compile(r".*(?:分为|分為|包括|包含|為|为|是|有|即|把|将|將)")
_LONGEST_ITEM = 80


def asks_list(question: Question) -> bool:
    """Whether ``question`` asks for several things."""
    text = question.text
    counted = question.expects == "any" and _COUNTED.search(text)
    plural = question.language == "en" and _PLURAL.search(text)
    return bool(_ASKS.search(text) or counted or plural)


def asks_all(question: Question) -> bool:
    """Whether ``question`` says that it asks for several things, which one would not answer."""
    rest = _ANY_NUMBER.sub("", question.text)
    return asks_list(replace(question, text=rest))


def whole_enumeration(text: str, start: int, end: int) -> tuple[int, int]:
    """``text[start:end]`` grown over the items that stand before and after it, divided by 、."""
    left = _LEFT.search(text[:start])
    right = _RIGHT.match(text, end)
    first = start if left is None else left.start() + _lead(left.group(), text[start:end])
    last = end if right is None else right.end()
    items = re.split("[、，]", text[first:last])
    return (first, last) if len(items) > 1 or last > end else (start, end)


def _lead(items: str, found: str) -> int:
    """How much of the first item belongs to the sentence before it: 分为 of 分为绿灯、黄灯."""
    first, *others = [item for item in re.split("[、，]", items) if item]
    longest = max(map(len, [*others, found.split("、")[0]]))
    lead = _LEADS.match(first)
    return lead.end() if lead and len(first) > longest else 0


def bullet_items(text: str, start: int, end: int) -> tuple[int, int, tuple[str, ...]] | None:
    """The run of bulleted lines in which ``text[start:end]`` stands: its place and the items
    without their marks; ``None`` where it stands in no such run of two lines or more.
    """
    lines = _lines(text)
    at = next((n for n, (a, b) in enumerate(lines) if a <= start < b), None)
    if at is None or not _is_bullet(text, lines[at]):
        return None
    before = len(list(takewhile(lambda line: _is_bullet(text, line), reversed(lines[:at]))))
    after = len(list(takewhile(lambda line: _is_bullet(text, line), lines[at + 1 :])))
    run = lines[at - before : at + after + 1]
    if len(run) < 2:
        return None
    items = tuple(_BULLET.sub("", text[a:b], count=1).strip() for a, b in run)
    if any(len(item) > _LONGEST_ITEM for item in items):
        return None
    return run[0][0], run[-1][1], items


def _lines(text: str) -> list[tuple[int, int]]:
    found, start = [], 0
    for line in text.split("\n"):
        found.append((start, start + len(line)))
        start += len(line) + 1
    return found


def _is_bullet(text: str, line: tuple[int, int]) -> bool:
    return bool(_BULLET.match(text, *line))
