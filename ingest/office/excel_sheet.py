"""The cells of a worksheet as people see them, with what the sheet says of merged cells."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from ingest.office.excel_parts import Area, merged_and_uncounted, table_heads, text_boxes
from ingest.office.number_formats import LOCAL_DATE_CODES, Value, shown
from ingest.tables import SourceCell

__all__ = ["MOST_COLUMNS", "Sheet", "read_sheet"]

MOST_COLUMNS = 1_000
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(slots=True)
class Sheet:
    """The filled cells of a sheet by row and column, from 1."""

    name: str
    hidden: bool
    cells: dict[int, dict[int, SourceCell]] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    """Areas whose first cell is filled."""
    boxes: list[str] = field(default_factory=list)
    """The words of its text boxes and shapes."""
    filled: int = 0
    cut: bool = False
    """Whether rows were left out because there are too many cells."""
    wide: bool = False
    """Whether columns were left out."""
    uncounted: int = 0
    """Formulas for which the file keeps no value."""


def read_sheet(sheet: Any, archive: zipfile.ZipFile, most: int) -> Sheet:
    """The cells of an openpyxl worksheet (read-only); no more than about ``most`` of them."""
    found = Sheet(sheet.title, sheet.sheet_state != "visible")
    areas, found.uncounted = merged_and_uncounted(archive, sheet._worksheet_path)
    heads = table_heads(archive, sheet._worksheet_path)
    found.boxes = text_boxes(archive, sheet._worksheet_path)
    styles = _Styles(sheet.parent)
    for number, row in _rows(sheet):
        texts = {}
        for cell in row:
            made = _cell(cell["value"], styles.of(cell["style_id"]), styles)
            if made is not None and cell["column"] <= MOST_COLUMNS:
                texts[cell["column"]] = made
            found.wide = found.wide or cell["column"] > MOST_COLUMNS
        if not texts:
            continue
        if any(top == number for top, _, _, _ in heads):
            texts = {x: _headed(cell, number, x, heads) for x, cell in texts.items()}
        found.cells[number] = texts
        found.filled += len(texts)
        if found.filled >= most:
            found.cut = True
            break
    found.merged = [area for area in areas if area[1] in found.cells.get(area[0], {})]
    return found


def _rows(sheet: Any) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """The rows that the file has, by their numbers, each with the cells that it has. Not by way of
    the size that the file claims for the sheet, which is often wrong, and sometimes enormous."""
    from openpyxl.worksheet._reader import WorkSheetParser

    workbook = sheet.parent
    with sheet._get_source() as source:
        yield from WorkSheetParser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=workbook.epoch,
            date_formats=workbook._date_formats,
            timedelta_formats=workbook._timedelta_formats,
        ).parse()


class _Styles:
    """The cell styles of a workbook by their number: number format, weight and colour."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._known: dict[int, tuple[int, str, bool, str]] = {}

    def of(self, style: int) -> tuple[int, str, bool, str]:
        """Number and code of the number format, whether bold, the colour behind."""
        if style not in self._known:
            self._known[style] = self._read(style)
        return self._known[style]

    def date_of(self, value: float) -> Value:
        """The moment that a number of days stands for; the number where it is none."""
        from openpyxl.utils.datetime import from_excel

        with suppress(ValueError, OverflowError):
            moment: Value = from_excel(value, self._workbook.epoch)
            return moment
        return value

    def _read(self, style: int) -> tuple[int, str, bool, str]:
        array = self._workbook._cell_styles[style]
        number = int(array.numFmtId)
        code = LOCAL_DATE_CODES.get(number, "") or _code(self._workbook, number)
        fill = self._workbook._fills[array.fillId]
        colour = ""
        if getattr(fill, "fill_type", None) not in (None, "none"):
            front = fill.fgColor
            colour = str(getattr(front, front.type, "")) + str(front.tint or "")
        bold = bool(self._workbook._fonts[array.fontId].b)
        return number, code, bold, "" if colour.endswith("FFFFFF") else colour


def _cell(value: Any, style: tuple[int, str, bool, str], styles: _Styles) -> SourceCell | None:
    if value is None:
        return None
    number, code, bold, fill = style
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = styles.date_of(value) if number in LOCAL_DATE_CODES else value
    elif not isinstance(value, str | bool | datetime | date | time | timedelta):
        value = str(value)
    text = _clean(shown(value, code))
    return SourceCell(text, bold=bold, fill=fill) if text else None


def _code(workbook: Any, number: int) -> str:
    from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

    if number < BUILTIN_FORMATS_MAX_SIZE:
        # Which currency the built-in formats mean depends on the program that shows them.
        return str(BUILTIN_FORMATS.get(number, "General")).replace('"$"', "")
    formats = workbook._number_formats
    place = number - BUILTIN_FORMATS_MAX_SIZE
    return str(formats[place]) if place < len(formats) else "General"


def _clean(text: str) -> str:
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
    lines = (" ".join(line.split(" ")).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _headed(cell: SourceCell, row: int, column: int, heads: list[Area]) -> SourceCell:
    inside = any(top == row and left <= column <= right for top, left, _, right in heads)
    return SourceCell(cell.text, head=inside, bold=cell.bold, fill=cell.fill)
