"""Questions that say how many things they want, or in which unit."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answering.asked_unit import unit_fit
from service.answering.contraries import is_contrary
from service.answering.counted_list import asked_count, counted_items
from service.answering.question import parse_question


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("信号机分为哪三类？", 3),
        ("『日用品白書』が挙げる四つの課題は何ですか。", 4),
        ("調査事項5項目は何ですか。", 5),
        ("输出的前十二个品目是哪十二个？", 12),
        ("What are the three main causes?", 3),
        ("Which two towns are named?", 2),
        ("2021年の売上高はいくらですか。", 0),
        ("第3回の調査で何を調べましたか。", 0),
        ("2023年は何が変わりましたか。", 0),
        ("用紙はどこで作られましたか。", 0),
        # Names begin with numerals too.
        ("三井物产设立的公司叫什么名字？", 0),
        ("八堡圳開鑿時，是誰教的？", 0),
        ("九州で最も多いのはどの県ですか。", 0),
        ("人口が増えた八県はどこですか。", 8),
        # One of several is asked for.
        ("前五名客户中客户甲的全称是什么？", 0),
        ("三つの権利のうち最大のものは何ですか。", 0),
        ("中国五大城市是哪些？", 5),
    ],
)
def test_how_many_things_are_asked_for(question: str, count: int) -> None:
    assert asked_count(parse_question(question)) == count


@pytest.mark.parametrize(
    ("text", "count", "items"),
    [
        ("信号由轻到重分为绿灯、黄灯与红灯，其中红灯最重。", 3, "绿灯、黄灯与红灯"),
        ("用水分為三類：製程用水、冷卻用水與生活用水，其中製程用水最多。", 3,
         "製程用水、冷卻用水與生活用水"),
        ("会社は、計器、弁、保守の三つの事業を営んでいる。", 3, "計器、弁、保守"),
        ("中国の3社（甲汽車、乙汽車、丙汽車）と合意した。", 3, "甲汽車、乙汽車、丙汽車"),
        ("部品型 → 製品型 → 共創型と進む", 3, "部品型 → 製品型 → 共創型"),
        ("主要風險有三：雨季縮短、濁度升高，以及停電。", 3, "雨季縮短、濁度升高，以及停電"),
        ("柱は、比率を20％に上げること、能力を2倍にすること、輸出を増やすことである。", 3,
         "比率を20％に上げること、能力を2倍にすること、輸出を増やすこと"),
        ("増えたのは、甲県、乙県、丙県の3県にとどまり、残る44県は減った。", 3,
         "甲県、乙県、丙県"),
        ("在东市、西市、南市三地建设", 3, "东市、西市、南市"),
        ("■ 甲市、乙市、丙市の三つ", 3, "甲市、乙市、丙市"),
    ],
)  # fmt: skip
def test_the_enumeration_of_that_length_is_found(text: str, count: int, items: str) -> None:
    found = counted_items(text, count, 0)
    assert found is not None
    assert text[slice(*found)] == items


def test_statements_one_after_another_are_no_list() -> None:
    told = "統計によれば、輸出は18兆円で6%減、輸入は24兆円で2%減であった"
    assert counted_items(told, 3, 0) is None
    assert counted_items(f"{told}。上位は通信機、電算機類、衣類である。", 3, 0) is not None
    each = "国は規則、企業は技術、大学は人材を担う。"
    assert each[slice(*(counted_items(each, 3, 0) or (0, 0)))].startswith("国は規則、企業は技術、")


def test_the_list_of_what_is_asked_for_goes_before_the_nearer_one() -> None:
    is_other = partial(is_contrary, "What were the top three imports?")
    for exports, imports in (
        ("輸出の上位は装置、部品、自動車であり、", "輸入の上位は通信機、電算機類、衣類である。"),
        ("輸出は装置、部品、自動車で、", "輸入は通信機、電算機類、衣類である。"),
        ("出口前三位是装置、部品、自動車；", "进口前三位是通信機、電算機類、衣類。"),
    ):
        text = exports + imports
        first, last = counted_items(text, 3, 0) or (0, 0)
        assert text[first:last] == "装置、部品、自動車"
        first, last = counted_items(text, 3, 0, is_other) or (0, 0)
        assert text[first:last] == "通信機、電算機類、衣類"


def test_another_length_is_no_answer() -> None:
    assert counted_items("绿灯、黄灯与红灯", 5, 0) is None
    assert counted_items("人口は増えた。", 2, 0) is None
    assert counted_items("12,470.38", 2, 0) is None


@given(st.text("東京県、，と和。分为ABはの（）→\n", max_size=40), st.integers(2, 5))
def test_what_is_found_stands_in_the_text(text: str, count: int) -> None:
    found = counted_items(text, count, len(text) // 2)
    if found is not None:
        assert 0 <= found[0] < found[1] <= len(text)
        assert text[slice(*found)].strip()


@pytest.mark.parametrize(
    ("question", "answer", "fit"),
    [
        ("従業員は何人ですか。", "1,206名", 1.0),
        ("有多少名员工？", "20.0％", -1.0),
        ("输入额是多少亿美元？", "2.6万亿元", -1.0),
        ("输入额是多少亿美元？", "1,845.0", 0.0),
        ("水を何トン使いますか。", "約15.6萬公噸", 1.0),
        ("罰金はいくらでしたか。", "34.42億元", 1.0),
        ("所要時間は何分でしたか。", "五十三分", 1.0),
        ("従業員は何人ですか。", "大阪", -1.0),
        ("社長は誰ですか。", "20.0％", 0.0),
        ("売上高はいくらで、前年比は何％ですか。", "9.5兆元", 1.0),
        ("普及率はいくらですか。", "42％", 0.0),
    ],
)
def test_an_answer_has_the_unit_that_is_asked_for(question: str, answer: str, fit: float) -> None:
    assert unit_fit(question, answer) == fit
