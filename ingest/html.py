"""Web pages: top-level sections as pages, headings, lists, and each table row by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.document import BlockKind, Document
from ingest.errors import EmptyFileError
from ingest.text import Section, decode, document_from_sections, read_bytes

__all__ = ["read_html"]

_HEADING = re.compile(r"^h([1-6])$")
_LEFT_OUT = ("script", "style", "noscript", "template", "nav", "iframe", "svg", "head", "rt", "rp")
_BLOCKS = re.compile(
    r"^(?:p|div|li|dt|dd|blockquote|pre|h[1-6]|tr|caption|figcaption|section|article|td|th)$"
)
_SECTION = 3_000
_SPACE = re.compile(r"\s+")
_CJK_BREAK = re.compile(r"(?<=[\u3000-\u30ff\u3400-\u9fff]) (?=[\u3000-\u30ff\u3400-\u9fff])")
_META = re.compile(rb"""<meta[^>]+charset=["']?\s*([\w-]+)""", re.IGNORECASE)


def read_html(path: Path) -> Document:
    """The document in an HTML file. Raises ``IngestError``."""
    from bs4 import BeautifulSoup

    data = read_bytes(path)
    soup = BeautifulSoup(_text(data, path), "lxml")
    heading = soup.find("h1")
    title = _words(soup.title) or (_words(heading) if heading else "") or path.stem
    for element in soup.find_all(_LEFT_OUT):
        element.decompose()
    sections = list(_sections(_blocks(soup.body or soup)))
    if not sections:
        raise EmptyFileError("the page holds no text", hint="get it again", path=str(path))
    return document_from_sections(data, "html", title, sections)


def _text(data: bytes, path: Path) -> str:
    """By the page's own declaration where it is right, else as for plain text."""
    declared = _META.search(data[:4096])
    if declared:
        try:
            return data.decode(declared.group(1).decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data, path)


def _words(element: Any) -> str:
    text = _SPACE.sub(" ", element.get_text() if element is not None else "").strip()
    return _CJK_BREAK.sub("", text)


def _blocks(root: Any) -> Iterator[tuple[BlockKind, int, str]]:
    """The innermost block elements in document order; a table row is one line of its cells."""
    for element in root.find_all(_BLOCKS):
        if element.name in ("td", "th") or element.find_parent("tr") not in (None, element):
            continue
        if element.name == "tr":
            words = "\t".join(_words(c) for c in element.find_all(("td", "th"), recursive=False))
        elif element.find(_BLOCKS) is not None:
            words = _own_words(element)
        else:
            words = _words(element)
        if not words.strip():
            continue
        heading = _HEADING.match(element.name)
        if heading:
            yield "heading", int(heading.group(1)), words
        elif element.name in ("caption", "figcaption"):
            yield "caption", 0, words
        else:
            yield ("list" if element.name in ("li", "tr") else "text"), 0, words


def _own_words(element: Any) -> str:
    """The words that stand in an element itself and not in a block inside it."""
    pieces = [
        piece for piece in element.find_all(string=True) if piece.find_parent(_BLOCKS) is element
    ]
    return _CJK_BREAK.sub("", _SPACE.sub(" ", "".join(pieces)).strip())


def _sections(blocks: Iterator[tuple[BlockKind, int, str]]) -> Iterator[Section]:
    """A new page with each heading of the first two levels, or when a page grows too long."""
    section: Section = []
    length = 0
    for kind, level, words in blocks:
        begins = kind == "heading" and level <= 2 and length > 200
        if section and (begins or length + len(words) > _SECTION):
            yield section
            section, length = [], 0
        section.append((kind, level, words))
        length += len(words)
    if section:
        yield section
