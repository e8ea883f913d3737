"""Running heads, footers and page numbers: what comes back at the edge of page after page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ingest.pdf_simple.blocks import RawBlock

__all__ = ["mark_running_heads", "printed_number"]

_EDGE = 0.11
"""The part of a page's height, at the top and at the bottom, where running heads stand."""
_PAGE_NUMBER = re.compile(r"^[\-–—(\[ 第]*([0-9]{1,4}|[ivxlc]{1,7})[\-–—)\] 页頁ページ]*(?:/\s*[0-9]+)?$")
_DIGITS = re.compile(r"[0-90-9]+|\b[ivxlc]{1,7}\b")


def mark_running_heads(
    pages: Sequence[Sequence[RawBlock]], heights: Sequence[float]
) -> list[list[RawBlock]]:
    """The same blocks with kind ``running_head`` or ``page_number`` where they are that.

    A block at the edge is a running head when its words, numbers aside, come back on at least
    three pages (on two of two or three).
    """
    votes: Counter[str] = Counter()
    for blocks, height in zip(pages, heights, strict=True):
        votes.update({_pattern(b) for b in blocks if _at_edge(b, height)})
    needed = 3 if len(pages) > 3 else 2
    marked = []
    for blocks, height in zip(pages, heights, strict=True):
        marked.append([_marked(b, height, votes, needed) for b in blocks])
    return marked


def _marked(block: RawBlock, height: float, votes: Counter[str], needed: int) -> RawBlock:
    if not _at_edge(block, height):
        return block
    if _PAGE_NUMBER.match(block.text.strip()):
        return replace(block, kind="page_number")
    if votes[_pattern(block)] >= needed:
        return replace(block, kind="running_head")
    return block


def _pattern(block: RawBlock) -> str:
    return _DIGITS.sub("#", "".join(block.text.split()).lower())


def _at_edge(block: RawBlock, height: float) -> bool:
    return block.kind not in ("table",) and (
        block.rect[3] < _EDGE * height or block.rect[1] > (1 - _EDGE) * height
    )


def printed_number(blocks: Sequence[RawBlock]) -> str | None:
    """The page number as printed, where one was recognised."""
    for block in blocks:
        found = _PAGE_NUMBER.match(block.text.strip()) if block.kind == "page_number" else None
        if found:
            return found.group(1)
    return None


