"""Values taken whole: with their fraction and unit, the year before a day, and what they are per;
and the one of several in a sentence that is in the unit or of the period asked for."""

from __future__ import annotations

import pytest
from small_tables import chosen, small_table

from service.answering.question import parse_question
from service.answering.short_answer import cell_answer, whole_span
from service.answering.values import after_the_change, in_the_unit, whole_date


def _place(text: str, pointed: str) -> tuple[int, int]:
    start = text.index(pointed)
    return start, start + len(pointed)


@pytest.mark.parametrize(
    ("text", "pointed", "whole"),
    [
        ("長さ三十六・七二キロメートルの隧道", "三十六", "三十六・七二キロメートル"),
        ("下等は二十五銭五厘であった", "二十五", "二十五銭五厘"),
        ("上等は一円十二銭である", "十二", "一円十二銭"),
        ("密度は1平方キロメートル当たり120.5人で", "1平方", "1平方キロメートル当たり120.5人"),
        ("二・二六事件の後", "二", "二"),
        ("1人当たりの所得は高い", "1人", "1人"),
        ("品種は「雫黒」と「朝露」を選んだ", "雫黒」と「朝露", "「雫黒」と「朝露」"),
        ("品種は「雫黒」と「朝露」を選んだ", "「雫黒」と「朝露」", "「雫黒」と「朝露」"),
        ("品種は「雫黒」を選んだ", "「雫黒」", "雫黒"),
        (
            "減少は建設機械が落ち込んだことによる",
            "建設機械が落ち込んだこ",
            "建設機械が落ち込んだこと",
        ),
        ("品種は「雫黒」を選んだ", "雫黒」", "雫黒"),
        ("きのこと山菜を使う", "きのこ", "きのこ"),
        ("表2、図3中、", "3", "3"),
        ("産能：年8,000万剂（一期3,500万剂）", "8,000万", "8,000万剂"),
        ("産能：年8,000万剂（一期3,500万剂）", "3,500", "3,500万剂"),
    ],
)
def test_spans_grow_to_whole_values(text: str, pointed: str, whole: str) -> None:
    start, end = whole_span(text, *_place(text, pointed))
    assert text[start:end] == whole


@pytest.mark.parametrize(
    ("question", "text", "pointed", "whole"),
    [
        (
            "全線が開通したのは何年何月何日ですか。",
            "明治三十年（一八九七年）五月三日、全線が開通した。",
            "五月三日",
            "明治三十年（一八九七年）五月三日",
        ),
        ("いつ取得しますか。", "決議し、同年8月1日に取得する。", "8月1日", "同年8月1日"),
        ("何年のことですか。", "1988年4月に変更した。", "1988年", "1988年"),
        ("いつ変更しましたか。", "1988年4月に変更した。", "1988年", "1988年4月"),
    ],
)
def test_dates_grow_to_both_sides(question: str, text: str, pointed: str, whole: str) -> None:
    start, end = whole_date(parse_question(question), text, *_place(text, pointed))
    assert text[start:end] == whole


@pytest.mark.parametrize(
    ("question", "text", "pointed", "told"),
    [
        ("総投資額は何円ですか。", "総額は約30億円で、出資比率は甲が65%だ。", "65%", "約30億円"),
        ("いくらで買いましたか。", "賃料は10万元、磨床4台を合計20万元で買った。", "4台", "20万元"),
        ("何台買いましたか。", "磨床4台を合計20万元で買った。", "20万元", "4台"),
        ("売上高はいくらですか。", "売上高は20万元だった。", "20万元", "20万元"),
        ("何件ですか。", "売上高は20万元だった。", "20万元", "20万元"),
        ("どの会社ですか。", "甲社は20万元で買った。", "20万元", "20万元"),
    ],
)
def test_the_value_in_the_unit_that_is_asked_for(
    question: str, text: str, pointed: str, told: str
) -> None:
    start, end = in_the_unit(parse_question(question), text, *_place(text, pointed))
    assert text[start:end] == told


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("当期末の契約は何件ですか。", "240件"),
        ("2025年3月末の契約は何件ですか。", "240件"),
        ("前期末の契約は何件でしたか。", "180件"),
    ],
)
def test_the_later_of_two_values_unless_the_period_before_is_asked_for(
    question: str, told: str
) -> None:
    text = "契約は前期末の180件から240件に増えた。"
    start, end = after_the_change(parse_question(question), text, *_place(text, "180件"))
    assert text[start:end] == told


def test_a_change_without_a_period_is_left_alone() -> None:
    text = "産能は40万台から65万台に増えた。"
    question = parse_question("産能は何万台ですか。")
    assert after_the_change(question, text, *_place(text, "40万台")) == _place(text, "40万台")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("組込システムは全体の何％を占めましたか。", "8.9%"),
        ("組込システムは前年比で何％伸びましたか。", "19.0%"),
        ("組込システムの売上高はいくらですか。", "8,425億元"),
    ],
)
def test_a_part_of_the_whole_is_no_change(question: str, answer: str) -> None:
    rows = (("分野", "売上高", "前年比", "構成比"), ("組込システム", "8,425", "19.0", "8.9"))
    table, _ = small_table(rows, unit="単位：億元、％")
    assert cell_answer(chosen(question, table, 1)) == answer


@pytest.mark.parametrize(
    ("question", "answer"),
    [("有硕士学历的员工有多少人？", "527人"), ("研发与技术人员有多少人？", "982人")],
)
def test_the_label_beside_a_cell_names_it_where_two_tables_stand_side_by_side(
    question: str, answer: str
) -> None:
    rows = (
        ("专业构成", "人数", "学历构成", "人数"),
        ("研发与技术人员", "982", "硕士", "527"),
    )
    table, _ = small_table(rows, unit="单位：人")
    assert cell_answer(chosen(question, table, 1)) == answer


def test_what_a_head_says_in_brackets_does_not_speak_against_it() -> None:
    rows = (("年", "訪日旅行者", "留学生（5月1日現在）"), ("2022年", "189,125", "103,882"))
    table, _ = small_table(rows, unit="単位：人")
    assert cell_answer(chosen("2022年在日本的中国留学生有多少人？", table, 1)) == "103,882人"
