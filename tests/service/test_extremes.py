"""The row or column of a table that is the greatest or least, or that rose or fell."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from small_tables import chosen, small_table

from service.answering.comparison import Comparison, compare
from service.answering.question import parse_question
from service.answering.side_by_side import stacked

Rows = Sequence[Sequence[str]]
POWER = (
    ("电源", "2022年", "2023年", "同比增长"),
    ("火电", "133,239", "139,032", "4.1%"),
    ("风电", "36,544", "44,134", "20.7%"),
    ("太阳能发电", "39,261", "60,949", "55.2%"),
    ("合计", "209,044", "244,115", "90.0%"),
)
PROJECTS = (
    ("项目名称", "目标", "累计投入", "预计完成"),
    ("减速器MH-08", "外径20毫米", "58.6", "2025年9月"),
    ("丝杠RS系列", "载荷60千牛", "74.2", "2026年3月"),
    ("柔轮材料", "寿命1.2万小时", "46.3", "2024年10月"),
)
SURVEYS = (
    ("調査年", "総人口", "5年間の増減率"),
    ("1920年（大正9年）", "55,963", "－"),
    ("1925年（大正14年）", "59,737", "6.7"),
    ("1930年（昭和5年）", "64,450", "7.9"),
    ("2015年（平成27年）", "127,095", "△0.8"),
)
RESULTS = (
    ("回次", "第58期", "第59期", "第60期", "第61期", "第62期"),
    ("決算年月", "2021年3月", "2022年3月", "2023年3月", "2024年3月", "2025年3月"),
    ("売上高", "38,412", "41,265", "44,980", "46,731", "49,856"),
    ("営業利益", "2,305", "3,012", "3,598", "3,411", "4,187"),
)
IMPORTS = (
    ("順位", "比率", "品目", "相手"),
    ("1", "99％", "ノートPC", "中国"),
    ("5", "78％", "液晶パネル", "中国"),
    ("8", "64％", "イヤホン", "中国"),
)
PREFECTURES = (
    ("順", "多い順", "人口", "順", "少ない順", "人口"),
    ("1", "東京都", "14,047,594", "47", "鳥取県", "553,407"),
    ("2", "神奈川県", "9,237,337", "46", "島根県", "671,126"),
    ("3", "大阪府", "8,837,685", "45", "高知県", "691,527"),
)
COSTS = (
    ("项目", "2024年", "2023年"),
    ("销售费用", "25,164", "22,874"),
    ("管理费用", "21,835", "20,418"),
    ("研发费用", "33,552", "27,713"),
)
QUARTERS = (
    ("项目", "第一季度", "第二季度", "第三季度", "第四季度"),
    ("营业收入", "88,214", "103,570", "118,962", "108,661"),
)


def _compared(question: str, rows: Rows, row: int, around: str = "", **known: object) -> Comparison:
    table, _ = small_table(rows, **known)
    found = compare(parse_question(question), chosen(question, table, row, around), around)
    return found or Comparison("", ())


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("火电、风电、太阳能里面，哪种电源的装机增长最快？", "太阳能发电"),
        ("2023年装机容量最多的是哪种电源？", "火电"),
        ("2022年装机容量最少的是哪种电源？", "风电"),
    ],
)
def test_growth_is_ranked_by_the_column_of_changes_and_amounts_by_the_year(
    question: str, answer: str
) -> None:
    around = "报告 > 能源\n发电装机容量"
    assert _compared(question, POWER, 1, around).answer == answer


def test_growth_without_a_column_of_changes_follows_from_two_years() -> None:
    rows = [row[:3] for row in POWER[:-1]]
    found = _compared("2023年哪种电源的装机增长最快？", rows, 1, "报告 > 装机容量")
    assert found.answer == "太阳能发电"
    assert _compared("哪种电源的装机增长最快？", [row[:2] for row in rows], 1, "x").answer == ""


def test_dates_and_words_with_numbers_are_no_amounts() -> None:
    found = _compared("主要在研项目中，哪个项目投入最多？", PROJECTS, 1, "报告 > 主要在研项目")
    assert (found.answer, found.rows, found.row_match) == ("丝杠RS系列", (2, 1, 3), 1.0)


def test_a_table_about_something_else_names_nothing() -> None:
    assert _compared("第三期产业基金出资最多的股东是哪家？", PROJECTS, 1, "报告 > x").answer == ""


def test_a_table_that_goes_on_from_the_page_before_tells_only_a_part() -> None:
    asked, around = "主要在研项目中，哪个项目投入最多？", "报告 > 主要在研项目"
    assert _compared(asked, PROJECTS, 1, around, continues="p1t1").answer == ""


def test_items_of_which_the_question_names_one_are_measures() -> None:
    asked = "研发费用投入最多的是哪个项目？"
    assert _compared(asked, COSTS, 3, "报告 > 研发费用 项目").answer == ""


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("5年間の増加率がいちばん高かったのは何年の調査ですか。", "1930年（昭和5年）"),
        ("5年間の増減率が最も低かったのは何年の調査ですか。", "2015年（平成27年）"),
        ("1920年から1930年までで、総人口が最も多かったのは何年ですか。", "1930年（昭和5年）"),
        ("総人口が最も少なかったのは何年の調査ですか。", "1920年（大正9年）"),
    ],
)
def test_the_row_of_the_year_within_the_years_that_are_named(question: str, answer: str) -> None:
    assert _compared(question, SURVEYS, 1, "百年 > 総人口の推移").answer == answer


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("営業利益が前期より減ったのはどの期ですか。", "第61期（2024年3月）"),
        ("営業利益が最も高かったのはどの期ですか。", "第62期（2025年3月）"),
        ("第58期から第61期のうち、営業利益が最も高かったのはどの期ですか。", "第60期（2023年3月）"),
        (
            "Between the 58th and 62nd periods, in which one did operating profit fall from the"
            " year before?",
            "第61期（2024年3月）",
        ),
    ],
)
def test_the_column_of_the_period_in_the_row_that_is_named(question: str, answer: str) -> None:
    found = _compared(question, RESULTS, 3)
    assert (found.answer, found.rows, found.row_match) == (answer, (3, 0), None)


@pytest.mark.parametrize(
    ("question", "answer", "rows"),
    [
        ("2020年日本人口最少的县是哪个？", "鳥取県", (1, 2, 3)),
        ("2020年に人口が最も多い都道府県はどこですか。", "東京都", (1, 2, 3)),
        ("人口が最も少ない県はどこで、何人ですか。", "鳥取県、553,407人", (1, 2, 3)),
    ],
)
def test_a_list_that_is_cut_in_two_is_ranked_as_one(
    question: str, answer: str, rows: tuple[int, ...]
) -> None:
    around = "国勢調査の百年 > 都道府県ごとの違い\n人口の多い都道府県と少ない都道府県"
    found = _compared(question, PREFECTURES, 2, around, unit="単位：人")
    assert (found.answer, found.rows) == (answer, rows)


@pytest.mark.parametrize(
    ("heads", "width"),
    [
        (("順", "多い順", "人口", "順", "少ない順", "人口"), 3),
        (("県", "人口", "県", "人口", "県", "人口"), 2),
        (("県", "人口", "市", "人口"), 0),
        (("科目", "前期", "当期", "科目", "前期", "増減"), 0),
        (("科目", "前期", "当期"), 0),
        (("", "人口", "", "人口"), 2),
        (("人口", "人口", "人口", "人口"), 0),
        (("輸出国", "金額", "構成比", "輸入国", "金額", "構成比"), 0),
    ],
)
def test_parts_of_a_list_have_the_same_heads(heads: tuple[str, ...], width: int) -> None:
    words = ("", "県", "市", "科目", "多い順", "少ない順")
    body = [[f"{'語' if h in words else ''}{y}{x}" for x, h in enumerate(heads)] for y in range(3)]
    table, text = small_table([heads, *body])
    whole = stacked(table)
    assert (whole.width if whole else 0) == width
    if whole is not None:
        for y, row in enumerate(whole.table.rows):
            for x, cell in enumerate(row):
                a, b = whole.origin(y, x)
                assert table.rows[a][b] == cell
                assert text[cell.char_start : cell.char_end] == cell.text


def test_what_never_fell_and_other_rows_give_no_period() -> None:
    assert _compared("売上高が前期より減ったのはどの期ですか。", RESULTS, 2).answer == ""
    assert _compared("営業利益が前期より減ったのはどの期ですか。", RESULTS, 2).answer == ""


def test_quarters_are_no_years() -> None:
    assert _compared("哪个季度的营业收入最高？", QUARTERS, 1).answer == "第三季度"
    assert _compared("哪一年的营业收入最高？", QUARTERS, 1).answer == ""


@pytest.mark.parametrize("row", [2, 3])
def test_rows_that_their_first_column_only_counts_are_named_by_another(row: int) -> None:
    asked = "イヤホンと液晶パネル、中国への依存度がより高かったのはどちらですか。"
    found = _compared(asked, IMPORTS, row)
    assert (found.answer, found.rows) == ("液晶パネル", (2, 3))


def test_columns_of_neither_of_the_two_things_are_not_compared() -> None:
    rows = (("項目", "日本", "中国"), ("世帯", "2.21", "2.62"))
    asked = "イヤホンと液晶パネル、日本で中国への依存度がより高かったのはどちらですか。"
    assert _compared(asked, rows, 1).answer == ""
    assert _compared("世帯が大きいのは日本と中国のどちらですか。", rows, 1).answer == "中国"


def test_rows_of_another_kind_than_is_asked_for_fit_less() -> None:
    rows = (("分产品", "营业收入"), ("减速器", "6"), ("伺服", "9"), ("丝杠", "5"))
    of_region = _compared("营业收入最高的是哪个地区？", rows, 1, "报告 > 营业收入构成")
    of_product = _compared("营业收入最高的是哪个产品？", rows, 1, "报告 > 营业收入构成")
    assert (of_region.answer, of_product.answer) == ("伺服", "伺服")
    assert of_region.row_match is not None
    assert of_region.row_match < 1.0
    assert of_product.row_match == 1.0


def test_a_profit_is_named_without_whose_it_is() -> None:
    rows = (QUARTERS[0], ("归属于母公司股东的净利润", "6,218", "9,105", "10,384", "9,284"))
    assert _compared("哪个季度的净利润最低？", rows, 1).answer == "第一季度"
    assert _compared("哪个季度的毛利最低？", rows, 1).answer == ""
