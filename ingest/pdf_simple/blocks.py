"""Lines in reading order to blocks: paragraphs, list items, headings, captions, footnotes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.document import BlockKind, Rect, union
from ingest.pdf_simple.characters import is_wide
from ingest.pdf_simple.lines import Line

__all__ = ["RawBlock", "blocks_of", "body_size", "with_headings"]

_BULLET = re.compile(r"^(?:[•●■▪◆➢✓○・◇□※\-–]|[(（]?[0-9０-９一二三四五六七八九十]{1,3}[)）.、])\s*\S")
_CAPTION = re.compile(r"^(?:図表?|表|圖|图|写真|Figure|Table|Fig\.)\s*[0-90-9一二三四五六七八九十]+")
_NUMBERED = re.compile(
    r"^(?:第\s*[0-90-9一二三四五六七八九十百]+\s*[章節节部編编]|[0-9]{1,2}(?:\.[0-9]{1,2})*[.\s ]"
    r"|[一二三四五六七八九十]{1,3}、|【.+】)"
)
_FOOTNOTE = re.compile(r"^(?:[0-9]{1,2}|\*|※|注\s*[0-9]*|[①-⑳])\s*\S")
_HEADING_LIMIT = 60


@dataclass(frozen=True, slots=True)
class RawBlock:
    """A block before it has a place in the page's text; ``boxes`` are parallel to ``text``."""

    kind: BlockKind
    text: str
    boxes: tuple[Rect | None, ...]
    rect: Rect
    size: float
    bold: bool
    lines: int
    level: int = 0


def body_size(lines: Sequence[Line]) -> float:
    """The font size, in points, that most characters are set in; 10 without any."""
    votes: Counter[float] = Counter()
    for line in lines:
        votes[round(line.size * 2) / 2] += len(line.text)
    return votes.most_common(1)[0][0] if votes else 10.0


def blocks_of(lines: Sequence[Line], page_height: float, body: float) -> list[RawBlock]:
    """Neighbouring lines that belong together, in the order given."""
    groups: list[list[Line]] = []
    for line in lines:
        if groups and _continues(groups[-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_block(group, page_height, body) for group in groups]


def _continues(group: Sequence[Line], line: Line) -> bool:
    last = group[-1]
    if line.vertical:
        gap = last.rect[0] - line.rect[2]
        return last.vertical and abs(line.size - last.size) < 1 and 0 <= gap + 2 < 2.2 * line.size
    if abs(line.size - last.size) > 0.12 * last.size or line.bold != last.bold:
        return False
    if _BULLET.match(line.text):
        return False
    if abs(line.rect[1] - last.rect[1]) < 0.4 * line.size:
        return False
    gap = line.rect[1] - last.rect[3]
    if not -0.5 * line.size < gap < 0.95 * line.size:
        return False
    if len(group) > 1 and gap > (group[-1].rect[1] - group[-2].rect[3]) + 0.45 * line.size:
        return False
    overlap = min(line.rect[2], last.rect[2]) - max(line.rect[0], last.rect[0])
    if overlap < 0.3 * min(line.rect[2] - line.rect[0], last.rect[2] - last.rect[0]):
        return False
    left = min(item.rect[0] for item in group)
    indented = line.rect[0] - left > 0.7 * line.size
    ended = last.text.rstrip().endswith(("。", "！", "？", ".", ":", "：", "」"))
    return not (indented and ended and len(group) > 1)


def _block(lines: Sequence[Line], page_height: float, body: float) -> RawBlock:
    text = lines[0].text
    boxes: list[Rect | None] = list(lines[0].boxes)
    for line in lines[1:]:
        if text.endswith("-") and text[-2:-1].isalpha() and line.text[:1].islower():
            text, boxes = text[:-1], boxes[:-1]
        elif not (is_wide(text) or is_wide(line.text[:1])):
            text += " "
            boxes.append(None)
        text += line.text
        boxes += line.boxes
    rect = union([line.rect for line in lines])
    size = max(line.size for line in lines)
    kind = _kind(text, rect, size, page_height, body)
    return RawBlock(kind, text, tuple(boxes), rect, size, lines[0].bold, len(lines))


def _kind(text: str, rect: Rect, size: float, page_height: float, body: float) -> BlockKind:
    if _CAPTION.match(text) and len(text) < 120 and "。" not in text:
        return "caption"
    if size < 0.88 * body and rect[1] > 0.6 * page_height and _FOOTNOTE.match(text):
        return "footnote"
    return "list" if _BULLET.match(text) else "text"


def with_headings(blocks: Sequence[RawBlock], body: float) -> list[RawBlock]:
    """The blocks of a whole document with headings marked; larger type is a higher level."""
    marked = [_looks_like_heading(b, body) for b in blocks]
    sizes = sorted({round(b.size) for b, m in zip(blocks, marked, strict=True) if m}, reverse=True)
    level = {size: min(n, 6) for n, size in enumerate(sizes, start=1)}
    return [
        replace(b, kind="heading", level=level[round(b.size)]) if m else b
        for b, m in zip(blocks, marked, strict=True)
    ]


def _looks_like_heading(block: RawBlock, body: float) -> bool:
    if block.kind not in ("text", "list") or len(block.text) > _HEADING_LIMIT or block.lines > 2:
        return False
    if len(block.text) < 2 or block.text.rstrip().endswith(("。", "、", "，", ",", "；")):
        return False
    if not any(c.isalpha() for c in block.text):
        return False
    if block.size >= 1.15 * body:
        return True
    return block.size >= 0.98 * body and (
        (block.bold and block.lines == 1) or bool(_NUMBERED.match(block.text) and block.bold)
    )
