"""What the tables of the sample reports say: ``python corpus/build/table_truth.py``.

Reads the sources that the reports are set from and writes ``corpus/tables.json``: for every report
the rows of each of its tables in order, merged cells in their first place and blank in the others.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import typst
from zh_marks import read_marks

from ingest.tables import SourceCell, lay_out

CORPUS = Path(__file__).resolve().parent.parent
_FONTS = ["/usr/share/fonts/opentype/noto"]
_SOURCES = {
    "annual-report-zh.pdf": "zh_annual_report.marks",
    "bilingual-cooperation-report.pdf": "zh_bilingual_cooperation.marks",
    "digital-china-white-paper.pdf": "zh_digital_china.typ",
    "digital-economy-deck.pdf": "ja_digital_economy_deck.typ",
    "scanned-survey-ja.pdf": "ja_scanned_survey.typ",
    "securities-report-ja.pdf": "ja_securities_report.marks",
    "taiwan-water-report-zh-hant.pdf": "zh_taiwan_water.marks",
}
_Rows = list[list[str]]


def tables_of(source: Path) -> list[_Rows]:
    """The tables of a source in order; raises ValueError for a kind of content it cannot read."""
    if source.suffix == ".marks":
        return [[list(row) for row in b.rows] for b in read_marks(source) if b.kind == "table"]
    found = json.loads(typst.query(str(source), "table", font_paths=_FONTS))
    return [_typst_rows(table) for table in found]


def _typst_rows(table: dict[str, Any]) -> _Rows:
    columns = table["columns"]
    width = columns if isinstance(columns, int) else len(columns)
    cells = [
        SourceCell(_text(c["body"]), c.get("rowspan", 1), c.get("colspan", 1))
        for child in table["children"]
        for c in child.get("children", [child])
        if c["func"] == "cell"
    ]
    rows: list[list[SourceCell]] = []
    # Typst fills rows from the left; a row is full when its cells and those above reach its end.
    taken: list[int] = [0]
    for cell in cells:
        while rows and taken[len(rows) - 1] >= width:
            rows.append([])
            taken += [0] * (len(rows) + 1 - len(taken))
        if not rows:
            rows.append([])
        y = len(rows) - 1
        rows[y].append(cell)
        taken += [0] * (y + cell.row_span + 1 - len(taken))
        for below in range(y, y + cell.row_span):
            taken[below] += cell.column_span
    return [[cell.text if cell else "" for cell in row] for row in lay_out(rows)]


def _text(node: Any) -> str:
    """The words of a piece of Typst content; lists with their marker."""
    kind = node.get("func", "")
    if kind == "text":
        return str(node["text"])
    if kind in ("space", "linebreak", "parbreak"):
        return " "
    if kind == "item":
        return "・" + _text(node["body"])
    if kind == "smartquote":
        return "\u201d" if node.get("double", True) else "\u2019"
    parts = node.get("children") or [node[key] for key in ("child", "body") if key in node]
    return re.sub(r"\s+", " ", "".join(_text(part) for part in parts))


def main() -> None:
    """Write the tables of all reports."""
    truth = {
        report: tables_of(CORPUS / "sources" / source)
        for report, source in sorted(_SOURCES.items())
    }
    lines = [
        f"{json.dumps(report)}: [\n"
        + ",\n".join(json.dumps(table, ensure_ascii=False) for table in tables)
        + "\n]"
        for report, tables in truth.items()
    ]
    (CORPUS / "tables.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print({report: len(tables) for report, tables in truth.items()})


if __name__ == "__main__":
    main()
