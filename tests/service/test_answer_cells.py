"""Cells of tables: the row head, the column head, and the unit that a value gets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_tables import chosen, small_table, weights

from index import StoredPassage
from ingest.document import Page
from service.answering.cells import CellChoice, TableRow, choose_cell, row_of
from service.answering.comparison import compare, value_of
from service.answering.overlap import QuestionTerms
from service.answering.question import parse_question
from service.answering.short_answer import cell_answer, in_the_era_asked_for, whole_span
from service.answering.values import all_values, narrowed, of_the_year, years_told

KEY_FIGURES = (
    ("回次", "第60期", "第61期", "第62期"),
    ("決算年月", "2023年3月", "2024年3月", "2025年3月"),
    ("売上高", "44,980", "46,731", "49,856"),
    ("営業利益", "3,598", "3,411", "4,187"),
    ("売上高営業利益率（％）", "8.0", "7.3", "8.4"),
)


@pytest.mark.parametrize(
    ("question", "row", "answer"),
    [
        ("第61期の売上高はいくらですか。", 2, "46,731百万円"),
        ("2025年3月期の売上高はいくらですか。", 2, "49,856百万円"),
        ("2023年の営業利益は？", 3, "3,598百万円"),
        ("第62期の売上高営業利益率は何％ですか。", 4, "8.4％"),
    ],
)
def test_period_and_unit_of_key_figures(question: str, row: int, answer: str) -> None:
    table, _ = small_table(KEY_FIGURES, unit="単位：百万円、別記のものを除く")
    choice = chosen(question, table, row)
    assert cell_answer(choice) == answer
    assert choice.row_match > 0.5


@pytest.mark.parametrize(
    ("question", "row", "answer"),
    [
        ("2022年IC製造業的產值是多少？", 1, "29,203億元"),
        ("2023年のIC製造業の生産額は？", 1, "26,626億元"),
        ("IC設計業2022年占比多少？", 2, "25.4%"),
    ],
)
def test_columns_by_year_and_kind(question: str, row: int, answer: str) -> None:
    rows = (
        ("項目", "2022年", "2023年", "2022年占比（%）"),
        ("IC製造業", "29,203", "26,626", "60.3"),
        ("IC設計業", "12,320", "10,965", "25.4"),
    )
    table, _ = small_table(rows, unit="單位：億元")
    assert cell_answer(chosen(question, table, row)) == answer


def test_words_stay_as_they_are_and_blank_rows_have_no_cell() -> None:
    rows = (("役職", "氏名"), ("董事会秘书", "白露生"), ("独立董事", ""))
    table, _ = small_table(rows, unit="单位：万元")
    assert cell_answer(chosen("董事会秘书是谁？", table, 1)) == "白露生"
    parsed = parse_question("独立董事是谁？")
    assert choose_cell(parsed, QuestionTerms("独立董事", weights), TableRow(table, 2), "") is None


def test_the_model_tips_the_balance_between_equal_columns() -> None:
    rows = (("都市", "相手", "締結"), ("天津", "神戸", "1973年6月24日"))
    table, _ = small_table(rows)
    parsed = parse_question("天津について教えて")
    cell = table.rows[1][2]
    terms = QuestionTerms(parsed.subject, weights)
    choice = choose_cell(parsed, terms, TableRow(table, 1), "", (cell.char_start, cell.char_end))
    assert choice is not None
    assert choice.cell == cell


def test_a_row_passage_is_found_again_in_its_grid() -> None:
    table, text = small_table(KEY_FIGURES)
    page = Page(1, "1", text, tables=(table,))
    first, last = table.rows[3][0], table.rows[3][-1]
    start, end = first.char_start, last.char_end
    passage = StoredPassage(
        "p", "d", "t", "t.pdf", 1, "1", "table_row", start, end, text[start:end], "ja", (), "", [],
        None,
    )  # fmt: skip
    row = row_of(passage, page)
    assert row is not None
    assert (row.row, row.head) == (3, "営業利益")
    assert row_of(passage, Page(1, "1", text)) is None


@pytest.mark.parametrize(
    ("text", "pointed", "whole"),
    [
        ("規模は9.5兆元に達した", "9.5", "9.5兆元"),
        ("2021年9月1日に発足した", "9月1", "2021年9月1日"),
        ("累計は約1,576億円である", "1,576億円", "約1,576億円"),
        ("遠隔監視サービス「ミネナビ」を始めた", "「ミネナビ", "ミネナビ"),
        ("豊田（トヨタ自動車）が出資", "豊田（トヨタ自動車", "豊田（トヨタ自動車）"),
        ("技師、八田與一、主持", "、八田與一、", "八田與一"),
        ("首任局长为刘烈宏。", "刘烈宏。", "刘烈宏"),
        ("長さがおよそ二・七キロメートルあり", "七キロメートル", "およそ二・七キロメートル"),
        ("は1920年（大正9年）10月1日に", "10月1日", "1920年（大正9年）10月1日"),
    ],
)
def test_a_span_grows_to_whole_values(text: str, pointed: str, whole: str) -> None:
    start = text.index(pointed)
    a, b = whole_span(text, start, start + len(pointed))
    assert text[a:b] == whole


@given(st.text("約2021年9月1日「」（）、。億円.5ab ", max_size=30), st.data())
def test_a_whole_span_stays_in_the_text_and_is_not_empty(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    a, b = whole_span(text, start, end)
    assert 0 <= a <= b <= len(text)
    assert (a < b) == (start < end)


@pytest.mark.parametrize(
    ("question", "answer", "shown"),
    [
        ("令和何年に発足しましたか", "2021年9月1日", "2021年9月1日（令和3年）"),
        ("元号では何年ですか", "1926年12月26日", "1926年12月26日（昭和元年）"),
        ("西暦では何年ですか", "明治五年十一月九日", "明治五年十一月九日（1872年）"),
        ("いつ発足しましたか", "2021年9月1日", "2021年9月1日"),
        ("令和の目標は？", "10％", "10％"),
    ],
)
def test_dates_in_the_calendar_that_was_asked_for(question: str, answer: str, shown: str) -> None:
    assert in_the_era_asked_for(parse_question(question), answer) == shown


@pytest.mark.parametrize(
    ("question", "text", "pointed", "shown"),
    [
        (
            "2027年3月期の営業利益はいくらと定めていますか。",
            "売上高55,000百万円、営業利益5,000百万円を目標とする",
            "55,000百万円、営業利益5,000百万円",
            "5,000百万円",
        ),
        (
            "第1回調査はいつ行われましたか。",
            "1920年（大正9年）10月1日、第1回調査が行われた",
            "1920年（大正9年）10月1日、第1回",
            "1920年（大正9年）10月1日",
        ),
        ("いつ設置されましたか。", "2021年9月1日に設置", "2021年9月1日に", "2021年9月1日"),
        ("初代の大臣は誰ですか。", "大臣は平井卓也、45歳", "平井卓也、45歳", "平井卓也、45歳"),
        ("両市はそれぞれ何人ですか。", "3人と5人", "3人と5人", "3人と5人"),
    ],
)
def test_a_span_is_narrowed_to_the_value_asked_for(
    question: str, text: str, pointed: str, shown: str
) -> None:
    parsed = parse_question(question)
    terms = QuestionTerms(parsed.subject, weights)
    start = text.index(pointed)
    a, b = narrowed(parsed, terms, text, start, start + len(pointed))
    assert text[a:b] == shown


def test_an_amount_and_a_share_are_answered_together() -> None:
    question = parse_question("売上高はいくらで、前年比は何％増ですか。")
    text = "2021年の売上高は前年比17.7%増の9.5兆元。"
    start = text.index("9.5兆元")
    terms = QuestionTerms(question.subject, weights)
    a, b = all_values(question, terms, text, start, start + len("9.5兆元"))
    assert text[a:b] == "17.7%増の9.5兆元"


COUNTRIES = (
    ("項目", "日本", "中国"),
    ("65歳以上の割合（％）", "28.6", "13.50"),
    ("総人口（千人）", "126,146", "1,411,779"),
)
MEASURES = (*COUNTRIES, ("世帯数（千世帯）", "55,830", "494,157"))
VISITS = (("年", "訪日旅行者", "留学生（5月1日現在）"), ("2022年", "189,125", "103,882"))
TRADE = (("年份", "对日出口", "自日进口", "进出口总额"), ("2021年", "1,658", "2,055", "3,714"))
DAMS = (
    ("水庫", "壩高（公尺）", "總容量"),
    ("曾文水庫", "133", "7.13"),
    ("石門水庫", "133.1", "3.09"),
    ("德基水庫", "180", "2.32"),
)


@pytest.mark.parametrize(
    ("rows", "row", "question", "answer", "cited"),
    [
        (COUNTRIES, 1, "65歳以上の割合が高いのは日本と中国のどちらですか。", "日本", (1,)),
        (COUNTRIES, 2, "総人口が少ないのは日本と中国のどちらですか。", "日本", (2,)),
        (COUNTRIES, 1, "日本と中国の65歳以上の割合はそれぞれ何％ですか。",
         "日本28.6％、中国13.50％", (1,)),
        (DAMS, 2, "曾文水庫と石門水庫では總容量はどちらが大きいですか。", "曾文水庫", (1, 2)),
        (DAMS, 2, "曾文ダムと石門ダムでは、總容量はどちらが大きく、それぞれいくらですか。",
         "曾文水庫7.13、石門水庫3.09", (1, 2)),
        (DAMS, 1, "曾文與石門兩座水庫，哪一座的壩高較高？", "石門水庫", (2, 1)),
        (VISITS, 1, "中国人旅行者と中国人留学生では、どちらが多かったですか。", "訪日旅行者", (1,)),
        (TRADE, 1, "Were China's exports to Japan or its imports from Japan larger in 2021?",
         "自日进口", (1,)),
        (DAMS, 1, "壩高最高的是哪座水庫？", "德基水庫", (3, 1, 2)),
        (DAMS, 1, "德基水庫的壩高是多少？", None, ()),
        (MEASURES, 2, "日本で最も多いのは？", None, ()),
    ],
)  # fmt: skip
def test_values_are_compared_over_rows_and_columns(
    rows: Sequence[Sequence[str]], row: int, question: str, answer: str | None, cited: tuple[int]
) -> None:
    table, _ = small_table(rows)
    choice = chosen(question, table, row)
    comparison = compare(parse_question(question), choice)
    assert (comparison.answer if comparison else None) == answer
    assert (comparison.rows if comparison else ()) == cited


@pytest.mark.parametrize(
    ("text", "value"), [("△1,234.5", "-1234.5"), ("（７）", "-7"), ("28.6％", "28.6"), ("－", None)]
)
def test_the_number_of_a_cell(text: str, value: str | None) -> None:
    assert value_of(text) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("question", "text", "pointed", "value"),
    [
        ("2023年的规模是多少？", "规模从2005年的2.6万亿元增加到2023年的53.9万亿元。", "2.6万亿元",
         "53.9万亿元"),
        ("2022年の台数は何台ですか。", "2021年は30台、2022年は45台であった。", "30台", "45台"),
        ("2022年の台数は何台ですか。", "2021年は30台、2022年は45％であった。", "30台", "30台"),
        ("2019年の台数は何台ですか。", "2021年は30台、2022年は45台であった。", "30台", "30台"),
        ("台数は何台ですか。", "2021年は30台、2022年は45台であった。", "45台", "45台"),
        ("2023年の売上高はいくら", "2023年の売上高は前年の10億円から12億円に増えた。", "12億円",
         "12億円"),
        ("2023年有多少人？", "2023年末，员工由2018年的2,860人降至2,140人。", "2,140人", "2,140人"),
        ("2018年服务多少人？", "单店服务人口由2018年的2,860人降至2,140人。", "2,140人", "2,860人"),
        ("2021年に設立されたのは何社ですか。", "2021年に3社、計8社となった。", "8社", "8社"),
    ],
)  # fmt: skip
def test_the_value_of_the_year_that_is_asked_for(
    question: str, text: str, pointed: str, value: str
) -> None:
    start = text.index(pointed)
    found = of_the_year(parse_question(question), text, start, start + len(pointed))
    assert text[slice(*found)] == value


@pytest.mark.parametrize(
    ("question", "text", "pointed", "values"),
    [
        ("米国、中国の規模はそれぞれ何億ドルですか。", "規模は、米国135億ドル、中国53億ドル。",
         "53億ドル", "米国135億ドル、中国53億ドル"),
        ("割合は何％から何％に上がりますか。", "比例将由8%逐步提高到86%。", "8%",
         "由8%逐步提高到86%"),
        ("停電發生在哪兩天？", "5月13日與17日又發生停電", "17日", "5月13日與17日"),
        ("耗水費在哪幾個月份徵收？", "自2023年2月1日施行，只在枯水期（11月至次年4月）徵收", "4月",
         "11月至次年4月"),
    ],
)  # fmt: skip
def test_all_values_where_each_is_asked_for(
    question: str, text: str, pointed: str, values: str
) -> None:
    start = text.index(pointed)
    parsed = parse_question(question)
    terms = QuestionTerms(parsed.subject, weights)
    first, last = all_values(parsed, terms, text, start, start + len(pointed))
    assert text[first:last] == values


@pytest.mark.parametrize(
    ("cell", "answer"),
    [("※１ 111,548", "111,548百万円"), ("※１，２ 7", "7百万円"), ("(注2)653", "653百万円"),
     ("※", "※"), ("111,548", "111,548百万円")],
)  # fmt: skip
def test_the_mark_of_a_note_is_no_part_of_a_value(cell: str, answer: str) -> None:
    table, _ = small_table((("区分", "第62期"), ("建物", cell)), unit="単位：百万円")
    assert cell_answer(CellChoice(TableRow(table, 1), 1, 1.0, 1.0, 1.0, 1.0)) == answer


@pytest.mark.parametrize(
    ("rows", "unit", "answer"),
    [
        (
            (("", "前期", "", "当期", ""), ("賞与", "373", "百万円", "301", "百万円")),
            "",
            "301百万円",
        ),
        ((("", "前期", "当期"), ("広告費", "18,416", "18,356")), "百万円", "18,356百万円"),
        ((("", "当期（千株）"), ("所有株式数", "34")), "", "34千株"),
    ],
)
def test_the_unit_stands_beside_or_is_that_of_the_table(
    rows: tuple[tuple[str, ...], ...], unit: str, answer: str
) -> None:
    table, _ = small_table(rows, unit=unit)
    assert cell_answer(chosen("当期はいくら？", table, 1)) == answer


def test_totals_are_meant_where_no_column_is_named() -> None:
    rows = (("", "国内", "その他", "合計"), ("売上高", "381", "20", "401"))
    table, _ = small_table(rows)
    assert chosen("2020年の売上高は？", table, 1).cell.text == "401"
    assert chosen("2020年の国内の売上高は？", table, 1).cell.text == "381"


@pytest.mark.parametrize(
    ("rows", "question", "answer"),
    [
        (
            (
                ("水庫", "壩型", "總容量"),
                ("曾文水庫", "土石壩", "7.13"),
                ("石門水庫", "拱壩", "3.09"),
            ),
            "曾文水庫と石門水庫では總容量はどちらが大きく、それぞれいくらですか。",
            "曾文水庫7.13、石門水庫3.09",
        ),
        (
            (("地域", "区分", "人数"), ("国内", "計器", "30"), ("国内", "制御", "40")),
            "国内 計器と国内 制御では人数はどちらが多いですか。",
            "国内 制御",
        ),
    ],
)
def test_rows_are_named_by_what_tells_them_apart(
    rows: Sequence[Sequence[str]], question: str, answer: str
) -> None:
    table, _ = small_table(rows)
    choice = chosen(question, replace(table, header_columns=2), 1)
    comparison = compare(parse_question(question), choice)
    assert comparison is not None
    assert comparison.answer == answer


@pytest.mark.parametrize(
    ("unit", "column", "answer"),
    [
        ("單位：公尺、億立方公尺", 1, "122.5公尺"),
        ("單位：公尺、億立方公尺", 2, "4.06億立方公尺"),
        ("單位：公尺、億立方公尺", 3, "7"),
        ("単位：百万円、名", 3, "7百万円"),
        ("単位：百万円、％", 3, "7百万円"),
    ],
)
def test_of_several_units_the_one_that_the_column_speaks_of(
    unit: str, column: int, answer: str
) -> None:
    rows = (("水庫", "壩高", "設計總容量", "其他"), ("翡翠水庫", "122.5", "4.06", "7"))
    table, _ = small_table(rows, unit=unit)
    choice = replace(chosen("翡翠水庫", table, 1), column=column)
    assert cell_answer(choice) == answer


MARKET = "市场于2021年7月16日开市，首日收盘价51.23元，2023年末为79.42元。参与企业2162家。"


@pytest.mark.parametrize(
    ("question", "pointed", "expected"),
    [
        ("2024年末的收盘价是多少？", "51.23元", (2021,)),
        ("2024年末的收盘价是多少？", "79.42元", (2023,)),
        # The next sentence names none, and who asks for no value is told of none.
        ("2024年的企业有多少家？", "2162家", ()),
        ("开市的是什么？", "51.23元", ()),
        ("2024年末的收盘价是多少？", "首日收盘价", ()),
    ],
)
def test_the_years_that_are_told_of_a_value(
    question: str, pointed: str, expected: tuple[int, ...]
) -> None:
    start = MARKET.index(pointed)
    end = start + len(pointed)
    assert years_told(parse_question(question), MARKET, start, end) == expected


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("健康タウンを建設した日中の企業はどこですか。", "パナソニック、雅達国際"),
        ("パナソニックの事例は何ですか。", "介護コミュニティ"),
        ("健康タウンの数据如何处理？", "分析は国内のみ"),
    ],
)
def test_the_column_of_the_noun_that_names_are_asked_for_by(question: str, answer: str) -> None:
    rows = (
        ("型", "事例", "主な企業", "中身", "数据"),
        ("C2", "介護コミュニティ", "パナソニック、雅達国際", "健康タウンを建設", "分析は国内のみ"),
    )
    table, _ = small_table(rows)
    assert chosen(question, table, 1).cell.text == answer
