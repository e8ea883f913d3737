"""The noun and the years that a question asks for, and passages that lack them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from service.answering.focus import asked_noun, lacks_noun, lacks_year
from service.answering.overlap import QuestionTerms, terms_of
from service.answering.question import parse_question


def _weights(terms: Sequence[str]) -> Mapping[str, float]:
    return dict.fromkeys(terms, 1.0)


@pytest.mark.parametrize(
    ("question", "noun"),
    [
        ("青嶺計測工業の2025年3月31日の株価の終値はいくらですか。", "株価"),
        ("福沢諭吉の『改暦弁』の定価はいくらでしたか。", "定価"),
        ("青嶺計測工業の会計監査人の監査法人の名称は何ですか。", "監査法人"),
        ("2023年に中国を訪れた日本人旅行者は何人でしたか。", "日本人旅行者"),
        ("华为与匈牙利EWG铁路枢纽签订的5G合同金额是多少？", "5G合同金额"),
        ("青岭计测工业美国子公司有多少名员工？", "员工"),
        ("东海道新干线的总建设费用是多少亿日元？", "总建设费用"),
        ("What was the operating profit of LINE Yahoo in fiscal 2023?", "operating profit"),
        ("How many Chinese students were in Japan?", "Chinese students"),
        ("どちらが大きいですか。", ""),
        ("一句陈述。", ""),
        ("", ""),
    ],
)
def test_the_noun_that_is_asked_for(question: str, noun: str) -> None:
    assert asked_noun(parse_question(question)) == noun


def test_the_share_of_the_noun_that_a_passage_lacks() -> None:
    question = parse_question("福沢諭吉の『改暦弁』の定価はいくらでしたか。")
    terms = QuestionTerms(question.subject, _weights)
    noun = asked_noun(question)
    assert lacks_noun(noun, terms_of("改暦弁の定価は一銭"), terms) == 0.0
    assert lacks_noun(noun, terms_of("改暦弁は一冊で売れた"), terms) == 1.0
    assert lacks_noun("", terms_of("改暦弁"), terms) == 0.0


@pytest.mark.parametrize(
    ("question", "passage", "lacks"),
    [
        ("2030年の規模は？", "2022年は50.2兆元、2023年は53.9兆元", True),
        ("2023年の規模は？", "2022年は50.2兆元、2023年は53.9兆元", False),
        ("令和5年の規模は？", "2023年は53.9兆元", False),
        ("2030年の規模は？", "規模は53.9兆元", False),
        ("規模は？", "2023年は53.9兆元", False),
    ],
)
def test_a_passage_of_other_years(question: str, passage: str, lacks: bool) -> None:
    assert lacks_year(parse_question(question), passage) is lacks


def test_a_decade_is_no_year() -> None:
    question = parse_question("2020年の割合は何％ですか。")
    assert not lacks_year(question, "1980年代までは最も多かった。")
    assert lacks_year(question, "1980年には最も多かった。")
