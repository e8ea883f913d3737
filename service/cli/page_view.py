"""A page for a person: what stands on it, how good its text is, and its text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.table_markup import table_markdown
from service.page_labels import is_printed_number

if TYPE_CHECKING:
    from index import StoredPage
    from ingest.document import Block, Page, Table

__all__ = ["page_lines"]

_LONGEST = 60
"""Characters of a block or a passage in its line."""


def page_lines(stored: StoredPage) -> Iterator[str]:
    """The lines that ``show DOC --page N`` prints."""
    page = stored.page
    named = f"printed {page.label}" if is_printed_number(page.label) else page.label
    label = f" ({named})" if page.label != str(page.number) else ""
    yield f"{stored.document.title}, page {page.number}{label}"
    yield _quality(page)
    if page.blocks:
        yield ""
        yield f"blocks: {len(page.blocks)}, in reading order"
        for n, block in enumerate(page.blocks, start=1):
            yield f"{n:>4}  {_kind(block):<13} {_short(_words(block, page))}"
    if page.tables:
        yield ""
        yield f"tables: {len(page.tables)}"
        for table in page.tables:
            yield f"  {_table(table)}"
            yield ""
            yield table_markdown(table)
    if page.links:
        yield ""
        yield f"links: {len(page.links)}"
        for link in page.links:
            x0, top, x1, bottom = (round(side) for side in link.rect)
            yield f"  [{x0}, {top}, {x1}, {bottom}]  {_short(link.uri) or f'page {link.page}'}"
    if stored.passages:
        yield ""
        yield f"passages: {len(stored.passages)}"
        for passage in stored.passages:
            place = f"[{passage.char_start}, {passage.char_end})"
            yield f"  {place:<14} {passage.kind:<10} {_short(passage.text)}"
    yield ""
    yield page.text


def _quality(page: Page) -> str:
    quality = page.quality
    issues = ", ".join(quality.issues) or "no issues"
    state = "" if quality.ok else "; not citable"
    return (
        f"text quality: {issues}{state}; "
        f"{quality.characters} characters, read from {_SOURCES[quality.source]}"
    )


_SOURCES = {"text": "the file's text", "ocr": "the page's image", "none": "nothing"}


def _kind(block: Block) -> str:
    return f"{block.kind} {block.level}" if block.kind == "heading" else block.kind


def _words(block: Block, page: Page) -> str:
    return block.removed_text or page.text[block.char_start : block.char_end]


def _table(table: Table) -> str:
    columns = len(table.rows[0]) if table.rows else 0
    parts = [f"{table.id}  {len(table.rows)} rows, {columns} columns".strip()]
    parts += [part for part in (table.caption, table.unit) if part]
    if table.continues:
        parts.append(f"continues {table.continues}")
    return "; ".join(parts)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
