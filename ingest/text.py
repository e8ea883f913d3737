"""Plain text and Markdown: paragraphs and headings, pages of about 3,000 characters."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from ingest.document import BlockKind, Document, Page
from ingest.errors import EmptyFileError
from ingest.files import decode, read_bytes
from ingest.headings import heading_level
from ingest.language import detect_language, split_sentences
from ingest.passages import main_language, make_passages
from ingest.sections import SectionBuilder

__all__ = ["read_text"]

_PAGE = 3_000
_MARKDOWN = re.compile(r"(#{1,6})\s+(.+?)\s*#*$")
_ITEM = re.compile(r"\s*(?:[-*・•●○■]|\d{1,2}[.)）])\s*\S")


def read_text(path: Path) -> Document:
    """The document in a text file; raises an ``IngestError`` that names it."""
    data = read_bytes(path)
    text = decode(data, path)
    if not text.strip():
        raise EmptyFileError("the file holds no text", hint="get it again", path=str(path))
    pages = tuple(_pages(text))
    title = _title(pages[0]) or path.stem
    language = detect_language(text[:20_000])
    passages = make_passages(pages, title, language)
    return Document(
        hashlib.sha256(data).hexdigest(),
        "text",
        title,
        main_language(passages, language),
        pages,
        passages,
    )


def _pages(text: str) -> Iterator[Page]:
    number = 1
    builder = SectionBuilder()
    for kind, words, level in _blocks(text):
        full = builder.length + len(words) > _PAGE
        if builder.length and (full or (level == 1 and builder.length > _PAGE // 2)):
            yield builder.page(number)
            number, builder = number + 1, SectionBuilder()
        builder.add(kind, words, level)
    yield builder.page(number)


def _blocks(text: str) -> Iterator[tuple[BlockKind, str, int]]:
    """Kind, text and heading level of each paragraph; long ones in pieces of whole sentences."""
    for paragraph in re.split(r"\n\s*\n|\f", text.lstrip("\ufeff")):
        lines = [line.strip() for line in paragraph.split("\n") if line.strip()]
        waiting: list[str] = []
        for line in lines:
            level, words = _heading(line)
            if level:
                yield from _paragraph(waiting)
                waiting = []
                yield "heading", words, level
            else:
                waiting.append(line)
        yield from _paragraph(waiting)


def _paragraph(lines: list[str]) -> Iterator[tuple[BlockKind, str, int]]:
    kind: BlockKind = "list" if lines and all(_ITEM.match(line) for line in lines) else "text"
    for piece in _pieces("\n".join(lines)):
        yield kind, piece, 0


def _heading(line: str) -> tuple[int, str]:
    """Level and words of a heading; level 0 for any other line."""
    marked = _MARKDOWN.match(line)
    if marked:
        return len(marked[1]), marked[2]
    return heading_level(line), line


def _pieces(text: str) -> Iterator[str]:
    """``text`` in pieces no longer than a page, cut between sentences where that can be."""
    start = end = 0
    for _, sentence_end in split_sentences(text) if len(text) > _PAGE else []:
        if sentence_end - start > _PAGE and end > start:
            yield text[start:end].strip()
            start = end
        end = sentence_end
    for at in range(start, len(text), _PAGE):
        yield text[at : at + _PAGE].strip()


def _title(page: Page) -> str:
    """The first line, where it is a heading or short enough to be a title."""
    first = page.blocks[0]
    words = page.text[first.char_start : first.char_end].split("\n")[0]
    return words if first.kind == "heading" or len(words) <= 40 else ""
