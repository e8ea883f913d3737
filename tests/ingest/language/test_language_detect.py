"""Language detection on questions, headings and passages, each a line of its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Language
from ingest.language import detect_language, script_variant

CASES: list[tuple[str, Language]] = [
    ("売上高はいくらですか", "ja"),
    ("経営方針", "ja"),
    ("労働人口", "ja"),
    ("半導体・デジタル産業戦略", "ja"),
    ("株式会社三井住友銀行", "ja"),
    ("令和三年", "ja"),
    ("ﾃﾞｼﾞﾀﾙ庁", "ja"),
    ("WHOの「一带一路」报告书について", "ja"),
    ("经营方针", "zh"),
    ("經營方針是什麼", "zh"),
    ("2021年国内生产总值是多少？", "zh"),
    ("國內生產總值增長率", "zh"),
    ("什么是半导体?", "zh"),
    ("优衣库（ユニクロ）在中国的店铺数量是多少，增长了多少", "zh"),
    ("日本的「の」字用法是这样的，我们可以说它表示从属关系", "zh"),
    ("GDP增长率", "zh"),
    ("国際", "zh"),
    ("What does 経済産業省 plan?", "en"),
    ("How large was the market in 2021?", "en"),
    ("AI", "en"),
    ("ＡＢＣ", "en"),
    ("国", "und"),
    ("IBM社", "und"),
    ("", "und"),
    ("12,345 %", "und"),
]


@pytest.mark.parametrize(("text", "language"), CASES)
def test_language(text: str, language: Language) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("text", "prior", "language"),
    [
        ("国際", "ja", "ja"),
        ("国際", "zh", "zh"),
        ("国", "ja", "ja"),
        ("12.5", "zh", "zh"),
        ("", "en", "en"),
        ("经营", "ja", "zh"),
        ("はい", "zh", "ja"),
        ("存在現在完了終了令和", "ja", "ja"),
        ("調査目的", "ja", "ja"),
        ("是正措置", "ja", "ja"),
    ],
)
def test_prior_decides_only_what_is_open(text: str, prior: Language, language: Language) -> None:
    assert detect_language(text, prior) == language


@pytest.mark.parametrize(
    ("text", "variant"),
    [("国民经济", "hans"), ("國民經濟", "hant"), ("", ""), ("abc", ""), ("人口", ""), ("国際", "")],
)
def test_script_variant(text: str, variant: str) -> None:
    assert script_variant(text) == variant


@given(st.text(max_size=50), st.sampled_from(["ja", "zh", "en", "und"]))
def test_always_one_of_the_languages(text: str, prior: Language) -> None:
    assert detect_language(text, prior) in {"ja", "zh", "en", "und"}
    assert script_variant(text) in {"hans", "hant", ""}
