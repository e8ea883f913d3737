"""Grids of merged cells, headers of columns and rows, and tables as HTML and Markdown."""

from __future__ import annotations

from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Cell, Table
from ingest.sections import SectionBuilder
from ingest.table_markup import table_html, table_markdown
from ingest.tables import (
    SourceCell,
    SourceTable,
    column_heads,
    heads_of_rows,
    lay_out,
    row_heads,
)

_CELLS = st.builds(
    SourceCell,
    st.text("年度売上0123", max_size=4),
    st.integers(0, 4),
    st.integers(1, 4),
)


def _finance() -> Table:
    """Two header rows, a merged row head and a merged column head."""
    builder = SectionBuilder()
    builder.add_table(
        SourceTable(
            [
                [SourceCell("区分", 2, 2), SourceCell("連結", 1, 2)],
                [SourceCell("前期"), SourceCell("当期")],
                [SourceCell("国内", 2), SourceCell("売上高"), SourceCell("100"), SourceCell("120")],
                [SourceCell("利益"), SourceCell("10"), SourceCell("△3")],
            ],
            2,
            2,
            caption="表1 業績",
            unit="単位：億円",
            notes=("注：a|bは<仮>の値",),
        )
    )
    return builder.page(4).tables[0]


def test_merged_cells_stand_once_and_cover_their_other_places() -> None:
    table = _finance()
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["区分", "", "連結", ""],
        ["", "", "前期", "当期"],
        ["国内", "売上高", "100", "120"],
        ["", "利益", "10", "△3"],
    ]
    assert (table.rows[0][0].row_span, table.rows[0][0].column_span) == (2, 2)
    assert [cell.covered for cell in table.rows[1]] == [True, True, False, False]
    assert table.id == "p4t1"
    assert table.cell_id(3, 2) == "p4t1r4c3"


def test_a_merged_head_counts_for_every_column_and_row_below_it() -> None:
    table = _finance()
    assert table.column_heads == ("区分", "区分", "連結 前期", "連結 当期")
    assert row_heads(table, 3) == ("国内",)
    assert row_heads(table, 2) == ()


def test_a_row_without_values_heads_the_rows_below_it() -> None:
    rows = (
        ("科目", "前期", "当期"),
        ("負債の部", "", ""),
        ("流動負債", "", ""),
        ("その他", "10", "12"),
        ("流動負債合計", "10", "12"),
        ("固定負債", "", ""),
        ("その他", "7", "8"),
        ("負債合計", "17", "20"),
    )
    grid = tuple(tuple(Cell(text, 0, 0) for text in row) for row in rows)
    table = Table(rows=grid, header_rows=1, header_columns=1)
    assert heads_of_rows(table) == [
        (),
        (),
        (),
        ("負債の部", "流動負債"),
        ("流動負債",),
        (),
        ("固定負債",),
        (),
    ]


def test_html_has_the_same_merged_cells_and_nothing_unescaped() -> None:
    soup = BeautifulSoup(table_html(_finance()), "lxml")
    first = soup.find("tr")
    assert [(c["rowspan"], c.get("colspan")) for c in first.find_all("th", rowspan=True)] == [
        ("2", "2")
    ]
    assert soup.find(id="p4t1r4c4").get_text() == "△3"
    assert soup.caption.get_text() == "表1 業績 （単位：億円）"
    assert soup.tfoot.get_text() == "注：a|bは<仮>の値"
    assert [len(row.find_all(["td", "th"])) for row in soup.find_all("tr")] == [2, 2, 4, 3, 1]


def test_markdown_has_one_header_row_and_as_many_columns_everywhere() -> None:
    lines = table_markdown(_finance()).split("\n")
    assert lines[:2] == ["表1 業績", "単位：億円"]
    grid = [line for line in lines if line.startswith("|")]
    assert grid[0] == "| 区分 | 区分 | 連結 前期 | 連結 当期 |"
    assert {line.count("|") for line in grid} == {5}
    assert lines[-1] == "注：a|bは<仮>の値"


