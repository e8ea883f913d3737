"""Web pages: headings, paragraphs, lists and tables; a page for each top-level section."""

from __future__ import annotations

import hashlib
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning
from bs4.element import NavigableString, PageElement, Tag

from ingest.document import BlockKind, Document, Page
from ingest.errors import EmptyFileError
from ingest.files import decode, read_bytes
from ingest.language import detect_language
from ingest.passages import main_language, make_passages
from ingest.sections import SectionBuilder
from ingest.tables import SourceCell
from ingest.units import unit_in

__all__ = ["read_html"]

_CHROME = ["script", "style", "nav", "template", "noscript", "svg", "iframe", "form", "button"]
_HEADING = re.compile(r"h([1-6])")
_BLOCKS = [
    "address", "article", "aside", "blockquote", "dd", "details", "dialog", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "header", "h1", "h2", "h3", "h4", "h5", "h6",
    "hr", "li", "main", "ol", "p", "pre", "section", "summary", "table", "ul",
]  # fmt: skip
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_WIDE = "\u3000-\u30ff\u3400-\u9fff\uff00-\uffef"
_BETWEEN_WIDE = re.compile(rf"(?<=[{_WIDE}])[ \t]*\n\s*(?=[{_WIDE}])")
_PAGE = 6_000

_Item = tuple[BlockKind, str, int]


def read_html(path: Path) -> Document:
    """The document in an HTML file; raises an ``IngestError`` that names it."""
    data = read_bytes(path)
    declared = _CHARSET.search(data[:4096])
    source = decode(data, path, declared[1].decode("ascii") if declared else "")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        soup = BeautifulSoup(source, "lxml")
    for tag in soup.find_all(_CHROME):
        tag.decompose()
    pages = tuple(_pages(soup.body or soup))
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


def _title(soup: BeautifulSoup) -> str:
    for tag in (soup.title, soup.h1):
        if tag is not None and (words := _words(tag)):
            return words
    return ""


def _metadata(soup: BeautifulSoup) -> dict[str, str]:
    found = {}
    for tag in soup.find_all("meta"):
        name = str(tag.get("name") or "").lower()
        if name in ("author", "description", "date", "keywords") and tag.get("content"):
            found[name] = str(tag["content"]).strip()
    return found


def _pages(body: Tag) -> Iterator[Page]:
    """One page for each section under the highest heading that occurs more than once."""
    level = next((n for n in range(1, 4) if len(body.find_all(f"h{n}")) > 1), 1)
    number, builder = 1, SectionBuilder()
    for item in _items(body):
        opens = isinstance(item, tuple) and item[0] == "heading" and item[2] <= level
        has_text = any(block.kind != "heading" for block in builder.blocks)
        if has_text and (opens or builder.length > _PAGE):
            yield builder.page(number)
            number, builder = number + 1, SectionBuilder()
        if isinstance(item, tuple):
            builder.add(*item)
        else:
            _add_table(builder, item)
    yield builder.page(number)


def _items(tag: Tag) -> Iterator[_Item | Tag]:
    """The blocks below ``tag`` in order; tables as their tags."""
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


def _block_items(tag: Tag) -> Iterator[_Item | Tag]:
    heading = _HEADING.fullmatch(tag.name)
    if heading:
        yield ("heading", _words(tag), int(heading[1]))
    elif tag.name == "table":
        # A table around tables only lays the page out.
        yield from _items(tag) if tag.find("table") else [tag]
    elif tag.name == "pre":
        yield ("text", tag.get_text().strip("\n"), 0)
    elif tag.name == "figcaption":
        yield ("caption", _words(tag), 0)
    else:
        yield from _items(tag)


def _text_item(kind: BlockKind, elements: list[PageElement]) -> Iterator[_Item]:
    text = _squeezed("".join(_inline(element) for element in elements))
    if text:
        yield (kind, text, 0)


def _inline(element: PageElement) -> str:
    if isinstance(element, Tag):
        if element.name == "br":
            return "\v"
        if element.name in ("rt", "rp"):  # readings above the characters
            return ""
        return "".join(_inline(child) for child in element.children)
    return str(element) if type(element) is NavigableString else ""


def _words(tag: Tag) -> str:
    return _squeezed(_inline(tag)).replace("\n", " ")


def _squeezed(text: str) -> str:
    """White space as a browser shows it, except that a line end between CJK characters is
    none; ``\\v`` stands for a line break that the page asks for."""
    text = _BETWEEN_WIDE.sub("", text)
    text = re.sub(r"[ \t\r\n\f\xa0]+", " ", text)
    return re.sub(r" ?\v ?", "\n", text).strip()


def _add_table(builder: SectionBuilder, table: Tag) -> None:
    caption_tag = table.find("caption")
    caption = _words(caption_tag) if isinstance(caption_tag, Tag) else ""
    rows: list[list[SourceCell]] = []
    headers = 0
    for row in table.find_all("tr"):
        cells = [_source_cell(cell) for cell in row.find_all(["td", "th"])]
        if not cells or not (any(cell.text for cell in cells) or _reached(rows)):
            continue
        heads = all(cell.head for cell in cells) or row.find_parent("thead") is not None
        headers += heads and headers == len(rows)
        rows.append(cells)
    if caption:
        builder.add("caption", caption)
    if len(rows) < 2 or all(len(row) == 1 for row in rows):
        for texts in rows:
            builder.add("text", " ".join(cell.text for cell in texts if cell.text))
        return
    unit = unit_in(caption) or unit_in(builder.last_text())
    headers = headers if headers < len(rows) else 1
    stubs = all(row[0].head for row in rows[headers:])
    builder.add_table(rows, headers, caption, unit, header_columns=int(stubs))


def _reached(rows: list[list[SourceCell]]) -> bool:
    """Whether a cell above spans rows: then a blank row still counts in the grid."""
    return any(cell.row_span != 1 for row in rows for cell in row)


def _source_cell(cell: Tag) -> SourceCell:
    spans = (_span(cell, "rowspan"), max(_span(cell, "colspan"), 1))
    return SourceCell(_words(cell), *spans, cell.name == "th")


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name) or "1").strip()
    return min(int(value), 1_000) if value.isascii() and value.isdigit() else 1
