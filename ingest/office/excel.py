"""Excel workbooks: a page for each sheet, several for a long one.

The page's label and its first heading are the sheet's name. Cells are read as they are shown, with
the values that the file keeps for formulas. Hidden sheets are read, and named in a warning.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Iterator
from pathlib import Path

from ingest.document import Document, Page
from ingest.errors import EmptyFileError
from ingest.files import read_bytes
from ingest.language import detect_language
from ingest.long_tables import long_pages
from ingest.office.core import core_metadata
from ingest.office.excel_regions import sheet_items
from ingest.office.excel_sheet import MOST_COLUMNS, Sheet, read_sheet
from ingest.office.package import checked_parts
from ingest.passages import main_language, make_passages

__all__ = ["read_excel"]

_MOST_CELLS = 500_000


def read_excel(path: Path) -> Document:
    """The document in an .xlsx, .xlsm or template file; raises an ``IngestError`` that names it."""
    data = read_bytes(path)
    name = str(path)
    pages: list[Page] = []
    notes: list[str] = []
    hidden: list[str] = []
    with checked_parts(data, "xlsx", name) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl's, about what it does not keep
        import openpyxl

        workbook = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False
        )
        left = _MOST_CELLS
        for worksheet in workbook.worksheets:
            sheet = read_sheet(worksheet, archive, left)
            left = max(left - sheet.filled, 1)
            if sheet.cells or sheet.boxes:
                items = sheet_items(sheet)
                pages += long_pages(items, sheet.name, sheet.name, len(pages) + 1)
            notes += _warnings(sheet)
            hidden += [sheet.name] if sheet.hidden else []
        metadata = core_metadata(workbook.properties)
        workbook.close()
    if not pages:
        raise EmptyFileError("the workbook holds no values", hint="get it again", path=name)
    if hidden:
        notes.insert(0, f"hidden in the workbook: sheets {', '.join(hidden)}")
    title = metadata.get("title", "") or path.stem
    language = detect_language("\n".join(page.text for page in pages)[:20_000])
    passages = make_passages(pages, title, language)
    return Document(
        hashlib.sha256(data).hexdigest(),
        "xlsx",
        title,
        main_language(passages, language),
        tuple(pages),
        passages,
        metadata,
        tuple(notes),
    )


def _warnings(sheet: Sheet) -> Iterator[str]:
    if sheet.cut:
        yield f"sheet {sheet.name} is too large; only its first {len(sheet.cells):,} rows were read"
    if sheet.wide:
        yield f"of sheet {sheet.name} only the first {MOST_COLUMNS:,} columns were read"
    if sheet.uncounted:
        yield (
            f"sheet {sheet.name} has {sheet.uncounted:,} formulas without a stored value; open the"
            " workbook in Excel and save it"
        )