def test_a_bar_or_a_line_end_inside_a_cell_does_not_break_the_markdown() -> None:
    cell = Cell("a|b\nc", 0, 5)
    table = Table(((cell,),), header_rows=0)
    assert "| a\\|b<br>c |" in table_markdown(table)


def test_a_table_from_the_page_before_shows_the_heads_it_was_given() -> None:
    table = Table(
        ((Cell("売上高", 0, 3), Cell("5", 4, 5)),), header_rows=0, column_heads=("科目", "額")
    )
    assert '<th scope="col">科目</th>' in table_html(table)
    assert table_markdown(table).startswith("| 科目 | 額 |")
    assert column_heads(table.rows, 0) == ()


def _table(*rows: tuple[str, ...], **facts: str) -> Table:
    builder = SectionBuilder()
    cells = [[SourceCell(text) for text in row] for row in rows]
    builder.add_table(SourceTable(cells, **facts))  # type: ignore[arg-type]
    return builder.page(1).tables[0]


def test_titles_and_units_above_the_heads_are_no_heads() -> None:
    table = _table(
        ("第3表 地域別の売上高の推移", "", ""),
        ("", "", "（単位：百万円）"),
        ("地域", "2019年度", "2020年度"),
        ("国内", "1,200", "1,310"),
        ("海外", "800", "△90"),
    )
    assert (table.header_rows, table.header_columns) == (3, 1)
    assert table.caption == "第3表 地域別の売上高の推移"
    assert table.unit == "単位：百万円"
    assert table.column_heads == ("地域", "2019年度", "2020年度")


def test_a_row_of_units_belongs_to_the_heads() -> None:
    table = _table(("", "上期", "下期"), ("", "百万円", "％"), ("売上高", "10", "3.5"))
    assert table.header_rows == 2
    assert table.column_heads == ("", "上期 百万円", "下期 ％")
    bare = _table(("", "（千株）"), ("大庭直樹", "12"), ("李明", "3"))
    assert (bare.header_rows, bare.unit) == (1, "千株")


def test_a_unit_that_only_the_first_row_writes_counts_for_all() -> None:
    beside = _table(("", "前期", ""), ("給料", "452", "百万円"), ("賃借料", "27", ""))
    assert beside.unit == "百万円"
    behind = _table(("", "前期"), ("物流費", "10,490 百万円"), ("広告費", "18,416"))
    assert behind.unit == "百万円"
    each = _table(("", "前期"), ("売上", "10,490 百万円"), ("人員", "18 人"), ("計", "3"))
    assert each.unit == ""


def test_years_in_the_first_row_head_columns_and_figures_do_not() -> None:
    assert _table(("年度", "2019年", "2020年"), ("利益", "10", "12")).header_rows == 1
    assert _table(("利益", "10", "12"), ("費用", "3", "4")).header_rows == 0
    assert _table(("利益", "10"), caption="表1（単位：億円）").unit == "単位：億円"


def test_merged_cells_without_end_do_not_fill_the_memory() -> None:
    rows = [[SourceCell("大", 0, 1_000)] for _ in range(5_000)]
    grid = lay_out(rows)
    first, later = grid[0][0], grid[4_000][0]
    assert first is not None
    assert later is not None
    assert (first.row_span, first.column_span) == (2_000, 1_000)
    assert (later.row_span, later.column_span) == (1, 1)


@given(st.lists(st.lists(_CELLS, max_size=5), max_size=6))
def test_every_grid_is_full_and_its_spans_cover_it(rows: list[list[SourceCell]]) -> None:
    grid = lay_out(rows)
    assert len(grid) == len(rows)
    assert len({len(row) for row in grid}) <= 1
    for y, row in enumerate(grid):
        for x, cell in enumerate(row):
            if cell is not None:
                assert y + cell.row_span <= len(grid)
                assert x + cell.column_span <= len(row)
                below = [grid[y + i][x] for i in range(1, cell.row_span)]
                right = row[x + 1 : x + cell.column_span]
                assert not any(right)
                assert not any(below)
    texts = [cell.text for row in rows for cell in row]
    assert [cell.text for row in grid for cell in row if cell is not None and cell.text] == [
        text for text in texts if text
    ]
