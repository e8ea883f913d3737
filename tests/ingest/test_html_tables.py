"""Tables of web pages: ids that the file gives, and tables inside the cells of others."""

from __future__ import annotations

from pathlib import Path

from ingest import read_document
from ingest.document import Document, Table
from ingest.headings import statutory_level
from ingest.table_markup import table_html

_DIRECTORS = """
<html><head><title>0104010_honbun.htm</title></head><body><h3>役員の状況</h3>
<table table-id="R-tab1">
<tr><td cell-id="R-tab1-r1c1">役職名</td><td cell-id="R-tab1-r1c2">氏名</td>
<td cell-id="R-tab1-r1c3">略歴</td><td cell-id="R-tab1-r1c4">所有株式数（千株）</td></tr>
<tr><td cell-id="R-tab1-r2c1">代表取締役社長</td><td cell-id="R-tab1-r2c2">大庭 直樹</td>
<td cell-id="R-tab1-r2c3"><p>主な略歴</p><div><table table-id="R-tab2">
<tr><td cell-id="R-tab2-r1c1">1979年４月</td><td cell-id="R-tab2-r1c2">当社入社</td></tr>
<tr><td cell-id="R-tab2-r2c1">2004年３月</td><td cell-id="R-tab2-r2c2">当社取締役</td></tr>
</table></div></td><td cell-id="R-tab1-r2c4">3,410</td></tr>
<tr><td>計</td><td></td><td></td><td cell-id="R-tab1-r3c4">3,410</td></tr>
</table>
<table table-id="R-tab3"><tr><td cell-id="R-tab3-r1c1">一行だけの表</td></tr></table>
<table table-id="R-tab4"><tr><td><img src="a.png"></td></tr></table>
</body></html>
"""


def _read(tmp_path: Path, source: str) -> Document:
    (tmp_path / "a.html").write_text(source, encoding="utf-8")
    return read_document(tmp_path / "a.html")


def _by_id(document: Document) -> dict[str, Table]:
    return {table.source_id: table for page in document.pages for table in page.tables}


def test_every_table_and_cell_keeps_the_id_that_the_file_gives_it(tmp_path: Path) -> None:
    document = _read(tmp_path, _DIRECTORS)
    tables = _by_id(document)
    assert list(tables) == ["R-tab1", "R-tab2", "R-tab3", "R-tab4"]
    cells = {c.source_id: c.text for t in tables.values() for row in t.rows for c in row}
    assert cells["R-tab1-r3c4"] == "3,410"
    assert cells["R-tab2-r2c2"] == "当社取締役"
    assert cells["R-tab1-r2c3"] == "主な略歴\n1979年４月 | 当社入社\n2004年３月 | 当社取締役"
    assert document.title == "a"  # the file's name is no title


def test_a_table_in_a_cell_points_into_the_text_of_that_cell(tmp_path: Path) -> None:
    document = _read(tmp_path, _DIRECTORS)
    (page,) = document.pages
    tables = _by_id(document)
    outer, inner = tables["R-tab1"], tables["R-tab2"]
    assert inner.within == outer.cell_id(1, 2) == "p1t1r2c3"
    assert (outer.header_rows, outer.column_heads[2]) == (1, "略歴")
    for cell in (cell for table in page.tables for row in table.rows for cell in row):
        assert page.text[cell.char_start : cell.char_end] == cell.text
    holder = outer.rows[1][2]
    assert holder.char_start < inner.rows[0][0].char_start
    assert inner.rows[1][1].char_end <= holder.char_end
    assert page.text.count("当社取締役") == 1
    rows = [p.text for p in document.passages if p.kind == "table_row"]
    assert [text.split(" | ")[0] for text in rows] == ["代表取締役社長", "計", "一行だけの表"]
    assert 'id="p1t2"' in table_html(inner)


def test_long_rows_are_cut_and_later_pieces_say_whose_they_are(tmp_path: Path) -> None:
    career = "".join(
        f"<p>{year}年４月に東京の本社で第{year}号の職に就く。</p>" for year in range(60)
    )
    source = (
        "<table><tr><th>役職</th><th>氏名</th><th>略歴</th></tr>"
        f"<tr><td>取締役</td><td>李明</td><td>{career}</td></tr>"
        "<tr><td>監査役</td><td>王芳</td><td>略</td></tr></table>"
    )
    document = _read(tmp_path, source)
    rows = [p for p in document.passages if p.kind == "table_row"]
    assert len(rows) > 3
    assert all(len(p.text) < 450 for p in rows)
    assert rows[0].text.startswith("取締役 | 李明 | 0年")
    assert rows[1].context.endswith("取締役 | 李明")
    for passage in rows:
        page = document.pages[passage.page - 1]
        assert page.text[passage.char_start : passage.char_end] == passage.text


