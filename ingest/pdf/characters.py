"""Characters of a page as small objects: cleaned one to one, with box, size, weight and tag."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import Any, Literal

import numpy as np

from ingest.document import Rect

__all__ = [
    "CharacterCounts",
    "CharacterRun",
    "Face",
    "Glyph",
    "Orientation",
    "clean",
    "glyphs_of",
    "is_cjk",
]

Orientation = Literal["h", "v", "up"]
"""How a character's line runs: to the right, downwards (columns from right to left), upwards."""


@dataclass(frozen=True, slots=True)
class Face:
    """What a font's name says of it; a Gothic heading over Mincho text stands out like bold."""

    bold: bool = False
    sans: bool = False
    mono: bool = False
    """All Latin characters of one width: program code and commands."""


_GlyphStyle = tuple[float, Face, str, Orientation]

_SUPPLEMENT = (
    "厂乛乚乙亻冂几刀刂卜㔾小小兀尣尢尣巳幺彑彐忄㣺扌攵\u2e9a旡日月歺母民氵氺灬爫爫丬牛犭王疋"
    "目示礻竹糹纟罓罒罒罓网羊羊羊耂肀聿肉臼艹艹艹虎衤覀西见角角讠贝足车辶辶辶阝钅長镸长门阜"
    "阝雨青韦页风飞食飠飠饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
"""Unified ideographs of U+2E81 … U+2EF3 (CJK Radicals Supplement), which NFKC leaves alone.
After EquivalentUnifiedIdeograph of the Unicode character database."""

_VERTICAL_FORMS = "︐︑︒︓︔︕︖︗︘︙︰︱︲︵︶︷︸︹︺︻︼︽︾︿﹀﹁﹂﹃﹄﹇﹈"
_USUAL_FORMS = "，、。：；！？〖〗…‥—–（）｛｝〔〕【】《》〈〉「」『』［］"
_LIGATURES = re.compile("[\ufb00-\ufb06]")
_CID = re.compile(r"\(cid:\d+\)")
_BOLD = re.compile(r"bold|heavy|black|demi|[-_]w[6-9]\b|[-,]b$", re.IGNORECASE)
_SANS = re.compile(
    r"gothic|sans|hei|kaku|maru|meiryo|arial|helvetica|yahei|ゴシック|ｺﾞｼｯｸ|黑", re.IGNORECASE
)
_MONO = re.compile(
    r"mono(?!type)|courier|consol|typewriter|inconsolata|menlo|monaco|source ?code|[lc]mtt|ocr-?b",
    re.IGNORECASE,
)
_INVISIBLE = "\xad\u200b\u200c\u200d\ufe0e\ufe0f\ufeff"
_BULLET = "•"
_WINGDINGS = {
    0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x75: "◆", 0x76: "❖", 0xA7: "▪", 0xA8: "◻",
    0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗",
    0xFC: "✓", 0xFE: "☑",
}  # fmt: skip
"""What stands at U+F000 and up in the fonts that office programs take bullets and arrows from."""
_SYMBOL = {
    0x44: "Δ", 0x53: "Σ", 0x57: "Ω", 0x61: "α", 0x62: "β", 0x67: "γ", 0x6C: "λ", 0x6D: "μ",
    0x70: "π", 0x73: "σ", 0xA3: "≤", 0xA5: "∞", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓",
    0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xD7: "⋅",
}  # fmt: skip
"""The same for the font Symbol (its encoding: PDF 32000-1, D.5)."""
_HIDDEN = frozenset((3, 7))
"""Modes of drawing that leave no ink (PDF 32000-1, 9.3.6)."""
_DOUBLE = 0.15
"""In sizes: the side of the cells in which a second print of a character is looked for."""
_FAR, _NEAR = 1e8 + 7, 1e4 + 7
"""Factors that keep the sums of most places on a page apart."""
_REPLACEMENT = "\ufffd"
_OVERLAY = "\u0336"
"""A long stroke over the character before it: what some fonts call their dash."""


@dataclass(slots=True)
class Glyph:
    """One character. ``x0 … bottom`` are in layout space, where every line runs to the right;
    ``box`` is where it stands on the page. In points, origin at the top left."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    box: Rect
    size: float
    face: Face
    tag: str
    orientation: Orientation = "h"


@dataclass(slots=True)
class CharacterRun:
    """What one operator shows: characters of one style, each with its box on the page. ``head``
    has the style as pdfplumber names it (fontname, size, matrix, tag, render_mode)."""

    head: Mapping[str, Any]
    texts: list[str] = field(default_factory=list)
    boxes: list[Rect] = field(default_factory=list)


@dataclass(slots=True)
class CharacterCounts:
    """What was seen while cleaning the characters of one page."""

    characters: int = 0
    cid: int = 0
    private_use: int = 0
    kangxi: int = 0
    rotated: int = 0

    def add(self, other: CharacterCounts) -> None:
        """Add the signs of trouble of one more glyph."""
        self.cid += other.cid
        self.private_use += other.private_use
        self.kangxi += other.kangxi

    @property
    def troubled(self) -> bool:
        """Whether there is any sign of trouble to add."""
        return bool(self.cid or self.private_use or self.kangxi)

    @property
    def broken(self) -> int:
        """Characters whose meaning is not known."""
        return self.cid + self.private_use


@lru_cache(maxsize=1 << 16)
def is_cjk(char: str) -> bool:
    """Whether a character is written without spaces around it: han, kana, their punctuation."""
    code = ord(char)
    return (
        0x2E80 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or 0xFE10 <= code <= 0xFE4F
        or 0xFF00 <= code <= 0xFFEF
        or 0x20000 <= code <= 0x3FFFF
    )


@lru_cache(maxsize=8192)
def clean(char: str) -> str:
    """One character for one: radicals, compatibility ideographs and the forms of punctuation
    for vertical lines become the usual characters, control characters become spaces. Anything
    else stays as the file has it."""
    code = ord(char)
    if 0x2E81 <= code <= 0x2EF3:
        return _SUPPLEMENT[code - 0x2E81]
    if 0xFE10 <= code <= 0xFE4F:
        return _horizontal(char)
    if char == _OVERLAY:
        return "―"
    if 0x2F00 <= code <= 0x2FD5 or 0xF900 <= code <= 0xFAFF or 0x2F800 <= code <= 0x2FA1F:
        folded = unicodedata.normalize("NFKC", char)
        return folded if len(folded) == 1 else char
    if code == 0xA0 or unicodedata.category(char) in ("Cc", "Zl", "Zp", "Cs"):
        return " "
    return char


def _horizontal(char: str) -> str:
    """U+FE10 … U+FE4F, brackets and stops turned for vertical lines, as they are set across."""
    at = _VERTICAL_FORMS.find(char)
    return _USUAL_FORMS[at] if at >= 0 else char


def glyphs_of(
    runs: Sequence[CharacterRun], size: tuple[float, float]
) -> tuple[list[Glyph], CharacterCounts]:
    """The visible characters of a page in content order, and what was noticed on the way.

    Left out: characters outside the page, doubles that only make a glyph look bold, soft
    hyphens, text at odd angles (watermarks), and characters drawn without ink on a page whose
    text is mostly seen.
    """
    counts = CharacterCounts()
    shown = _shown(runs, size, counts)
    doubles = _doubles(shown)
    glyphs: list[Glyph] = []
    for place, (read, box, style) in enumerate(shown):
        if doubles and read.solid and place in doubles:
            continue
        counts.characters += read.solid
        if len(read.text) == 1:
            x0, top, x1, bottom = box
            scale, face, tag, way = style
            glyphs.append(Glyph(read.text, x0, top, x1, bottom, box, scale, face, tag, way))
        else:
            glyphs.extend(_split(read.text, box, style))
    return glyphs, counts


@dataclass(frozen=True, slots=True)
class _Read:
    """The cleaned text of a glyph, how many of its characters are no white space, and the signs
    of trouble in it, if there are any."""

    text: str
    solid: int
    trouble: CharacterCounts | None


_Shown = tuple[_Read, Rect, _GlyphStyle]


def _shown(
    runs: Sequence[CharacterRun], size: tuple[float, float], counts: CharacterCounts
) -> list[_Shown]:
    """What stands on the page at no odd angle and with ink, cleaned; ``counts`` hears of the
    rest, and of the signs of trouble."""
    hidden = _hidden(runs)
    faces: dict[str, Face] = {}
    by_font: dict[str, dict[str, _Read]] = {}
    width, height = size
    out: list[_Shown] = []
    for run in runs:
        if hidden and run.head.get("render_mode") in _HIDDEN:
            continue
        style, font = _style(run.head, faces), run.head["fontname"]
        texts = by_font.setdefault(font, {})
        for raw, box in zip(run.texts, run.boxes, strict=True):
            if box[2] <= 0 or box[0] >= width or box[3] <= 0 or box[1] >= height:
                continue
            if style is None:
                counts.rotated += 1
                continue
            read = texts.get(raw)
            if read is None:
                read = texts[raw] = _read_text(raw, "symbol" in font.lower())
            if read.trouble:
                counts.add(read.trouble)
            if read.text:
                out.append((read, box, style))
    return out


def _doubles(shown: Sequence[_Shown]) -> frozenset[int]:
    """The places in ``shown`` of characters that were printed in the same place before. There are
    two grids, one moved by half a cell: a second print a hair beside the first lies in the same
    cell of at least one."""
    if not shown:
        return frozenset()
    kinds: dict[tuple[str, float], int] = {}
    kind = np.array([kinds.setdefault((s[0].text, s[2][0]), len(kinds)) for s in shown])
    cells = {style: _DOUBLE * style or 1.0 for _, style in kinds}
    cell = np.array([cells[size] for _, size in kinds])[kind]
    sides = chain.from_iterable([box for _, box, _ in shown])
    corners = np.fromiter(sides, dtype=np.float64, count=4 * len(shown)).reshape(-1, 4).T[:2] / cell
    if not np.isfinite(corners).all():
        raise ValueError("a character stands nowhere")
    doubles: list[int] = []
    for shift in (0.0, 0.5):
        x, y = np.floor(corners + shift)
        # Two of one cell and kind have one sum; on most pages no two characters have.
        sums = np.sort(kind * _FAR + x * _NEAR + y)
        if (sums[1:] == sums[:-1]).any():
            order = np.lexsort((y, x, kind))  # stable: the first print stays the first
            x, y, sorted_kind = x[order], y[order], kind[order]
            same = (x[1:] == x[:-1]) & (y[1:] == y[:-1]) & (sorted_kind[1:] == sorted_kind[:-1])
            doubles.extend(order[1:][same].tolist())
    return frozenset(doubles)


def _hidden(runs: Sequence[CharacterRun]) -> bool:
    """Whether a page has characters without ink that are fewer than those with it; the text
    layer of a scan is all of the page's text."""
    hidden = sum(len(run.texts) for run in runs if run.head.get("render_mode") in _HIDDEN)
    return 0 < hidden * 2 <= sum(len(run.texts) for run in runs)


def _style(char: Mapping[str, Any], faces: dict[str, Face]) -> _GlyphStyle | None:
    """Size, face, tag and orientation; ``None`` for text at an odd angle."""
    orientation = _orientation(char)
    if orientation is None:
        return None
    font = char["fontname"]
    if font not in faces:
        faces[font] = _face(font.split("+", 1)[-1])
    return float(char["size"]), faces[font], char.get("tag") or "", orientation


@lru_cache(maxsize=1 << 14)
def _read_text(raw: str, symbol: bool) -> _Read:
    """The cleaned text of a glyph, of the font Symbol or another, and what it adds to the
    counts."""
    found = CharacterCounts()
    text = _visible(raw, symbol, found)
    return _Read(text, sum(not t.isspace() for t in text), found if found.troubled else None)


def _face(font: str) -> Face:
    return Face(bool(_BOLD.search(font)), bool(_SANS.search(font)), bool(_MONO.search(font)))


def _visible(text: str, symbol: bool, counts: CharacterCounts) -> str:
    """The cleaned text of one glyph; usually one character, more for a ligature."""
    if len(text) > 1:
        counts.cid += len(_CID.findall(text))
        text = _CID.sub(_REPLACEMENT, text)
    text = _LIGATURES.sub(lambda m: unicodedata.normalize("NFKC", m[0]), text)
    return "".join(_counted(char, symbol, counts) for char in text if char not in _INVISIBLE)


def _counted(char: str, symbol: bool, counts: CharacterCounts) -> str:
    code = ord(char)
    if 0xF000 <= code <= 0xF0FF:  # the symbol fonts that office programs write bullets with
        signs = _SYMBOL if symbol else _WINGDINGS
        return signs.get(code - 0xF000, _BULLET)
    if 0xE000 <= code <= 0xF8FF or code >= 0xF0000:
        counts.private_use += 1
        return char
    out = clean(char)
    counts.kangxi += out != char and 0x2E80 <= code <= 0x2FDF
    return out


def _orientation(char: Mapping[str, Any]) -> Orientation | None:
    a, b, c, d = char["matrix"][:4]
    if abs(b) <= 0.01 * abs(a) and abs(c) <= abs(d):  # upright or slanted
        return "h"
    if abs(a) <= 0.01 * abs(b) and abs(d) <= abs(c):
        return "v" if b < 0 else "up"
    return None


def _split(text: str, box: Rect, style: _GlyphStyle) -> Iterator[Glyph]:
    """One glyph for each character of ``text``, the box shared out evenly."""
    size, face, tag, orientation = style
    step = (box[2] - box[0]) / len(text)
    for i, char in enumerate(text):
        part = (box[0] + i * step, box[1], box[0] + (i + 1) * step, box[3])
        yield Glyph(char, *part, part, size, face, tag, orientation)
