"""Markdown: CommonMark with tables; a page for each top-level section, as of web pages.

Front matter is metadata. Of links and pictures the words are kept, of HTML in the text what a web
page would show.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.document import Document
from ingest.errors import EmptyFileError
from ingest.files import decode, read_bytes
from ingest.headings import first_heading, with_headings
from ingest.html import html_items
from ingest.html_words import squeezed
from ingest.language import detect_language
from ingest.passages import main_language, make_passages
from ingest.sections import Item, section_pages
from ingest.tables import SourceCell, SourceTable

__all__ = ["read_markdown"]

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)
_FIELD = re.compile(r"([\w-]+)\s*:\s*(\S.*)")


def read_markdown(path: Path) -> Document:
    """The document in a Markdown file; raises an ``IngestError`` that names it."""
    data = read_bytes(path)
    metadata, text = _front_matter(decode(data, path))
    items = with_headings(list(_items(text)))
    pages = section_pages(items)
    if not any(page.text for page in pages):
        raise EmptyFileError("the file holds no text", hint="get it again", path=str(path))
    title = metadata.get("title", "") or first_heading(items) or path.stem
    language = detect_language("\n".join(page.text for page in pages)[:20_000])
    passages = make_passages(pages, title, language)
    return Document(
        hashlib.sha256(data).hexdigest(),
        "markdown",
        title,
        main_language(passages, language),
        pages,
        passages,
        metadata,
    )


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """The plain fields of the front matter, and the text below it."""
    found = _FRONT.match(text)
    if found is None:
        return {}, text
    fields = (_FIELD.fullmatch(line.strip()) for line in found[1].split("\n") if line[:1] != " ")
    values = {field[1].lower(): field[2].strip("\"' ") for field in fields if field is not None}
    return {name: value for name, value in values.items() if value}, text[found.end() :]


def _items(text: str) -> Iterator[Item]:
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    place = 0
    label: str | None = None
    while place < len(tokens):
        token = tokens[place]
        if token.type == "table_open":
            end = next(i for i in range(place, len(tokens)) if tokens[i].type == "table_close")
            yield from _table(tokens[place:end])
            place = end
        elif token.type == "list_item_open":
            label = f"{token.info}{token.markup} " if token.info else ""
        elif token.type == "inline":
            yield from _inline(token, tokens[place - 1], label)
            label = None
        elif token.type in ("fence", "code_block"):
            yield ("text", token.content.strip("\n"), 0)
        elif token.type == "html_block":
            yield from html_items(token.content)
        place += 1


def _inline(token: Token, opening: Token, label: str | None) -> Iterator[Item]:
    """A heading, a paragraph or the first paragraph of a list item, whose number ``label`` is
    (empty for a bullet)."""
    words = _words(token)
    if not words:
        return
    if opening.type == "heading_open":
        yield ("heading", words.replace("\n", " "), int(opening.tag[1:]))
    elif label is not None:
        yield ("list", label + words, 0)
    else:
        yield ("text", words, 0)


def _table(tokens: Sequence[Token]) -> Iterator[Item]:
    rows: list[list[SourceCell]] = []
    for place, token in enumerate(tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            rows[-1].append(SourceCell(_words(tokens[place + 1]), head=token.type == "th_open"))
    if any(len(row) > 1 for row in rows):
        yield SourceTable(rows, header_rows=1 if len(rows) > 1 else 0)
        return
    for row in rows:
        yield ("text", " ".join(cell.text for cell in row if cell.text), 0)


def _words(token: Token) -> str:
    """The words of an inline token as they are shown."""
    parts = []
    for child in token.children or ():
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type == "softbreak":
            parts.append("\n")
        elif child.type == "hardbreak" or (
            child.type == "html_inline" and child.content.lower().startswith("<br")
        ):
            parts.append("\v")
        elif child.type == "image":
            parts.append(_words(child) or child.content)
    return squeezed("".join(parts))
