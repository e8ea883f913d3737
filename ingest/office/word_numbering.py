"""The numbers that Word puts before headings and list items: 第1条, 1.2, (a), 一、

They stand nowhere in the text of a document; Word counts them anew whenever it draws a page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ingest.office.word_styles import attribute, child, value, w

__all__ = ["Numbering"]

_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_KANJI = "〇一二三四五六七八九"
_HEAVENLY = "甲乙丙丁戊己庚辛壬癸"
_AIUEO = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
)
_IROHA = (
    "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"
)
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_MOST_LEVELS = 9


class Numbering:
    """Counts the paragraphs of a document's lists in order; ``root`` is ``w:numbering``."""

    def __init__(self, root: Any) -> None:
        self._levels: dict[str, dict[int, Any]] = {}
        self._lists: dict[str, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()
        if root is None:
            return
        for abstract in root.iter(w("abstractNum")):
            levels = {_number(lvl, "ilvl"): lvl for lvl in abstract.findall(w("lvl"))}
            self._levels[attribute(abstract, "abstractNumId")] = levels
        for num in root.iter(w("num")):
            identity = attribute(num, "numId")
            self._lists[identity] = value(num, "abstractNumId")
            for override in num.findall(w("lvlOverride")):
                start = value(override, "startOverride")
                if start.isdigit():
                    self._starts[identity, _number(override, "ilvl")] = int(start)

    def label(self, identity: str, level: int) -> str:
        """What Word draws before the next paragraph of a list, white space included; empty for a
        bullet and for a list that the document does not define."""
        abstract = self._lists.get(identity, "")
        levels = self._levels.get(abstract, {})
        if level not in levels or not 0 <= level < _MOST_LEVELS:
            return ""
        counts = self._counts.setdefault(abstract, {})
        if identity not in self._begun:
            self._begun.add(identity)
            for (name, at), start in self._starts.items():
                if name == identity:
                    counts[at] = start - 1
        counts[level] = counts.get(level, self._start(levels, level) - 1) + 1
        for deeper in [at for at in counts if at > level]:
            del counts[deeper]
        text = self._text(levels, level, counts)
        gap = "" if value(levels[level], "suff") == "nothing" else " "
        return text + gap if text else ""

    def _text(self, levels: dict[int, Any], level: int, counts: dict[int, int]) -> str:
        if value(levels[level], "numFmt") in ("bullet", "none"):
            return ""
        legal = child(levels[level], "isLgl") is not None

        def count(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            if at not in levels:
                return ""
            form = "decimal" if legal else value(levels[at], "numFmt")
            return _written(counts.get(at, self._start(levels, at)), form)

        return re.sub(r"%([1-9])", count, value(levels[level], "lvlText")).strip()

    @staticmethod
    def _start(levels: dict[int, Any], level: int) -> int:
        start = value(levels[level], "start")
        return int(start) if start.isdigit() else 1


def _number(element: Any, name: str) -> int:
    text = attribute(element, name)
    return int(text) if text.isdigit() else 0


def _written(number: int, form: str) -> str:
    """``number`` in one of Word's number formats; Arabic figures for those not known."""
    if form in _FORMS and 0 < number < 10_000:
        return _FORMS[form](number)
    return str(number)


def _roman(number: int) -> str:
    text = ""
    for worth, sign in _ROMAN:
        text += sign * (number // worth)
        number %= worth
    return text


def _kanji(number: int) -> str:
    """With 十, 百 and 千: 二十三."""
    text = ""
    for worth, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, worth)
        if digit:
            text += ("" if digit == 1 and sign else _KANJI[digit]) + sign
    return text


def _circled(number: int) -> str:
    return chr(0x245F + number) if number <= 20 else str(number)


def _series(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)]


def _latin(number: int) -> str:
    """A to Z, then AA to ZZ, as Word counts."""
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)


_FORMS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda n: f"{n:02}",
    "upperRoman": _roman,
    "lowerRoman": lambda n: _roman(n).lower(),
    "upperLetter": _latin,
    "lowerLetter": lambda n: _latin(n).lower(),
    "decimalFullWidth": lambda n: str(n).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda n: str(n).translate(_FULL_WIDTH),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "ideographTraditional": _series(_HEAVENLY),
    "aiueo": _series(_AIUEO),
    "aiueoFullWidth": _series(_AIUEO),
    "iroha": _series(_IROHA),
    "irohaFullWidth": _series(_IROHA),
    "ideographDigital": lambda n: "".join(_KANJI[int(digit)] for digit in str(n)),
    **dict.fromkeys(
        (
            "japaneseCounting", "chineseCounting", "chineseCountingThousand",
            "taiwaneseCounting", "taiwaneseCountingThousand",
        ),
        _kanji,
    ),
}  # fmt: skip
