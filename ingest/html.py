"""Web pages: headings, paragraphs, lists and tables; a page for each top-level section."""

from __future__ import annotations

import hashlib
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning
from bs4.element import PageElement, Tag

from ingest.document import BlockKind, Document
from ingest.errors import EmptyFileError
from ingest.files import decode, read_bytes
from ingest.headings import statutory_level
from ingest.html_tables import lays_out, table_items
from ingest.html_words import words, words_of
from ingest.language import detect_language
from ingest.passages import main_language, make_passages
from ingest.sections import Item, section_pages

__all__ = ["html_items", "read_html"]

_CHROME = [
    "script", "style", "nav", "template", "noscript", "svg", "iframe", "form", "button",
    "ix:header",  # facts and contexts of inline XBRL, which no browser shows
]  # fmt: skip
_HEADING = re.compile(r"h([1-6])")
_BLOCKS = [
    "address", "article", "aside", "blockquote", "dd", "details", "dialog", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "header", "h1", "h2", "h3", "h4", "h5", "h6",
    "hr", "li", "main", "ol", "p", "pre", "section", "summary", "table", "ul",
]  # fmt: skip
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_FILE_NAME = re.compile(r"[\w.-]+\.(?:x?html?|xml)", re.IGNORECASE)


def read_html(path: Path) -> Document:
    """The document in an HTML file; raises an ``IngestError`` that names it."""
    data = read_bytes(path)
    declared = _CHARSET.search(data[:4096])
    source = decode(data, path, declared[1].decode("ascii") if declared else "")
    soup = _parsed(source)
    pages = section_pages(_items(soup.body or soup))
    if not any(page.text for page in pages):
        raise EmptyFileError("the web page holds no text", hint="get it again", path=str(path))
    title = _title(soup) or path.stem
    language = detect_language("\n".join(page.text for page in pages)[:20_000])
    passages = make_passages(pages, title, language)
    return Document(
        hashlib.sha256(data).hexdigest(),
        "html",
        title,
        main_language(passages, language),
        pages,
        passages,
        _metadata(soup),
    )


def html_items(source: str) -> Iterator[Item]:
    """The blocks and tables in a piece of HTML."""
    soup = _parsed(source)
    yield from _items(soup.body or soup)


def _parsed(source: str) -> BeautifulSoup:
    """The page without scripts, navigation and forms."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        soup = BeautifulSoup(source, "lxml")
    for tag in soup.find_all(_CHROME):
        tag.decompose()
    return soup


def _title(soup: BeautifulSoup) -> str:
    for tag in (soup.title, soup.h1):
        if tag is not None and (title := words(tag)) and not _FILE_NAME.fullmatch(title):
            return title
    return ""


def _metadata(soup: BeautifulSoup) -> dict[str, str]:
    found = {}
    for tag in soup.find_all("meta"):
        name = str(tag.get("name") or "").lower()
        if name in ("author", "description", "date", "keywords") and tag.get("content"):
            found[name] = str(tag["content"]).strip()
    return found


def _items(tag: Tag) -> Iterator[Item]:
    """The blocks and tables below ``tag`` in order."""
    kind: BlockKind = "list" if tag.name == "li" else "text"
    loose: list[PageElement] = []
    for child in tag.children:
        if isinstance(child, Tag) and (child.name in _BLOCKS or child.find(_BLOCKS)):
            yield from _text_item(kind, loose)
            loose = []
            yield from _block_items(child)
        else:
            loose.append(child)
    yield from _text_item(kind, loose)


def _block_items(tag: Tag) -> Iterator[Item]:
    heading = _HEADING.fullmatch(tag.name)
    if heading:
        yield ("heading", words(tag), int(heading[1]))
    elif tag.name == "p" and (level := statutory_level(words(tag))):
        yield ("heading", words(tag), level)
    elif tag.name == "table":
        yield from _items(tag) if lays_out(tag) else table_items(tag)
    elif tag.name == "pre":
        yield ("text", tag.get_text().strip("\n"), 0)
    elif tag.name == "figcaption":
        yield ("caption", words(tag), 0)
    else:
        yield from _items(tag)


def _text_item(kind: BlockKind, elements: list[PageElement]) -> Iterator[Item]:
    text = words_of(elements)
    if text:
        yield (kind, text, 0)
