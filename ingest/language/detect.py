"""Tell Japanese, Chinese and English apart, also in text of a few characters.

Which characters belong to which script variant is read off the old national character sets:
GB 2312 (simplified), Big5 (traditional) and level 1 of JIS X 0208 (Japanese, 2,965 everyday
characters). Python brings all three.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from ingest.document import Language

__all__ = ["detect_language", "is_english", "script_variant"]

_SAMPLE = 4000
"""Characters that are looked at; the language does not change after so many."""

_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d]")
_HIRAGANA = re.compile("[\u3041-\u3096]")
_HAN = re.compile("[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f\uff21-\uff3a\uff41-\uff5a]+")
_ENGLISH = re.compile(
    r"\b(?:the|of|and|in|to|is|are|was|were|for|with|by|on|at|from|that|which|what|who|when|where|"
    r"why|how|does|did|do|has|have|it|its|this|as|an?)\b",
    re.IGNORECASE,
)
# Words that Chinese text cannot do without, outside the compounds that Japanese has as well.
_CHINESE = re.compile(
    "[这這们們您你他她它吗嗎呢吧啊哪怎么麼什很还還把让讓從与這]"
    "|是(?![正非認])"
    "|(?<![存現现滞駐所不健潜介実偏])在(?![庫住籍職学外宅留来位任])"
    "|(?<![令昭平調温緩総融飽柔親不共])和(?![歌食解服風紙式文平室牛])"
    "|(?<![終完修満魅校未投])了(?![解承])"
    "|(?<![被弊損])将(?!来)|以及|为了|為了|其中|同比|占比|多少|，"
)
_CHINESE_OF = re.compile(r"(?<![目標])的(?=\w)")
_JAPANESE = re.compile("令和|平成|昭和|株式|円")
# Hiragana between Chinese words is a name or a quotation as long as it stays this rare.
_RARE = 0.12
_WORDS_FOR_ONE = 12
"""English has a small word among so many."""


@dataclass(frozen=True, slots=True)
class _Sets:
    """Characters that speak for one side alone."""

    simplified: frozenset[str]
    traditional: frozenset[str]
    japanese: frozenset[str]
    hans: frozenset[str]
    """Simplified, not traditional; half of them are Japanese too (国)."""
    hant: frozenset[str]


def detect_language(text: str, prior: Language = "und") -> Language:
    """The language of ``text``; ``prior``, that of its surroundings, decides where it is open.

    Kana is Japanese unless it is rare in text that is otherwise Chinese; kanji alone are weighed
    by characters and function words of one language; other text of Latin letters is English.
    One kanji alone, or no letters at all, give ``prior``.
    """
    sample = text[:_SAMPLE]
    kana = len(_KANA.findall(sample))
    han = _HAN.findall(sample)
    if not kana and not han:
        return "en" if _LATIN_WORD.search(sample) else prior
    if _mostly_english(sample, kana + len(han)):
        return "en"
    hiragana = len(_HIRAGANA.findall(sample))
    if hiragana > _RARE * len(han):
        return "ja"
    score = _chinese_score(sample, han)
    if kana:
        # Katakana alone may be a foreign brand in Chinese text; it counts half.
        return "zh" if 2 * score > kana + hiragana else "ja"
    if score:
        return "zh" if score > 0 else "ja"
    if prior in ("ja", "zh"):
        return prior
    return "zh" if len(han) > 1 else prior


def is_english(text: str) -> bool:
    """Whether Latin letters in ``text`` are English and not names, codes or key words, as a report
    in any language has them: English needs its small words (the, of, and)."""
    words = len(_LATIN_WORD.findall(text[:_SAMPLE]))
    return words > 0 and len(_ENGLISH.findall(text[:_SAMPLE])) * _WORDS_FOR_ONE >= words


def script_variant(text: str) -> Literal["hans", "hant", ""]:
    """Simplified or traditional, by the characters that only one has; "" when neither leads."""
    sets = _sets()
    sample = text[:_SAMPLE]
    hans = sum(map(sets.hans.__contains__, sample))
    hant = sum(map(sets.hant.__contains__, sample))
    if hans == hant:
        return ""
    return "hans" if hans > hant else "hant"


def _mostly_english(sample: str, cjk: int) -> bool:
    """Whether English words outnumber the CJK characters, or hold the sentence together."""
    words = len(_LATIN_WORD.findall(sample))
    if words > cjk:
        return True
    # "What does 経済産業省 plan?": the names are foreign, the grammar is not.
    return words > 1 and len(_ENGLISH.findall(sample)) * 6 >= max(cjk, 12)


def _chinese_score(sample: str, han: list[str]) -> float:
    """Above zero for Chinese, below for Japanese, zero when nothing tells."""
    sets = _sets()
    score = 0.0
    for character in han:
        if character in sets.simplified or character in sets.traditional:
            score += 1.0
        elif character in sets.japanese:
            score -= 1.0
    score += len(_CHINESE.findall(sample)) + 0.5 * len(_CHINESE_OF.findall(sample))
    return score - len(_JAPANESE.findall(sample))


@lru_cache(maxsize=1)
def _sets() -> _Sets:
    every = "".join(map(chr, range(0x4E00, 0xA000)))
    gb = _within(every, "gb2312", 0xB0, 0xF7)
    big5 = _within(every, "big5", 0xA4, 0xF9)
    big5_common = _within(every, "big5", 0xA4, 0xC6)
    jis = _within(every, "euc_jp", 0xB0, 0xCF)
    return _Sets(
        simplified=gb - big5 - jis,
        traditional=big5_common - gb - jis,
        japanese=jis - gb - big5_common,
        hans=gb - big5,
        hant=big5_common - gb,
    )


def _within(characters: str, codec: str, first: int, last: int) -> frozenset[str]:
    """Those of ``characters`` that ``codec`` writes in two bytes led by ``first`` to ``last``."""
    data = characters.encode(codec, "ignore")
    pairs = [data[i : i + 2] for i in range(0, len(data), 2)] if codec != "euc_jp" else _euc(data)
    return frozenset(p.decode(codec) for p in pairs if len(p) == 2 and first <= p[0] <= last)


def _euc(data: bytes) -> list[bytes]:
    """EUC-JP in characters; those of the supplementary set take three bytes."""
    found = []
    at = 0
    while at < len(data):
        width = 3 if data[at] == 0x8F else 2
        found.append(data[at : at + width])
        at += width
    return found
