"""Whether every table and cell of securities reports keeps the id that the file gives it.

    python benchmarks/bench_edinet.py NTCIR18_U4

The folder holds ``table_retrieval/valid`` and ``table_qa/valid`` of NTCIR-18 U4: reports in HTML
whose tables have a ``table-id`` and whose cells have a ``cell-id``, and questions with the cell
that answers each. All files are read as users' files are. A table of the source is right when it is
there under its id; a cell with words when the same words, white space left out, are there under
its id. A gold cell has its value when the value is what the cell says: the same text, the same
date, or the same number up to the power of ten that the unit gives it (its sign may be left to
the row's words, as of a depreciation; such are counted); with its unit, when the unit beside the
number, in its row, in its column's head or over its table makes it the very value. Questions whose
report or file is missing in the set are left out and counted.
"""

from __future__ import annotations

import argparse
import json
import re
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import lxml.html
from bench_tools import MEASUREMENTS, write_results

from ingest import read_document
from ingest.document import Document, Table
from ingest.language import find_numbers, read_unit_line
from ingest.units import bare_unit, unit_in

_DASHES = str.maketrans(dict.fromkeys("－―ー–—‐−", "-"))
_NOTE_MARK = re.compile(
    r"[※＊*†]\s*(?:[０-９]+(?:[、,，\s]+[０-９]+)*|\d{1,2}(?:\s*[、,，]\s*\d{1,2})*(?=\s))?[、,，\s]*"
)
_FIGURE = re.compile(r"(?P<minus>[△▲\-(]*)\s*(?P<digits>\d[\d,]*(?:\.\d+)?)")


@dataclass
class _Read:
    """What became of the files of a report."""

    tables: dict[str, Table] = field(default_factory=dict)
    places: dict[str, tuple[Table, int, int]] = field(default_factory=dict)
    """Table, row and column of a cell, by its id."""

    def add(self, document: Document) -> None:
        for table in (table for page in document.pages for table in page.tables):
            self.tables[table.source_id] = table
            for y, row in enumerate(table.rows):
                self.places.update({c.source_id: (table, y, x) for x, c in enumerate(row)})


@dataclass
class _Counts:
    files: int = 0
    tables: int = 0
    tables_found: int = 0
    cells: int = 0
    cells_found: int = 0
    cells_same: int = 0
    pages: int = 0
    passages: int = 0
    missed: list[str] = field(default_factory=list)


