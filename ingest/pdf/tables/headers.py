"""Which rows of a PDF's table head its columns, and which columns name its rows."""

from __future__ import annotations

from ingest import table_headers
from ingest.pdf.tables.model import RawTable
from ingest.table_headers import is_figure

__all__ = ["header_columns", "header_rows", "is_figure"]


def header_rows(table: RawTable) -> int:
    """How many of the first rows are headers: by the rule below them, else as in all formats."""
    if table.head_rules and table.head_rules < len(table.rows):
        return table.head_rules
    return table_headers.header_rows(table.rows)


def header_columns(table: RawTable, heads: int) -> int:
    """How many of the first columns name the rows; ``heads`` is the number of header rows."""
    return table_headers.header_columns(table.rows, heads)
