"""Enumerations: where they begin and end in a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answering.enumerations import enumerations


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("増えたのは、東市、西市、南市の3市にとどまり、北市では減った。", "東市|西市|南市"),
        ("体系由东市、西市、南市三个节点和北市、中市两个备份节点组成。", "东市|西市|南市"),
        ("中心分别设在东市、西市、南市和北市，其中东市最大。", "东市|西市|南市|北市"),
        ("部门向东方电信、西方移动、南方联通和北方广电发放正式牌照；",
         "东方电信|西方移动|南方联通|北方广电"),
        ("提出持有权、使用权、经营权“三权分置”。", "持有权|使用权|经营权"),
        ("輸入の上位は通信機、電算機類、衣類である。", "通信機|電算機類|衣類"),
        ("費目は、給料（手当を含む、以下同じ）10円、広告費3円、地代2円である。",
         "給料（手当を含む、以下同じ）10円|広告費3円|地代2円"),
        ("曜日の呼び名、時計の針の読み方、暦の違いまでを記した本",
         "曜日の呼び名|時計の針の読み方|暦の違い"),
        ("柱は、比率を20％に上げること、能力を2倍にすること、輸出を増やすことの三つである。",
         "比率を20％に上げること|能力を2倍にすること|輸出を増やすこと"),
        ("電気、ガス、水道が2020年に止まり、市は給水した。", "電気|ガス|水道"),
        ("・ 電気、ガス、水道など", "電気|ガス|水道"),
        ("5社（甲社、乙社、丙社、丁社、戊社）と組む", "甲社|乙社|丙社|丁社|戊社"),
    ],
)  # fmt: skip
def test_an_enumeration_ends_where_the_sentence_goes_on(text: str, items: str) -> None:
    found = ["|".join(text[a:b] for a, b in e.items) for e in enumerations(text)]
    assert items in found


def test_clauses_are_no_items() -> None:
    text = "売上は堅調に推移し、利益は増えたため、配当を増やし、投資を続けた。"
    assert not any(len(e.items) > 2 for e in enumerations(text))
    assert enumerations("売上高は1,234,567円である。") == []
    assert enumerations("三、市場の動き") == []


def test_the_number_behind_the_items_is_told() -> None:
    found = enumerations("甲市、乙市、丙市の3市と、丁市、戊市である")
    assert [(len(e.items), e.told) for e in found] == [(3, True), (2, False)]
    (alone,) = enumerations("甲市、乙市、丙市の8市")
    assert not alone.told


@given(st.text("東京県、，と和。分为ABはの（）「」3三つ年に\n ・", max_size=40))
def test_items_stand_in_order_in_the_text(text: str) -> None:
    for e in enumerations(text):
        edges = [edge for item in e.items for edge in item]
        assert edges == sorted(edges)
        assert all(text[a:b].strip() for a, b in e.items)
        assert 0 <= e.start < e.end <= len(text)
