"""What a paragraph is: heading and of which level, list item, caption, footnote, or text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from ingest.document import BlockKind
from ingest.pdf.blocks import Paragraph, is_list_item
from ingest.pdf.raw import RawPage
from ingest.units import unit_in

__all__ = ["Styles", "body_size", "is_caption", "kind_of", "styles_of"]

_CAPTION = re.compile(
    r"(?:図表|图表|圖表|図|图|圖|表|写真|照片|グラフ|資料|Fig(?:ure|\.)?|Table|Chart|Exhibit)"
    r"\s*[\-－―]?\s*(?:[0-9０-９]|[一二三四五六七八九十]|[A-Z][-\d])[0-9０-９.．\-－―‐]*",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"[*＊※†‡⁰¹²³⁴-⁹]|[(（]?注|备注|備考|出所|出典|资料来源|資料來源|来源[:：]|\[\d+\]|\(?\d{1,3}[)）]?\s*\S"
)
_NUMBERED = re.compile(
    r"(?:第\s*[0-9０-９一二三四五六七八九十百]+\s*[章节節部编編篇条款項项]"
    r"|[一二三四五六七八九十]{1,3}、|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）]"
    r"|\d{1,2}(?:[.．-]\d{1,2}){0,3}[.．、]?\s*\D|附录|附録|付録|序章|終章)"
)
_MAX_HEADING = 90
_ENDS = "。．；;，,、："


@dataclass(frozen=True, slots=True)
class Styles:
    """The type sizes of one document: its body, and its headings from the largest."""

    body: float
    levels: dict[tuple[float, bool], int]
    body_is_bold: bool = False
    body_is_sans: bool = True
    named: dict[int, int] = field(default_factory=dict)
    """The level of each paragraph that the file's outline names, by ``id``."""


def body_size(pages: Iterable[RawPage]) -> float:
    """The size (points, to a half) of most characters in the running text; 10 when none."""
    counts: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            counts[_half(line.size)] += len(line.text)
    return max(counts, key=lambda s: (counts[s], s)) if counts else 10.0


def styles_of(
    paragraphs: Sequence[Paragraph], body: float, named: dict[int, int] | None = None
) -> Styles:
    """The heading styles of a document, each with its level from 1.

    ``named``: the levels that the outline gives to paragraphs, by ``id``; a style that it names
    has the level that it mostly gets there, and the others come below the styles larger than
    they. Without an outline, styles are ranked by size.
    """
    named = named or {}
    bold = sans = total = 0
    for paragraph in paragraphs:
        if _half(paragraph.size) == body:
            length = sum(len(line.text) for line in paragraph.lines)
            bold += length * paragraph.bold
            sans += length * paragraph.sans
            total += length
    plain = Styles(body, {}, bold * 2 > total, sans * 2 >= total, named)
    styles = {_style(p) for p in paragraphs if _looks_like_heading(p, plain)}
    ranked = sorted(styles, key=lambda s: (-s[0], not s[1]))
    given: dict[tuple[float, bool], Counter[int]] = {}
    for paragraph in paragraphs:
        if id(paragraph) in named:
            given.setdefault(_style(paragraph), Counter())[named[id(paragraph)]] += 1
    levels: dict[tuple[float, bool], int] = {}
    above = 0
    for style in ranked:
        own = given[style].most_common(1)[0][0] if style in given else above + 1
        levels[style] = min(own, 6)
        above = max(above, own) if given else own
    return replace(plain, levels=levels)


def kind_of(
    paragraph: Paragraph, text: str, page: RawPage, styles: Styles
) -> tuple[BlockKind, int]:
    """The kind of a paragraph and, for a heading, its level (else 0)."""
    if paragraph.table is not None:
        return "table", 0
    if id(paragraph) in styles.named:
        return "heading", styles.named[id(paragraph)]
    if is_caption(text):
        return "caption", 0
    if _looks_like_heading(paragraph, styles):
        tagged = re.fullmatch(r"H([1-6])", paragraph.tag)
        level = int(tagged[1]) if tagged else styles.levels.get(_style(paragraph), 1)
        return "heading", level
    small = paragraph.size <= 0.93 * styles.body
    if small and paragraph.lines and paragraph.lines[0].mark:
        return "footnote", 0
    low = paragraph.rect[1] > 0.6 * page.size[1]
    if small and low and _NOTE.match(text) and not paragraph.lines[0].mono:
        return "footnote", 0
    if text.startswith(("※", "＊", "(注", "（注", "注：", "注:")) and small:
        return "footnote", 0
    return ("list", 0) if is_list_item(text) else ("text", 0)


def is_caption(text: str) -> bool:
    """Whether a short text names a figure or table, or is a unit line by itself."""
    text = text.strip()
    unit = unit_in(text)
    if unit and len(text) <= len(unit) + 8:
        return True
    found = _CAPTION.match(text) if len(text) <= 80 else None
    if found is None:
        return False
    # 図1は… is a sentence; 図1　… names the figure, and may say more of it.
    return text[-1] not in "。．" or text[found.end() : found.end() + 1] in (" ", "\u3000", "：")


def _looks_like_heading(paragraph: Paragraph, styles: Styles) -> bool:
    if not paragraph.lines or len(paragraph.lines) > 3:
        return False
    text = "".join(line.text for line in paragraph.lines).strip()
    if not 2 <= len(text) <= _MAX_HEADING or is_caption(text) or not _has_words(text):
        return False
    if re.fullmatch(r"H[1-6]", paragraph.tag):
        return True
    larger = paragraph.size >= 1.12 * styles.body
    if larger and (text[-1] not in _ENDS or paragraph.size >= 1.4 * styles.body):
        return True
    if text[-1] in _ENDS or len(paragraph.lines) > 1 or paragraph.size < 0.92 * styles.body:
        return False
    bold = paragraph.bold and not styles.body_is_bold
    if not bold and (styles.body_is_sans or not paragraph.sans):
        return False
    return bool(_NUMBERED.match(text)) or (len(text) <= 40 and not is_list_item(text))


def _has_words(text: str) -> bool:
    """Not a figure standing large by itself, such as ``9.5兆元`` or ``+12%``."""
    words = sum(c.isalpha() for c in text)
    digits = sum(c.isdigit() for c in text)
    return words >= 2 and (words >= digits or bool(_NUMBERED.match(text)))


def _style(paragraph: Paragraph) -> tuple[float, bool]:
    return (_half(paragraph.size), paragraph.bold)


def _half(size: float) -> float:
    return round(size * 2) / 2