def main() -> None:
    """Read the reports and look every table, cell and gold value up by its id."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", type=Path, default=MEASUREMENTS / "edinet.json")
    arguments = parser.parse_args()
    write_results(arguments.json, _measure(arguments.folder))


def _measure(folder: Path) -> dict[str, Any]:
    reports = folder / "table_retrieval" / "valid" / "reports"
    questions = json.loads(
        (folder / "table_qa" / "valid" / "questions.json").read_text(encoding="utf-8")
    )
    counts, read, source = _Counts(), _Read(), dict[str, str]()
    seconds = 0.0
    for path in sorted(reports.glob("*/*.html")):
        started = time.perf_counter()
        document = read_document(path)
        seconds += time.perf_counter() - started
        read.add(document)
        counts.pages += len(document.pages)
        counts.passages += len(document.passages)
        _compare(path, read, counts, source)
    return {
        "benchmark": "edinet",
        "reports": len(list(reports.iterdir())),
        "files": counts.files,
        "pages": counts.pages,
        "passages": counts.passages,
        "seconds": round(seconds, 1),
        "tables": counts.tables,
        "tables_found": counts.tables_found,
        "cells": counts.cells,
        "cells_found": counts.cells_found,
        "cells_same": counts.cells_same,
        "missed": counts.missed,
        "gold": _gold(questions.values(), reports, read, source),
    }


def _compare(path: Path, read: _Read, counts: _Counts, source: dict[str, str]) -> None:
    """Look up what a file holds among what was read of it."""
    parser = lxml.html.HTMLParser(encoding="utf-8")
    root = lxml.html.parse(str(path), parser).getroot()
    counts.files += 1
    for table in root.iter("table"):
        identity = table.get("table-id")
        counts.tables += 1
        counts.tables_found += identity in read.tables
        if identity not in read.tables:
            counts.missed.append(str(identity))
    for cell in root.iter("td", "th"):
        identity, words = cell.get("cell-id"), _plain("".join(cell.itertext()))
        if not identity or not words:
            continue
        source[identity] = words
        counts.cells += 1
        counts.cells_found += identity in read.places
        counts.cells_same += words == _plain(_text(read, identity).replace(" | ", ""))


def _gold(questions: Any, reports: Path, read: _Read, source: dict[str, str]) -> dict[str, Any]:
    """How many gold cells were found, with the words of the source, with their value."""
    result: dict[str, Any] = {
        "questions": 0, "no_report": 0, "no_file": 0, "found": 0, "same": 0, "value": 0,
        "sign_differs": 0, "numbers": 0, "with_unit": 0,
    }  # fmt: skip
    others = []
    for row in questions:
        result["questions"] += 1
        identity = row["cell_id"]
        report, file = reports / row["doc_id"], row["table_id"].rpartition("-")[0]
        if not report.is_dir():
            result["no_report"] += 1
        elif not (report / f"{file}.html").is_file():
            result["no_file"] += 1
        elif identity in read.places:
            printed = _text(read, identity)
            result["found"] += 1
            result["same"] += _plain(printed.replace(" | ", "")) == source.get(identity, "")
            right = _says(printed, row["value"])
            result["value"] += bool(right)
            result["sign_differs"] += right == "unsigned"
            if not right:
                others.append(identity)
            if re.fullmatch(r"-?[\d.]+", row["value"]) and _FIGURE.search(_normal(printed)):
                result["numbers"] += 1
                result["with_unit"] += _says_with_unit(read, identity, Decimal(row["value"]))
    result["asked"] = result["questions"] - result["no_report"] - result["no_file"]
    return {**result, "cells_with_other_values": others}


def _text(read: _Read, identity: str) -> str:
    if identity not in read.places:
        return ""
    table, y, x = read.places[identity]
    return table.rows[y][x].text


def _plain(text: str) -> str:
    return "".join(text.split())


def _normal(text: str) -> str:
    """For comparison: without note marks and white space, one kind of dash and of width."""
    text = _NOTE_MARK.sub("", text)
    return _plain(unicodedata.normalize("NFKC", text)).translate(_DASHES)


def _says(printed: str, value: str) -> str:
    """How a cell says ``value``: ``exactly``, ``unsigned`` where only the sign differs, or not at
    all (empty)."""
    if _normal(value).strip("()") in _normal(printed):
        return "exactly"
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        dates = {n.value for n in find_numbers(printed) if n.kind == "date" and n.unit == "年月日"}
        return "exactly" if Decimal(value.replace("-", "")) in dates else ""
    if not re.fullmatch(r"-?\d+(?:\.\d+)?", value):
        return ""
    wanted = _scaled(Decimal(value))
    found = {_scaled(number) for number in _figures(printed)}
    return "exactly" if wanted in found else "unsigned" if -wanted in found else ""


def _scaled(number: Decimal) -> Decimal:
    """The same for numbers that differ by a power of ten only."""
    return Decimal(0) if number == 0 else number.scaleb(-number.adjusted()).normalize()


def _figures(printed: str) -> Iterator[Decimal]:
    """The numbers in a cell; one whose thousands show that a note's number runs into it also
    without that."""
    for match in _FIGURE.finditer(_normal(printed)):
        sign = -1 if match["minus"] and match["minus"] != "(" else 1
        grouped = re.search(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?$", match["digits"])
        for digits in {match["digits"], grouped[0] if grouped else match["digits"]}:
            yield sign * Decimal(digits.replace(",", ""))


def _says_with_unit(read: _Read, identity: str, value: Decimal) -> bool:
    table, y, x = read.places[identity]
    factor = next(map(_factor, _units(table, y, x)), Decimal(1))
    return any(abs(number * factor) == abs(value) for number in _figures(table.rows[y][x].text))


def _units(table: Table, y: int, x: int) -> Iterator[str]:
    """The units that may govern a cell, the nearest first."""
    own = re.search(r"[%％]|円|株|倍|人", table.rows[y][x].text)
    if own:
        yield own[0]
    for cell in (*table.rows[y][x + 1 : x + 2], *reversed(table.rows[y][:x])):
        yield from _named(cell.text)
    if table.column_heads:
        yield from _named(table.column_heads[x])
    if table.unit:
        yield table.unit


def _named(text: str) -> Iterator[str]:
    if bare_unit(text):
        yield bare_unit(text)
    for inner in reversed(re.findall(r"[(（]([^()（）]+)[)）]", text)):
        if bare_unit(inner):
            yield bare_unit(inner)
    if bare_unit(text.rpartition(" ")[2]):
        yield bare_unit(text.rpartition(" ")[2])
    if unit_in(text):
        yield unit_in(text)


def _factor(unit: str) -> Decimal:
    said = read_unit_line(unit)
    if said is None:
        found = [n for n in find_numbers(f"1{unit}") if n.kind == "number"]
        return found[0].value if found else Decimal(1)
    return said[0] / 100 if said[1] == "%" else said[0]


if __name__ == "__main__":
    main()
