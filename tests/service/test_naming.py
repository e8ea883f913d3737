"""The name of a thing, what it means and where it comes from, as sentences say it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answering.naming import of_its_name
from service.answering.question import parse_question


def answer(question: str, text: str, pointed: str) -> str:
    start = text.index(pointed)
    first, last = of_its_name(parse_question(question), text, start, start + len(pointed))
    return text[first:last]


GUN = "正午を知らせるため、明治四年九月からは号砲が撃たれ、人々はこれを「ドン」と呼んだ。"
ERA = "年号の「建陽」は、太陽暦を建てるという意味をもつ。"
TRADE = "1962年11月9日、高碕達之助と廖承志が覚書に署名し、両者の頭文字からLT貿易と呼ばれた。"


@pytest.mark.parametrize(
    ("question", "text", "pointed", "expected"),
    [
        ("What did people call the noon gun?", GUN, "号砲", "ドン"),
        ("正午の号砲は何と呼ばれましたか。", GUN, "号砲", "ドン"),
        ("朝鮮の年号「建陽」にはどのような意味がありますか。", ERA, "太陽暦", "太陽暦を建てる"),
        ("年号“建陽”是什么意思？", ERA, "太陽暦", "太陽暦を建てる"),
        ("What does the era name 建陽 mean?", ERA, "太陽暦", "太陽暦を建てる"),
        ("LT貿易の「LT」は何に由来しますか。", TRADE, "LT貿易", "両者の頭文字"),
        ("这座桥叫什么名字？", "当地人把它称为“彩虹桥”，长300米。", "300米", "彩虹桥"),
        ("“丰”是什么意思？", "“丰”意为丰收，常用于人名。", "常用于人名", "丰收"),
        (
            "この町の名の由来は何ですか。",
            "町の名は近くの松の木にちなんでいる。",
            "町",
            "近くの松の木",
        ),
        (
            "この町の名の由来は何ですか。",
            "海に面する。近くの松の木にちなんで町の名がついた。",
            "町の名",
            "近くの松の木",
        ),
        ("公司名得名于什么？", "公司名取自创始人的姓氏。", "公司名", "创始人的姓氏"),
    ],
)
def test_what_is_asked_of_a_name(question: str, text: str, pointed: str, expected: str) -> None:
    assert answer(question, text, pointed) == expected


@pytest.mark.parametrize(
    ("question", "text", "pointed"),
    [
        # Nothing of a name is asked for.
        ("正午に何が撃たれましたか。", GUN, "号砲"),
        # The only name is the one that the question gives.
        ("「ドン」は何と呼ばれましたか。", GUN, "号砲"),
        # Two are told, and nothing says which one is meant.
        ("これは何と呼ばれますか。", "これは「甲」と呼ばれ、「乙」とも呼ばれる。", "これ"),
        # It stands in another sentence than the one that is pointed at.
        ("これは何と呼ばれますか。", "これは高い。人はそれを「甲」と呼ぶ。", "高い"),
        ("どのような意味がありますか。", "大きな意味をもつ。", "大きな"),
    ],
)
def test_else_the_span_stays(question: str, text: str, pointed: str) -> None:
    assert answer(question, text, pointed) == pointed


@given(
    st.text("「」ドンとは呼んだ意味、。A 年", max_size=30), st.integers(0, 30), st.integers(0, 30)
)
def test_the_place_is_in_the_text(text: str, a: int, b: int) -> None:
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    for question in ("何と呼ばれますか。", "どのような意味がありますか。", "名の由来は？"):
        first, last = of_its_name(parse_question(question), text, start, end)
        assert 0 <= first <= last <= len(text)
        assert (first, last) == (start, end) or text[first:last].strip()
