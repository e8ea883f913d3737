"""What must be true of every document, whatever file it comes from."""

from __future__ import annotations

from pathlib import Path

from ingest import read_document
from ingest.document import Document, Passage

__all__ = ["checked", "read_checked", "rows_of"]


def read_checked(path: Path) -> Document:
    """The document in a file, once all its offsets have been found true."""
    return checked(read_document(path))


def checked(document: Document) -> Document:
    """Every passage, block and cell stands where it says; pages count from 1."""
    assert [page.number for page in document.pages] == list(range(1, len(document.pages) + 1))
    ids = [table.id for page in document.pages for table in page.tables]
    assert len(set(ids)) == len(ids)
    for passage in document.passages:
        page = document.pages[passage.page - 1]
        assert passage.text == passage.text.strip() != ""
        assert page.text[passage.char_start : passage.char_end] == passage.text
    for page in document.pages:
        ends = 0
        for block in page.blocks:
            assert ends <= block.char_start <= block.char_end <= len(page.text)
            ends = block.char_end
        for table in page.tables:
            assert len({len(row) for row in table.rows}) == 1
            for cell in (cell for row in table.rows for cell in row):
                assert page.text[cell.char_start : cell.char_end] == cell.text
    return document


def rows_of(document: Document) -> list[Passage]:
    """The passages that are rows of tables."""
    return [passage for passage in document.passages if passage.kind == "table_row"]