def test_a_table_around_tables_only_lays_the_page_out(tmp_path: Path) -> None:
    inner = "<table><tr><th>年度</th><th>売上</th></tr><tr><td>2021年</td><td>10</td></tr></table>"
    document = _read(
        tmp_path,
        f"<table><tr><td><a>目次</a></td><td><p>本文の段落。</p>{inner}</td></tr></table>",
    )
    (table,) = document.pages[0].tables
    assert table.within == ""
    assert [cell.text for cell in table.rows[0]] == ["年度", "売上"]
    assert "本文の段落。" in next(p.text for p in document.passages if p.kind == "text")


def test_the_second_half_of_a_wide_table_has_the_unit_of_the_first(tmp_path: Path) -> None:
    first = "<tr><td></td><td>（単位：百万円）</td></tr><tr><td></td><td>資本金</td></tr>"
    rows = "<tr><td>当期首残高</td><td>100</td></tr><tr><td>当期末残高</td><td>120</td></tr>"
    second = "<tr><td></td><td>純資産合計</td></tr>"
    other = "<tr><td>氏名</td><td>株数</td></tr><tr><td>李明</td><td>5</td></tr>"
    document = _read(
        tmp_path,
        f"<table>{first}{rows}</table><table>{second}{rows}</table><table>{other}</table>",
    )
    assert [t.unit for t in document.pages[0].tables] == ["単位：百万円", "単位：百万円", ""]


def test_statutory_headings_that_are_marked_as_paragraphs(tmp_path: Path) -> None:
    table = "<table><tr><td>区分</td><td>当期</td></tr><tr><td>資産</td><td>5</td></tr></table>"
    document = _read(
        tmp_path,
        "<h2>第５ 【経理の状況】</h2><p>２ 【財務諸表等】</p><p>(1) 【財務諸表】</p>"
        f"<p>① 【貸借対照表】</p>{table}<p>会社は【注】を付けた。</p>",
    )
    row = next(p for p in document.passages if p.kind == "table_row")
    assert row.heading_path == (
        "第５ 【経理の状況】",
        "２ 【財務諸表等】",
        "(1) 【財務諸表】",
        "① 【貸借対照表】",
    )
    assert statutory_level("会社は【注】を付けた。") == 0


def test_a_date_in_the_corner_of_a_table_heads_no_column(tmp_path: Path) -> None:
    date = "<tr><td></td><td></td><td>（2020年３月31日現在）</td></tr>"
    heads = "<tr><td>区分</td><td>株式数（株）</td><td>内容</td></tr>"
    rows = "".join(f"<tr><td>{n}</td><td>5</td><td>－</td></tr>" for n in ("普通株", "自己株"))
    document = _read(tmp_path, f"<table>{date}{heads}{rows}</table>")
    (table,) = document.pages[0].tables
    assert table.header_rows == 2
    assert table.column_heads == ("区分", "株式数（株）", "内容")


def test_the_unit_of_the_first_row_of_figures_is_that_of_the_rows_below(tmp_path: Path) -> None:
    rows = "<tr><td></td><td>前期</td></tr><tr><td>取引高</td><td></td></tr>"
    rows += "<tr><td>売上高</td><td>89,846百万円</td></tr><tr><td>費用</td><td>125,324</td></tr>"
    document = _read(tmp_path, f"<table>{rows}</table>")
    assert document.pages[0].tables[0].unit == "百万円"


def test_a_unit_above_a_table_with_a_caption_of_its_own(tmp_path: Path) -> None:
    rows = "<tr><td>区分</td><td>当期</td></tr><tr><td>資産</td><td>5</td></tr>"
    document = _read(
        tmp_path,
        f"<p>（単位：千人）</p><table><caption>施設</caption>{rows}</table><p>単位：円</p><p>前の段。</p>"
        f"<table><caption>費用</caption>{rows}</table><table><caption>員数</caption>{rows}</table>",
    )
    assert [t.unit for t in document.pages[0].tables] == ["単位：千人", "", ""]
    assert "単位：千人" in next(p.context for p in document.passages if p.kind == "table_row")


def test_the_period_above_a_table_is_its_caption(tmp_path: Path) -> None:
    rows = "<tr><td></td><td>資本金</td></tr><tr><td>期首残高</td><td>5</td></tr>"
    period = "前事業年度（自　2018年4月1日　至　2019年3月31日）"
    document = _read(tmp_path, f"<p>{period}</p><p>（単位：百万円）</p><table>{rows}</table>")
    assert document.pages[0].tables[0].caption == period
    row = next(p for p in document.passages if p.kind == "table_row")
    assert period in row.context


def test_the_hidden_header_of_inline_xbrl_is_not_read(tmp_path: Path) -> None:
    document = _read(
        tmp_path,
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><body>'
        '<div style="display:none"><ix:header><ix:hidden>E00001-000</ix:hidden></ix:header></div>'
        "<h3>経営指標</h3><table><tr><td>売上高</td><td><ix:nonFraction>1,234</ix:nonFraction></td>"
        "</tr><tr><td>利益</td><td>△<ix:nonFraction>5</ix:nonFraction></td></tr></table></body></html>",
    )
    assert document.pages[0].text == "経営指標\n売上高 | 1,234\n利益 | △5"
