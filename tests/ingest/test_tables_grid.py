"""Grids of merged cells, headers of columns and rows, and tables as HTML and Markdown."""

from __future__ import annotations

from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Cell, Table
from ingest.sections import SectionBuilder
from ingest.table_markup import table_html, table_markdown
from ingest.tables import SourceCell, column_heads, lay_out, row_heads

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
        [
            [SourceCell("区分", 2, 2), SourceCell("連結", 1, 2)],
            [SourceCell("前期"), SourceCell("当期")],
            [SourceCell("国内", 2), SourceCell("売上高"), SourceCell("100"), SourceCell("120")],
            [SourceCell("利益"), SourceCell("10"), SourceCell("△3")],
        ],
        2,
        "表1 業績",
        "単位：億円",
        header_columns=2,
        notes=("注：a|bは<仮>の値",),
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
