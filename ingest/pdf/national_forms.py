"""Radicals back to the characters that a country writes.

Some programs write 戸 and 户 as the Kangxi radical for "door", which Unicode folds to 戶. Which
of the three is meant is known from the language of the whole file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.language import detect_language, script_variant
from ingest.pdf.raw import RawPage
from ingest.pdf.tables import RawTable

__all__ = ["with_national_forms"]

_JAPANESE = str.maketrans("戶靑", "戸青")
_SIMPLIFIED = str.maketrans("戶靑", "户青")
_TRADITIONAL = str.maketrans("靑", "青")


def with_national_forms(pages: Sequence[RawPage]) -> list[RawPage]:
    """``pages`` with the forms that their language uses, where radicals were written."""
    if not any("kangxi_radicals" in page.issues for page in pages):
        return list(pages)
    sample = "\n".join(line.text for page in pages for line in page.lines)[:20_000]
    if detect_language(sample) == "ja":
        forms = _JAPANESE
    else:
        forms = _SIMPLIFIED if script_variant(sample) == "hans" else _TRADITIONAL
    return [
        _translated(page, forms) if "kangxi_radicals" in page.issues else page for page in pages
    ]


def _translated(page: RawPage, forms: dict[int, int]) -> RawPage:
    lines = tuple(replace(line, text=line.text.translate(forms)) for line in page.lines)
    tables = tuple(_table(table, forms) for table in page.tables)
    return replace(page, lines=lines, tables=tables)


def _table(table: RawTable, forms: dict[int, int]) -> RawTable:
    rows = tuple(
        tuple(replace(cell, text=cell.text.translate(forms)) for cell in row) for row in table.rows
    )
    return replace(table, rows=rows)
