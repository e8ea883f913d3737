"""The value, the statement and the date of a sentence that belong to what is asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from service.answering.named_values import beside_the_noun, of_the_name
from service.answering.overlap import QuestionTerms
from service.answering.question import parse_question
from service.answering.values import all_values, whole_date

CLASSES = (
    "国家統計局の分類は5つの大分類、32の中分類、156の小分類からなり、大分類01～04をコア産業とする。"
)
CENTRES = "各地各有侧重：天津为健康产业，苏州为智能制造，青岛为节能环保，大连为高端装备。"
PATENTS = "截至2024年末，公司拥有授权专利1,046项，其中发明专利387项；当年新增授权专利152项。"
POWER = "2024年底为280EFLOPS，其中智能算力为90EFLOPS，占32%。"


def _weights(terms: Sequence[str]) -> Mapping[str, float]:
    return dict.fromkeys(terms, 1.0)


@pytest.mark.parametrize(
    ("question", "text", "pointed", "shown"),
    [
        ("「統計分類」には小分類がいくつありますか。", CLASSES, "5つ", "156"),
        ("「統計分類」には大分類がいくつありますか。", CLASSES, "5つ", "5つ"),
        ("2024年底中国的智能算力规模是多少？", POWER, "280EFLOPS", "90EFLOPS"),
        ("2024年底中国的算力是多少？", POWER, "280EFLOPS", "280EFLOPS"),
        ("公司一共有多少项授权专利？", PATENTS, "387项", "1,046项"),
        ("公司一共有多少项发明专利？", PATENTS, "387项", "387项"),
        ("規模はどうですか。", POWER, "280EFLOPS", "280EFLOPS"),
        ("参加者は何人ですか。", "参加者は3人、参加者は5人だった。", "5人", "5人"),
    ],
)
def test_the_value_beside_the_noun(question: str, text: str, pointed: str, shown: str) -> None:
    start = text.index(pointed)
    a, b = beside_the_noun(parse_question(question), text, start, start + len(pointed))
    assert text[a:b] == shown


@pytest.mark.parametrize(
    ("question", "text", "pointed", "shown"),
    [
        ("青岛的示范区侧重什么领域？", CENTRES, "天津为健康产业", "节能环保"),
        ("苏州的示范区侧重什么领域？", CENTRES, "智能制造", "智能制造"),
        ("重庆的示范区侧重什么领域？", CENTRES, "智能制造", "智能制造"),
        ("中国の成長率は何％ですか。", "成長率は日本が1.0%、中国が5.2%だった。", "1.0%", "5.2%"),
        ("中国の成長率は何％ですか。", "日本は1.0%、中国は5.2%と4.9%だった。", "1.0%", "1.0%"),
        ("東京はどう変わりましたか。", "大阪は栄え、東京もまた。", "栄え", "栄え"),
    ],
)
def test_what_is_told_of_the_place(question: str, text: str, pointed: str, shown: str) -> None:
    start = text.index(pointed)
    a, b = of_the_name(parse_question(question), text, start, start + len(pointed))
    assert text[a:b] == shown


@pytest.mark.parametrize(
    ("question", "pointed", "shown"),
    [
        (
            "標準時はいつから用いられましたか。",
            "明治二十一年",
            "明治二十一年（一八八八年）一月一日",
        ),
        ("標準時は何年から用いられましたか。", "明治二十一年", "明治二十一年"),
        (
            "標準時はいつから用いられましたか。",
            "一八八八年",
            "明治二十一年（一八八八年）一月一日",
        ),
        ("標準時はどこで用いられましたか。", "明治二十一年", "明治二十一年"),
    ],
)
def test_a_date_is_given_whole(question: str, pointed: str, shown: str) -> None:
    text = "政府は明治二十一年（一八八八年）一月一日から標準の時を用いた。"
    start = text.index(pointed)
    a, b = whole_date(parse_question(question), text, start, start + len(pointed))
    assert text[a:b] == shown


def test_of_a_long_sentence_the_amount_and_the_share_of_what_is_asked() -> None:
    question = parse_question(
        "2023年のデジタル経済核心産業の付加価値はいくらで、割合は何％ですか。"
    )
    text = (
        "按中国信息通信研究院的宽口径，2023年数字经济规模为53.9万亿元，占GDP的42.8%；"
        "按国家统计局的窄口径，同年数字经济核心产业增加值为127555亿元，占GDP的9.9%，比上年增长了不少。"
    )
    terms = QuestionTerms(question.subject, _weights)
    start = text.index("42.8%")
    a, b = all_values(question, terms, text, start, start + 5)
    assert text[a:b] == "127555亿元，占GDP的9.9%"
