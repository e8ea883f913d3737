"""Index terms: n-grams, whole words and numbers, dictionary words."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.language import TERMS_VERSION, index_terms
from ingest.language.terms import WORD_PREFIX


def _words(text: str, language: str) -> set[str]:
    terms = index_terms(text, language)
    return {t.removeprefix(WORD_PREFIX) for t in terms if t.startswith(WORD_PREFIX)}


def test_variants_share_all_terms_but_segmentation() -> None:
    ja, hant, hans = (index_terms(t, "zh") for t in ("経済成長", "經濟成長", "经济成长"))
    assert ja == hant == hans
    assert "w:经济" in index_terms("経済成長", "ja")


def test_cjk_runs_give_single_characters_and_pairs() -> None:
    assert index_terms("日本、米", "en")[:4] == ["日", "本", "日本", "米"]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("増加率は9.5%", "9.5"),
        ("1,234件", "1234"), ("１，２３４件", "1234"), ("COVID-19", "covid"),
        ("5Gの普及", "5g"), ("iPhone販売", "iphone"), ("東京ｶﾞｽ", "ガ"), ("1,23", "23"),
        ("令和3年", "2021"), ("二〇二一年", "2021"), ("9.5兆元", "9500000000000"),
        ("9兆5000億元", "9500000000000"), ("三割", "30"), ("1,234百万円", "1234000000"),
        ("한국어", "한국어"), ("Ёлка", "ёлка"),
    ],
)  # fmt: skip
def test_term_is_there(text: str, term: str) -> None:
    assert term in index_terms(text, "ja")
    assert term in index_terms(text, "zh")


def test_plain_digits_are_not_doubled() -> None:
    assert index_terms("2021年4月", "en").count("2021") == 1


def test_japanese_words_are_content_words_and_headed() -> None:
    words = _words("経済産業省は半導体の投資を増やし、東京で強かった。", "ja")
    assert {"经济", "产业", "投资", "增やす", "东京", "强い"} <= words
    assert not words & {"トウキョウ", "は", "で", "た"}


def test_loan_words_meet_under_one_head() -> None:
    assert _words("コンピュータ", "ja") & _words("コンピューター", "ja")


def test_chinese_words() -> None:
    assert {"国民经济", "情况"} <= _words("國民經濟運行情況", "zh")


def test_unknown_language_goes_by_the_characters() -> None:
    assert "增やす" in _words("投資を増やした", "und")
    assert "投资" in _words("增加投资", "und")
    assert _words("only English", "en") == set()


def test_no_letters_no_terms() -> None:
    assert index_terms("", "ja") == index_terms(" 。、\n!?", "zh") == []


def test_noise_is_cut_short() -> None:
    assert max(map(len, index_terms("a" * 1000 + " " + "1" * 1000 + "." + "2" * 90, "en"))) == 64


def test_version_is_a_string() -> None:
    assert isinstance(TERMS_VERSION, str)
    assert TERMS_VERSION


def test_threads_may_share_the_dictionaries() -> None:
    text = "経済産業省は2021年に半導体戦略を発表した。" * 20
    expected = index_terms(text, "ja")
    with ThreadPoolExecutor(4) as pool:
        assert all(terms == expected for terms in pool.map(index_terms, [text] * 16, ["ja"] * 16))


@settings(max_examples=80)
@given(st.text(max_size=60), st.sampled_from(["ja", "zh", "en", "und"]))
def test_no_term_holds_white_space(text: str, language: str) -> None:
    terms = index_terms(text, language)
    assert all(t and not any(c.isspace() for c in t) for t in terms)


@settings(max_examples=60)
@given(st.text(st.characters(min_codepoint=0x3041, max_codepoint=0x9FFF), max_size=30))
def test_only_marked_words_hold_a_colon(text: str) -> None:
    for term in index_terms(text, "ja"):
        assert (":" in term) == term.startswith(WORD_PREFIX)
        assert len(term) > len(WORD_PREFIX) + 1 or not term.startswith(WORD_PREFIX)
