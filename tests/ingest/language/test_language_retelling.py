"""A question in the words of the text that it is asked of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Language
from ingest.language import canonical, fold_text
from ingest.language.glossary import mentions, spellings, usual_word
from ingest.language.retelling import retold


@pytest.mark.parametrize(
    ("question", "told", "language", "expected"),
    [
        # As the text writes it, in its own characters.
        ("2024年の売上高は？", "合併營收 | 28,943", "zh", "2024年の合併營收は？"),
        ("2024年の営業利益は？", "二、营业利润 | 64,250", "zh", "2024年の营业利润は？"),
        ("营业收入是多少？", "売上収益は1億円、売上高は別である。", "ja", "売上収益是多少？"),
        (
            "What was the operating profit of Aomine in 2024?",
            "営業利益 | 3,012",
            "ja",
            "What was the 営業利益 of Aomine in 2024?",
        ),
        # A word of that meaning that the text does not hold, as its language usually writes it.
        ("中国の失業率は？", "全国に関する記述はない。", "ja", "中国の失業率は？"),
        ("Germany的失业率？", "", "ja", "ドイツ的失業率？"),
        ("失業率は？", "没有。", "zh", "失业率は？"),
        ("失業率は？", "Nothing of it.", "en", " unemployment rate は？"),
        # The longest of several; Latin words only as whole ones.
        ("売上は？", "销售额和营业收入不同", "zh", "营业收入は？"),
        ("人工知能の研究は？", "He said it again.", "zh", "人工智能の研究は？"),
        # Words of the lexicon in an English question, where the text has one of their meanings.
        ("How many seafarers are there?", "船員は1,284人", "ja", "How many 船員 are there?"),
        ("How many seafarers are there?", "海员1284人", "zh", "How many 海员 are there?"),
        ("How many seafarers are there?", "船は12隻", "ja", "How many seafarers are there?"),
        ("How many seafarers at sea?", "甲板員と船員", "ja", "How many 船員 at sea?"),
        ("seafarersは何人？", "海员1284人", "zh", "seafarersは何人？"),
        # Words of no concept stay as they are, and so do their characters.
        ("弁証法を書いたのは誰ですか。", "辩证法", "zh", "弁証法を書いたのは誰ですか。"),
        ("", "营业收入", "zh", ""),
    ],
)
def test_words_of_the_glossary_as_the_text_has_them(
    question: str, told: str, language: Language, expected: str
) -> None:
    assert retold(question, told, language) == expected


def test_each_language_has_its_usual_word() -> None:
    assert usual_word("营业收入", "ja") == "売上高"
    assert usual_word("营业收入", "zh") == "营业收入"
    assert usual_word("营业收入", "en") == "net sales"
    assert usual_word("量子泡", "ja") == ""
    for concept in spellings():
        assert fold_text(usual_word(concept, "zh")) == concept
        assert canonical(fold_text(usual_word(concept, "ja"))) == concept


TEXTS = st.lists(
    st.sampled_from(
        ["売上高", "营业收入", "revenue", "ドイツ", "㈱", "ﾃﾞｰﾀ", "は", "2024年", " ", "か\u3099"]
    ),
    max_size=8,
).map("".join)


@given(TEXTS, TEXTS, st.sampled_from(["ja", "zh", "en"]))
def test_the_meaning_stays(question: str, told: str, language: Language) -> None:
    """What the glossary knows of it is the same before and after; nothing else is changed."""
    after = retold(question, told, language)
    concepts = [concept for _, _, concept in mentions(fold_text(question))]
    assert [concept for _, _, concept in mentions(fold_text(after))] == concepts
    assert concepts or after == question


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_can_be_retold(question: str, told: str) -> None:
    for language in ("ja", "zh", "en", "und"):
        assert isinstance(retold(question, told, language), str)


def test_a_name_is_told_as_a_whole_and_not_by_its_words() -> None:
    question = "Who heads China's National Data Administration?"
    told = "2023年10月25日，国家数据局正式揭牌，管理数据的机构设在中国北京。"
    assert "国家数据局" in retold(question, told, "zh")
    assert retold("Which data?", told, "zh") == "Which 数据?"
