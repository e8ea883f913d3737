"""Tables as text: CSV and TSV, two hundred rows a page."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

from ingest.document import Document
from ingest.files import decode, read_bytes
from ingest.language import detect_language
from ingest.long_tables import long_pages
from ingest.passages import main_language, make_passages
from ingest.tables import SourceCell, SourceTable
from ingest.text import read_text

__all__ = ["read_delimited"]

_DELIMITERS = ",\t;|"
_SAMPLE = 50
_MOST_CELLS = 500_000


def read_delimited(path: Path) -> Document:
    """The document in a .csv or .tsv file, as plain text where it has one column only; raises an
    ``IngestError`` that names it."""
    data = read_bytes(path)
    text = decode(data, path).lstrip("\ufeff")
    rows, cut = _rows(text, _delimiter(text))
    if not any(len(row) > 1 for row in rows):
        return read_text(path)
    table = SourceTable([[SourceCell(cell) for cell in row] for row in rows])
    pages = long_pages([table], "", "", 1)
    language = detect_language(text[:20_000])
    passages = make_passages(pages, path.stem, language)
    warning = f"the table is too large; only its first {len(rows):,} rows were read"
    return Document(
        hashlib.sha256(data).hexdigest(),
        "csv",
        path.stem,
        main_language(passages, language),
        pages,
        passages,
        warnings=(warning,) if cut else (),
    )


def _delimiter(text: str) -> str:
    """The character that parts the most lines into the same number of pieces."""
    lines = [line for line in text.split("\n", _SAMPLE)[:_SAMPLE] if line]

    def evenness(delimiter: str) -> int:
        counts = [line.count(delimiter) for line in lines]
        return max((counts.count(n) for n in set(counts) if n), default=0)

    return max(_DELIMITERS, key=evenness)


def _rows(text: str, delimiter: str) -> tuple[list[list[str]], bool]:
    """The filled rows, and whether some were left out because there are too many."""
    rows: list[list[str]] = []
    cells = 0
    for row in _read(text, delimiter):
        if cells >= _MOST_CELLS:
            return rows, True
        cleaned = [" ".join(cell.split()) for cell in row]
        if any(cleaned):
            rows.append(cleaned)
            cells += len(cleaned)
    return rows, False


def _read(text: str, delimiter: str) -> list[list[str]]:
    lines = text.splitlines(keepends=True)
    try:
        return list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:  # most often a quotation mark that is never closed
        return [line.split(delimiter) for line in lines]
