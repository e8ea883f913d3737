"""Tables on PDF pages made for the purpose: merged cells, three-line and plain tables, rows that
no line parts, and tables that go on over the page break."""

from __future__ import annotations

from pathlib import Path

import pytest
import typst

from ingest import read_document
from ingest.document import Document, Table
from ingest.pdf.tables import Rulings
from ingest.pdf.tables.grid import GridCell, find_grids

_FONTS = ["/usr/share/fonts/opentype/noto"]
_HEAD = """#set page(width: 400pt, height: 300pt, margin: 30pt)
#set text(font: "Noto Serif CJK JP", size: 10pt, lang: "ja")
"""
_PROSE = (
    "青嶺計測工業の業績は次のとおりである。売上高は四期続けて増え、利益も過去最高となった。\n\n"
)


def _read(tmp_path: Path, body: str) -> Document:
    source = tmp_path / "table.typ"
    source.write_text(_HEAD + body, encoding="utf-8")
    typst.compile(source, output=tmp_path / "table.pdf", font_paths=_FONTS)
    return read_document(tmp_path / "table.pdf")


def _texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def test_merged_cells_keep_their_spans_and_name_what_they_cover(tmp_path: Path) -> None:
    document = _read(
        tmp_path,
        _PROSE
        + """表1　業績
#table(columns: 4,
  table.cell(rowspan: 2, colspan: 2)[区分], table.cell(colspan: 2)[連結], [前期], [当期],
  table.cell(rowspan: 2)[国内], [売上高], [100], [120], [利益], [10], [△3])
#text(size: 8pt)[（注）△は損失を表す。]
""",
    )
    (table,) = document.pages[0].tables
    assert _texts(table) == [
        ["区分", "", "連結", ""],
        ["", "", "前期", "当期"],
        ["国内", "売上高", "100", "120"],
        ["", "利益", "10", "△3"],
    ]
    assert (table.header_rows, table.header_columns) == (2, 2)
    assert table.column_heads == ("区分", "区分", "連結 前期", "連結 当期")
    assert table.notes == ("（注）△は損失を表す。",)
    loss = next(p for p in document.passages if p.text.startswith("利益"))
    assert "国内" in loss.context
    assert "連結 当期" in loss.context
    assert all(c.rect is not None for row in table.rows for c in row if not c.covered)


def test_a_three_line_table_has_columns_and_a_head(tmp_path: Path) -> None:
    document = _read(
        tmp_path,
        _PROSE
        + """#align(right)[単位：百万円]
#table(columns: (1fr, 80pt, 80pt), stroke: none, align: (left, right, right),
  table.hline(), [科目], [前期], [当期], table.hline(),
  [売上高], [46,731], [49,856], [営業利益], [3,411], [4,187], [特別損失], [－], [△215],
  table.hline())
""",
    )
    (table,) = document.pages[0].tables
    assert _texts(table) == [
        ["科目", "前期", "当期"],
        ["売上高", "46,731", "49,856"],
        ["営業利益", "3,411", "4,187"],
        ["特別損失", "－", "△215"],
    ]
    assert (table.header_rows, table.unit) == (1, "単位：百万円")


def test_a_table_without_any_line_is_found_by_its_figures(tmp_path: Path) -> None:
    document = _read(
        tmp_path,
        _PROSE
        + """#table(columns: (1fr, 80pt, 80pt), stroke: none, align: (left, right, right),
  [科目], [前期], [当期], [売上高], [46,731], [49,856], [営業利益], [3,411], [4,187],
  [純利益], [2,398], [2,963])
"""
        + _PROSE,
    )
    (table,) = document.pages[0].tables
    assert _texts(table)[1:] == [
        ["売上高", "46,731", "49,856"],
        ["営業利益", "3,411", "4,187"],
        ["純利益", "2,398", "2,963"],
    ]
    assert table.column_heads == ("科目", "前期", "当期")


def test_rows_that_no_line_parts_are_parted_by_their_figures(tmp_path: Path) -> None:
    document = _read(
        tmp_path,
        """#table(columns: 3, align: (left, right, right), [科目], [前期], [当期],
  [売上高\\ 営業利益\\ 純利益], [100\\ 20\\ 8], [110\\ 25\\ 9])
""",
    )
    (table,) = document.pages[0].tables
    assert _texts(table) == [
        ["科目", "前期", "当期"],
        ["売上高", "100", "110"],
        ["営業利益", "20", "25"],
        ["純利益", "8", "9"],
    ]


@pytest.mark.parametrize("repeat", ["true", "false"])
def test_a_table_goes_on_over_the_page_break(tmp_path: Path, repeat: str) -> None:
    rows = ", ".join(f"[第{i}期], [{i}00], [{i}50]" for i in range(1, 24))
    document = _read(
        tmp_path,
        f"""表1　推移
#align(right)[単位：億円]
#table(columns: 3, align: (left, right, right),
  table.header(repeat: {repeat}, [*期*], [*前期*], [*当期*]), {rows})
""",
    )
    first, second = document.pages[0].tables[0], document.pages[1].tables[0]
    assert second.continues == first.id == "p1t1"
    assert second.header_rows == (1 if repeat == "true" else 0)
    assert (second.column_heads, second.unit) == (("期", "前期", "当期"), "単位：億円")
    rows_read = [p for p in document.passages if p.kind == "table_row"]
    assert len(rows_read) == 23
    assert all("期 | 前期 | 当期" in p.context and "億円" in p.context for p in rows_read)


def test_two_columns_of_prose_between_rules_are_no_table(tmp_path: Path) -> None:
    document = _read(
        tmp_path,
        "#line(length: 100%)\n#columns(2)[" + _PROSE * 4 + "]\n#line(length: 100%)\n",
    )
    assert not any(page.tables for page in document.pages)


def test_open_sides_and_missing_lines_make_merged_cells() -> None:
    rulings = Rulings(
        horizontal=((0.0, 0.0, 100.0), (20.0, 50.0, 100.0), (40.0, 0.0, 100.0)),
        vertical=((50.0, 0.0, 40.0),),
    )
    (grid,) = find_grids(rulings)
    assert grid.xs == (0.0, 50.0, 100.0)
    assert grid.cells == (GridCell(0, 0, 2, 1), GridCell(0, 1, 1, 1), GridCell(1, 1, 1, 1))
