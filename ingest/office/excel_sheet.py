"""The cells of a worksheet as people see them, with what the sheet says of merged cells."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from ingest.office.number_formats import LOCAL_DATE_CODES, Value, shown
from ingest.tables import SourceCell

__all__ = ["MOST_COLUMNS", "Area", "Sheet", "read_sheet"]

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
MOST_COLUMNS = 1_000
_MOST_MERGED = 100_000
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column, from 1, all included."""


@dataclass(slots=True)
class Sheet:
    """The filled cells of a sheet by row and column, from 1."""

    name: str
    hidden: bool
    cells: dict[int, dict[int, SourceCell]] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    """Areas whose first cell is filled."""
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
    areas, found.uncounted = _merged_and_uncounted(archive, sheet._worksheet_path)
    heads = _table_heads(archive, sheet._worksheet_path)
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


def _merged_and_uncounted(archive: zipfile.ZipFile, path: str) -> tuple[list[Area], int]:
    """The merged areas of a sheet, and how many formulas have no stored value."""
    from lxml import etree

    areas: list[Area] = []
    uncounted = 0
    wanted = (f"{_MAIN}row", f"{_MAIN}mergeCell")
    with archive.open(path) as part:
        for _, element in etree.iterparse(part, tag=wanted, resolve_entities=False):
            if element.tag == wanted[0]:
                uncounted += sum(
                    not f.getparent().findtext(f"{_MAIN}v") for f in element.iter(f"{_MAIN}f")
                )
            elif len(areas) < _MOST_MERGED and (area := _area(element.get("ref", ""))):
                areas.append(area)
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    return areas, uncounted


def _table_heads(archive: zipfile.ZipFile, path: str) -> list[Area]:
    """The areas of the tables that Excel itself knows and that have a header row."""
    from lxml import etree

    folder, name = posixpath.split(path)
    relations = f"{folder}/_rels/{name}.rels"
    found: list[Area] = []
    if relations not in archive.namelist():
        return found
    parser = etree.XMLParser(resolve_entities=False)
    for relation in etree.fromstring(archive.read(relations), parser):
        if not relation.get("Type", "").endswith("/table"):
            continue
        target = relation.get("Target", "")
        part = target[1:] if target[:1] == "/" else posixpath.normpath(f"{folder}/{target}")
        if part in archive.namelist():
            table = etree.fromstring(archive.read(part), parser)
            area = _area(table.get("ref", ""))
            if area and table.get("headerRowCount", "1") != "0":
                found.append(area)
    return found


def _area(reference: str) -> Area | None:
    from openpyxl.utils import range_boundaries

    try:
        left, top, right, bottom = range_boundaries(reference)
    except (ValueError, TypeError):
        return None
    return (top, left, bottom, right) if None not in (left, top, right, bottom) else None
