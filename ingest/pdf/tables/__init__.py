"""Tables of a PDF page: found by their rulings, or by columns of words and figures; their cells
filled with the characters that stand in them; their header rows told from the others."""

from __future__ import annotations

from ingest.pdf.tables.headers import header_columns, header_rows
from ingest.pdf.tables.model import RawCell, RawTable
from ingest.pdf.tables.ruled import take_tables
from ingest.pdf.tables.rulings import Rulings, rulings_of
from ingest.pdf.tables.unruled import take_unruled

__all__ = [
    "RawCell",
    "RawTable",
    "Rulings",
    "header_columns",
    "header_rows",
    "rulings_of",
    "take_tables",
    "take_unruled",
]
