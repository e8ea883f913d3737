"""Is the text of a page worth anything? Stable names for what is wrong with it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

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
    text = "".join(g.text for g in glyphs)
    if _wrong_unicode(text):
        issues.append("wrong_unicode")
    turned = sum(g.orientation == "up" for g in glyphs) + counts.rotated
    if turned * 2 > len(glyphs) + counts.rotated > 0:
        issues.append("rotated")
    if any(g.orientation == "v" for g in glyphs):
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
    solid = [c for c in text if not c.isspace()]
    if len(solid) < _FEW:
        return False
    odd = sum(unicodedata.category(c) in ("Cn", "Cc", "Cs", "Co") for c in solid)
    if odd > _BROKEN_SHARE * len(solid):
        return True
    if _rare(solid) > max(_FEW_RARE, _RARE_SHARE * len(solid)):
        return True
    han = [c for c in solid if "\u3400" <= c <= "\u9fff" or ord(c) >= 0x20000]
    if len(han) >= _FEW and sum(not _is_common(c) for c in han) > 0.3 * len(han):
        return True
    latin = [c for c in solid if c.isascii() and c.isalpha()]
    if len(latin) >= 100 and len(latin) * 2 > len(solid):
        return sum(c in "aeiouyAEIOUY" for c in latin) < 0.12 * len(latin)
    return False


def _rare(solid: Sequence[str]) -> int:
    """Ideographs of Unicode's first extension that no everyday set has: what the kana of a font
    with a wrong map become, の read as 䛾."""
    return sum("\u3400" <= c <= "\u4dbf" and not _is_common(c) for c in solid)


def _is_common(char: str) -> bool:
    """Whether an ideograph is in the everyday sets of Japan, the mainland or Taiwan."""
    for encoding in ("gb2312", "cp932", "big5"):
        try:
            char.encode(encoding)
        except UnicodeEncodeError:
            continue
        return True
    return False
