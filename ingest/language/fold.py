"""Fold script variants so that one word is one string, with a map back to the original text.

経済, 經濟 and 经济 fold to the same string, and so do ＡＢＣ and abc, ｶﾞ and ガ, ㈱ and (株).
Folding is for finding and comparing; what people see and what is embedded stays as written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["Folded", "fold", "fold_text"]

_HAN_RANGES = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0x20000, 0x2EE5E), (0x30000, 0x323B0))

# Characters that show nothing: soft hyphen, zero-width space and joiners, direction marks, word
# joiner, byte order mark, variation selectors (which kanji shapes are chosen by).
_INVISIBLE = (
    "\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef"
)
_INVISIBLE_RUN = re.compile(f"[{_INVISIBLE}]+")

# Conjoining, compatibility and half-width jamo compose with the jamo before them although they
# are no combining marks; U+FF9E and U+FF9F are the half-width dakuten and handakuten.
_JAMO = "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\ud7b0-\ud7ff\uffa0-\uffdc"
_HALF_WIDTH_MARKS = "\uff9e\uff9f"

# The radicals supplement (U+2E80...) has no compatibility mapping, yet PDF fonts that lost
# their character map give these code points for everyday characters.
_RADICALS = (
    "⺠民 ⻁虎 ⻄西 ⻅见 ⻆角 ⻉贝 ⻋车 ⻑長 ⻒镸 ⻓长 ⻔门 ⻘青 ⻙韦 ⻚页 ⻛风 ⻜飞 ⻝食 ⻢马 "
    "⻣骨 ⻤鬼 ⻥鱼 ⻦鸟 ⻧卤 ⻨麦 ⻩黄 ⻪黾 ⻫斉 ⻬齐 ⻭歯 ⻮齿 ⻯竜 ⻰龙 ⻱龟 ⻲亀 ⻳龟"
)
# Pairs of one meaning that OpenCC's tables leave apart: Japanese forms, the older forms that
# jp2t makes of them, and forms that only names use.
_KINDRED = (
    "値值 働动 氷冰 舗铺 餅饼 餠饼 隷隶 澁涩 鬭斗 竝并 倂并 並并 併并 豫预 弁辩 擧举 衞卫 鑛矿 "
    "鄕乡 呉吴 娯娱 姫姬 窓窗 聡聪 隣邻 頬颊 玆兹 疎疏 皐皋 竃灶 苺莓 讃赞 駄驮 兎兔 姉姊 妬妒 "
    "汚污 濶阔 閙闹 舎舍 壷壶 殱歼 潅灌 諌谏 嶋岛 嶌岛 戸户 "
    "𠮟叱 𠮷吉 﨑崎 髙高 濵滨 栁柳 邉边 桒桑 靑青 淸清"
)


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text and where it came from.

    ``offsets[i]`` is the start, in the original, of the cluster that folded character ``i`` came
    from; ``offsets[len(text)]`` is the length of the original.
    """

    text: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original span of ``text[start:end]``, whole clusters: (株) for a part of ㈱.

        Raises:
            IndexError: the span is not within the folded text.
        """
        if not 0 <= start <= end <= len(self.text):
            raise IndexError(f"span {start}:{end} is outside 0:{len(self.text)}")
        first = self.offsets[start]
        if start == end:
            return (first, first)
        last = self.offsets[end - 1]
        while end < len(self.text) and self.offsets[end] == last:
            end += 1
        return (first, self.offsets[end])


def fold(text: str) -> Folded:
    """Fold ``text`` and keep the way back.

    A cluster is a character with the combining, joining and invisible characters after it. Each
    is brought to NFKC and lower case, then each Han character to the simplified form of its
    traditional form (OpenCC ``jp2t`` and ``t2s``). Invisible characters fold to nothing.
    """
    if text.isascii():
        return Folded(text.lower(), tuple(range(len(text) + 1)))
    pieces: list[str] = []
    offsets: list[int] = []
    for match in _clusters().finditer(text):
        piece = _fold_cluster(match.group())
        pieces.append(piece)
        offsets.extend([match.start()] * len(piece))
    offsets.append(len(text))
    return Folded("".join(pieces), tuple(offsets))


def fold_text(text: str) -> str:
    """The same string as ``fold(text).text``, faster."""
    if text.isascii():
        return text.lower()
    visible = _INVISIBLE_RUN.sub("", text)
    return unicodedata.normalize("NFKC", visible).lower().translate(_table())


@lru_cache(maxsize=16384)
def _fold_cluster(cluster: str) -> str:
    return fold_text(cluster)


@lru_cache(maxsize=1)
def _clusters() -> re.Pattern[str]:
    marks = _ranges(c for c in range(0x300, 0x1F000) if unicodedata.category(chr(c))[0] == "M")
    tail = f"[{marks}{_JAMO}{_HALF_WIDTH_MARKS}{_INVISIBLE}]"
    return re.compile(f"(?s:.){tail}*")


def _ranges(points: Iterable[int]) -> str:
    """A regular expression class, without brackets, of ascending code points."""
    runs: list[list[int]] = []
    for point in points:
        if runs and runs[-1][1] == point - 1:
            runs[-1][1] = point
        else:
            runs.append([point, point])
    return "".join(f"\\U{a:08x}-\\U{b:08x}" for a, b in runs)


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    """Every character that folding changes after NFKC and lower case."""
    step = _han_steps()
    for pair in f"{_RADICALS} {_KINDRED}".split():
        step[ord(pair[0])] = pair[1]
    table = {point: _settle(chr(point), step) for point in step}
    # str.lower() looks at the neighbours of one letter only, the final sigma.
    table[ord("ς")] = "σ"
    return table


def _han_steps() -> dict[int, str]:
    """Han characters whose simplified traditional form is another character."""
    from opencc import OpenCC  # 13 ms; not every command folds text

    points = [p for first, end in _HAN_RANGES for p in range(first, end)]
    # One character a line: no phrase rule can apply.
    lines = "\n".join(map(chr, points))
    converted = OpenCC("t2s").convert(OpenCC("jp2t").convert(lines)).split("\n")
    return {p: c for p, c in zip(points, converted, strict=True) if chr(p) != c and len(c) == 1}


def _settle(character: str, step: dict[int, str]) -> str:
    """Where ``character`` ends when ``step`` is applied again and again.

    ``step`` may hold circles; the smallest code point then stands for all of the circle.
    """
    seen = [character]
    while (character := step.get(ord(character), character)) not in seen:
        seen.append(character)
    return min(seen[seen.index(character) :])
