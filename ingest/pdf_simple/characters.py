"""The characters of a page, cleaned one for one, so that offsets and boxes stay true."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ingest.document import Rect

__all__ = ["Glyph", "clean_character", "glyphs_of", "is_wide"]

_BULLETS = {"\uf06c": "●", "\uf06e": "■", "\uf0a7": "▪", "\uf075": "◆", "\uf0d8": "➢", "\uf0fc": "✓"}


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character with its box in points from the page's top left; ``size`` is its font's."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool = False

    @property
    def rect(self) -> Rect:
        return (self.x0, self.top, self.x1, self.bottom)

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def clean_character(text: str) -> str:
    """Radicals and compatibility ideographs as ordinary ideographs, private-use bullets as
    bullets; everything else as it is. Ligatures stay together: one glyph, one box.
    """
    if text in _BULLETS:
        return _BULLETS[text]
    if len(text) == 1:
        code = ord(text)
        if 0x2E80 <= code <= 0x2FDF or 0xF900 <= code <= 0xFAFF or 0xFE30 <= code <= 0xFE4F:
            plain = unicodedata.normalize("NFKC", text)
            return plain if len(plain) == 1 else text
        if 0xE000 <= code <= 0xF8FF:
            return "•"
    return text


def is_wide(text: str) -> bool:
    """Whether a character belongs to a script that sets no spaces between words."""
    return bool(text) and unicodedata.east_asian_width(text[-1]) in "WF"


def glyphs_of(chars: Iterable[dict[str, Any]], width: float, height: float) -> list[Glyph]:
    """The visible characters of a pdfplumber page, in file order, doubled ones once.

    Fake bold sets the same character again at nearly the same place.
    """
    glyphs: list[Glyph] = []
    seen: set[tuple[str, int, int]] = set()
    for char in chars:
        text = clean_character(str(char["text"]))
        if not text.strip() or unicodedata.category(text[0]) in ("Cc", "Cf"):
            continue
        x0, top, x1, bottom = (float(char[k]) for k in ("x0", "top", "x1", "bottom"))
        if x1 <= 0 or bottom <= 0 or x0 >= width or top >= height:
            continue
        places = {(text, round(x0 / 2) + dx, round(top / 2)) for dx in (-1, 0, 1)}
        if places & seen and (text, round(x0 / 2), round(top / 2)) in seen:
            continue
        seen.add((text, round(x0 / 2), round(top / 2)))
        name = str(char.get("fontname", "")).lower()
        bold = any(word in name for word in ("bold", "black", "heavy", "demi"))
        size = max(float(char.get("size") or 0.0), 0.1)
        size = min(size, max(x1 - x0, bottom - top, 1.0) * 1.6)
        glyphs.append(Glyph(text, x0, top, x1, bottom, size, bold))
    return glyphs
