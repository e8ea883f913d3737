"""Is the text of a page worth anything? Stable names for what is wrong with it."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from ingest.pdf.characters import CharacterCounts, Glyph

__all__ = ["issues_of", "needs_ocr"]

_BROKEN_SHARE = 0.15
_FEW = 20
_FEW_RARE = 4
_RARE_SHARE = 0.03


def issues_of(glyphs: Sequence[Glyph], counts: CharacterCounts) -> tuple[str, ...]:
    """What is wrong with or special about the characters of one page, by stable names."""
    issues = []
    if counts.characters == 0:
        issues.append("no_text_layer")
    if counts.cid:
        issues.append("cid")
    if counts.private_use:
        issues.append("private_use")
    if counts.kangxi:
        issues.append("kangxi_radicals")
    text = "".join([g.text for g in glyphs])
    if _wrong_unicode(text):
        issues.append("wrong_unicode")
    ways = [g.orientation for g in glyphs]
    turned = ways.count("up") + counts.rotated
    if turned * 2 > len(glyphs) + counts.rotated > 0:
        issues.append("rotated")
    if "v" in ways:
        issues.append("vertical")
    if glyphs and counts.broken > _BROKEN_SHARE * counts.characters:
        issues.append("unreadable")
    return tuple(issues)


def needs_ocr(
    issues: Sequence[str], counts: CharacterCounts, *, marks: bool, image_share: float
) -> bool:
    """Whether a page should be read from its image instead.

    ``marks``: anything at all is drawn on it; ``image_share``: the part that images cover.
    """
    if counts.characters == 0:
        return marks
    if "unreadable" in issues or "wrong_unicode" in issues:
        return True
    return counts.characters < _FEW and image_share > 0.5


def _wrong_unicode(text: str) -> bool:
    """Characters that no Japanese or Chinese report is made of, or Latin without vowels: the
    signs of a font whose map to Unicode is wrong."""
    solid = Counter(text)  # a page has few different characters
    for space in [c for c in solid if c.isspace()]:
        del solid[space]
    total = solid.total()
    if total < _FEW:
        return False
    if _count(solid, _is_odd) > _BROKEN_SHARE * total:
        return True
    if _count(solid, _is_rare) > max(_FEW_RARE, _RARE_SHARE * total):
        return True
    han = _count(solid, _is_han)
    if han >= _FEW and han - _count(solid, lambda c: _is_han(c) and _is_common(c)) > 0.3 * han:
        return True
    latin = _count(solid, lambda c: c.isascii() and c.isalpha())
    if latin >= 100 and latin * 2 > total:
        return _count(solid, lambda c: c in "aeiouyAEIOUY") < 0.12 * latin
    return False


def _count(characters: Mapping[str, int], kind: Callable[[str], bool]) -> int:
    return sum([count for char, count in characters.items() if kind(char)])


@lru_cache(maxsize=1 << 14)
def _is_odd(char: str) -> bool:
    return unicodedata.category(char) in ("Cn", "Cc", "Cs", "Co")


@lru_cache(maxsize=1 << 14)
def _is_rare(char: str) -> bool:
    """Whether it is an ideograph of Unicode's first extension that no everyday set has: what the
    kana of a font with a wrong map become, の read as 䛾."""
    return "\u3400" <= char <= "\u4dbf" and not _is_common(char)


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or ord(char) >= 0x20000


@lru_cache(maxsize=1 << 14)
def _is_common(char: str) -> bool:
    """Whether an ideograph is in the everyday sets of Japan, the mainland or Taiwan."""
    for encoding in ("gb2312", "cp932", "big5"):
        try:
            char.encode(encoding)
        except UnicodeEncodeError:
            continue
        return True
    return False
