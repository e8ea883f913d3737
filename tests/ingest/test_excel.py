"""Excel workbooks: what people see of a sheet, as titles, tables and notes."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from format_checks import read_checked, rows_of
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.table import Table as ExcelTable

from ingest.document import Document
from ingest.errors import EmptyFileError


def _saved(workbook: openpyxl.Workbook, tmp_path: Path) -> Document:
    workbook.save(tmp_path / "統計.xlsx")
    return read_checked(tmp_path / "統計.xlsx")


def _filled(rows: list[list[object]], tmp_path: Path) -> Document:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    return _saved(workbook, tmp_path)


@pytest.fixture
def sales() -> openpyxl.Workbook:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "売上"
    sheet["A1"] = "地域別売上高の推移"
    sheet.merge_cells("A1:D1")
    sheet["D2"] = "（単位：百万円）"
    for row in (
        ["地域", "2019年度", None, "2020年度"],
        [None, "上期", "下期", "通期"],
        ["国内", 1200, 1310, 2400],
        ["海外", 800, -90, 0.125],
        ["計", 2000, 1220, date(2021, 4, 1)],
        ["注：2020年度は速報値。"],
    ):
        sheet.append(row)
    sheet.merge_cells("A3:A4")
    sheet.merge_cells("B3:C3")
    for cell in ("B5", "C5", "D5", "B6", "C6", "B7", "C7"):
        sheet[cell].number_format = '#,##0;"△"#,##0'
    sheet["D6"].number_format = "0.0%"
    sheet["D7"].number_format = '[$-411]ggge"年"m"月"d"日"'
    return workbook


def test_a_sheet_is_read_as_people_see_it(sales: openpyxl.Workbook, tmp_path: Path) -> None:
    document = _saved(sales, tmp_path)
    assert (document.format, document.title, document.language) == ("xlsx", "統計", "ja")
    (page,) = document.pages
    assert page.label == "売上"
    (table,) = page.tables
    assert (table.header_rows, table.header_columns) == (2, 1)
    assert table.caption == "地域別売上高の推移"
    assert table.unit == "単位：百万円"
    assert table.notes == ("注：2020年度は速報値。",)
    assert table.column_heads == ("地域", "2019年度 上期", "2019年度 下期", "2020年度 通期")
    assert [[cell.text for cell in row] for row in table.rows[2:]] == [
        ["国内", "1,200", "1,310", "2,400"],
        ["海外", "800", "△90", "12.5%"],
        ["計", "2,000", "1,220", "令和3年4月1日"],
    ]
    row = rows_of(document)[1]
    assert row.text == "海外 | 800 | △90 | 12.5%"
    assert row.heading_path == ("売上",)
    assert row.context.split("\n")[1:] == [
        "地域別売上高の推移",
        "地域 | 2019年度 上期 | 2019年度 下期 | 2020年度 通期",
        "単位：百万円",
    ]


def test_hidden_sheets_are_read_and_named(sales: openpyxl.Workbook, tmp_path: Path) -> None:
    hidden = sales.create_sheet("作業用")
    hidden["B2"] = "見せない数字の根拠"
    hidden.sheet_state = "hidden"
    sales.create_sheet("空")
    document = _saved(sales, tmp_path)
    assert [page.label for page in document.pages] == ["売上", "作業用"]
    assert document.warnings == ("hidden in the workbook: sheets 作業用",)


def test_a_long_sheet_goes_on_over_pages_with_its_heads(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["区分", "企业名称", "营业收入（万元）"])
    for number in range(450):
        sheet.append([f"第{number // 300}组", f"第{number}公司", number * 10])
    sheet.merge_cells("A2:A301")
    document = _saved(workbook, tmp_path)
    tables = [table for page in document.pages for table in page.tables]
    assert [len(table.rows) for table in tables] == [200, 200, 51]
    assert [table.continues for table in tables] == ["", "p1t1", "p1t1"]
    assert [table.header_rows for table in tables] == [1, 0, 0]
    assert {table.column_heads for table in tables} == {("区分", "企业名称", "营业收入（万元）")}
    # The merged cell that the page ended stands again on the next.
    assert (tables[1].rows[0][0].text, tables[1].rows[0][0].row_span) == ("第0组", 101)
    rows = rows_of(document)
    assert len(rows) == 450
    assert rows[250].text == "第250公司 | 2500"
    assert "第0组" in rows[250].context
    assert {page.label for page in document.pages} == {"Sheet"}


def test_tables_side_by_side_and_below_each_other(tmp_path: Path) -> None:
    document = _filled(
        [
            ["年度", "売上", None, "部署", "人数"],
            ["2019年", 10, None, "総務部", 4],
            ["2020年", 12, None, "経理部", 6],
            [],
            ["2021年", 15],
            [],
            ["担当者の一覧"],
            ["氏名", "電話"],
            ["李明", "03-1234"],
        ],
        tmp_path,
    )
    first, second, third = document.pages[0].tables
    assert second.column_heads == ("部署", "人数")
    assert third.caption == "担当者の一覧"
    assert third.column_heads == ("氏名", "電話")
    assert [row[0].text for row in first.rows] == ["年度", "2019年", "2020年"]
    # Rows below a blank one go on with the table right above them only.
    assert "2021年" in document.pages[0].text


def test_rows_below_a_blank_row_go_on_with_the_table(tmp_path: Path) -> None:
    document = _filled(
        [["費目", "2019年", "2020年"], ["人件費", 10, 12], ["物件費", 3, 4], [], ["合計", 13, 16]],
        tmp_path,
    )
    (table,) = document.pages[0].tables
    assert [cell.text for cell in table.rows[-1]] == ["合計", "13", "16"]


def test_headers_by_weight_by_colour_and_by_excels_own_tables(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    for name, mark in (("太字", "bold"), ("色", "fill"), ("表", "table")):
        sheet = workbook.create_sheet(name)
        for row in (
            ["項目", "説明", "備考"],
            ["甲", "長い説明の文", "なし"],
            ["乙乙乙", "短", "あ"],
        ):
            sheet.append(row)
        for cell in sheet[1] if mark != "table" else ():
            if mark == "bold":
                cell.font = Font(bold=True)
            else:
                cell.fill = PatternFill("solid", fgColor="DDEEFF")
        if mark == "table":
            sheet.add_table(ExcelTable(displayName="T", ref="A1:C3"))
    document = _saved(workbook, tmp_path)
    assert [p.tables[0].header_rows for p in document.pages] == [1, 1, 1]


def test_dates_whose_format_the_file_only_numbers(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    for row in (["日付", "値"], [datetime(2021, 4, 1), 1], [44288, 2]):
        workbook.active.append(row)
    workbook.active["A2"].number_format = "mm-dd-yy"  # number 14
    workbook.save(tmp_path / "a.xlsx")
    _rewritten(tmp_path / "a.xlsx", "xl/styles.xml", b'numFmtId="14"', b'numFmtId="31"')
    table = read_checked(tmp_path / "a.xlsx").pages[0].tables[0]
    assert [row[0].text for row in table.rows] == ["日付", "2021年4月1日", "44288"]


def test_formulas_show_their_stored_values_or_are_reported(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    for row in (["項目", "値"], ["甲", 1], ["乙", 2], ["計", "=SUM(B2:B3)"]):
        workbook.active.append(row)
    workbook.save(tmp_path / "a.xlsx")
    document = read_checked(tmp_path / "a.xlsx")
    assert document.warnings[0].startswith("sheet Sheet has 1 formulas without a stored value")
    _rewritten(tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml", b"<v></v>", b"<v>3</v>")
    _rewritten(tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml", b"<v />", b"<v>3</v>")
    document = read_checked(tmp_path / "a.xlsx")
    assert document.warnings == ()
    assert document.pages[0].tables[0].rows[3][1].text == "3"


def test_the_size_that_a_sheet_claims_is_not_believed(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    for row in (["項目", "値"], ["甲", 1], ["乙", 2]):
        workbook.active.append(row)
    workbook.active["B1048576"] = "最後の行"
    workbook.active["XFD2"] = "最後の列"
    workbook.save(tmp_path / "a.xlsx")
    for claimed in (b"A1", b"A1:XFD1048576"):
        _rewritten(
            tmp_path / "a.xlsx",
            "xl/worksheets/sheet1.xml",
            b'<dimension ref="A1:XFD1048576"',
            b'<dimension ref="' + claimed + b'"',
        )
        document = read_checked(tmp_path / "a.xlsx")
        assert [len(row) for row in document.pages[0].tables[0].rows] == [2, 2, 2]
        assert document.pages[0].text.endswith("最後の行")
        assert document.warnings == ("of sheet Sheet only the first 1,000 columns were read",)


def test_phonetic_readings_and_escapes_in_strings_are_not_shown(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as workbook:
        workbook.add_worksheet("表").write_row(0, 0, ["東京都", "改行"])
    reading = "<t>東京都</t><rPh sb='0' eb='3'><t>トウキョウト</t></rPh>"
    for old, new in (("<t>東京都</t>", reading), ("改行", "改_x000D_行")):
        _rewritten(tmp_path / "a.xlsx", "xl/sharedStrings.xml", old.encode(), new.encode())
    assert read_checked(tmp_path / "a.xlsx").pages[0].text == "表\n東京都 改\n行"


def test_text_boxes_stand_below_the_cells_from_the_top(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as workbook:
        sheet = workbook.add_worksheet("図解")
        sheet.write("A1", "本文のセル")
        sheet.insert_textbox("B9", "下の枠\n二行目")
        sheet.insert_textbox("C2", "上の枠")
        workbook.add_worksheet("枠だけ").insert_textbox("A1", "枠の中だけの文")
    document = read_checked(tmp_path / "a.xlsx")
    assert document.pages[0].text == "図解\n本文のセル\n上の枠\n下の枠\n二行目"
    assert document.pages[1].text == "枠だけ\n枠の中だけの文"


def test_an_empty_workbook_says_so(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    with pytest.raises(EmptyFileError, match=r"a\.xlsx: the workbook holds no values"):
        read_checked(tmp_path / "a.xlsx")


def _rewritten(path: Path, part: str, old: bytes, new: bytes) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = parts[part].replace(old, new)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


_VALUES = st.one_of(
    st.none(),
    st.integers(-(10**9), 10**9),
    st.floats(-1e9, 1e9),
    st.booleans(),
    st.text("売上高营收表1 \n\t|注：（単位：円）a", max_size=12),
    st.datetimes(datetime(1901, 1, 1), datetime(2100, 1, 1)),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(_VALUES, max_size=6), min_size=1, max_size=9),
    st.lists(st.tuples(*[st.integers(1, 6)] * 4), max_size=3),
)
def test_whatever_a_sheet_holds_its_offsets_are_true(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[list[object]],
    merged: list[tuple[int, int, int, int]],
) -> None:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    for top, left, high, wide in merged:
        workbook.active.merge_cells(None, top, left, top + high, left + wide)
    path = tmp_path_factory.mktemp("xlsx") / "a.xlsx"
    workbook.save(path)
    try:
        document = read_checked(path)
    except EmptyFileError:
        return
    assert document.pages[0].text.startswith("Sheet")
