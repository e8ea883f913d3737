"""The glossary of report words: consistent in itself, and what it makes of texts."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ingest.language
from ingest.language import canonical, fold_text, translations
from ingest.language.glossary import known_share, masked

LINES = [
    line
    for name in ("glossary.tsv", "places.tsv", "countries.tsv")
    for line in Path(ingest.language.__file__)
    .with_name(name)
    .read_text(encoding="utf-8")
    .splitlines()
]


def test_each_line_has_a_chinese_word_and_others() -> None:
    for line in LINES:
        first, others, english = line.split("\t")
        assert first == first.strip() != ""
        assert others or english
        assert english == english.lower()


def test_no_word_stands_for_two_things() -> None:
    seen: dict[str, str] = {}
    for line in LINES:
        first, others, english = line.split("\t")
        for word in {
            fold_text(w) for w in (first, *others.split(), *filter(None, english.split("|")))
        }:
            assert seen.setdefault(word, first) == first, f"{word}: {seen[word]} and {first}"


@pytest.mark.parametrize("line", LINES)
def test_all_words_of_a_line_become_one(line: str) -> None:
    first, others, english = line.split("\t")
    words = [first, *others.split(), *filter(None, english.split("|"))]
    assert {canonical(fold_text(word)) for word in words} == {fold_text(first)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("連結売上高", "合并营业收入"),
        ("operating profit", "営業利益"),
        ("設備容量", "装机容量"),
        ("友好都市", "友好城市"),
        ("アリババの罰金", "阿里巴巴の罚款"),
    ],
)
def test_words_of_two_languages_are_one(one: str, other: str) -> None:
    left, right = canonical(fold_text(one)), canonical(fold_text(other))
    assert left == right


def test_latin_words_count_only_whole() -> None:
    assert canonical("a cashier in chinatown") == "a cashier in chinatown"
    assert canonical("the cash") == "the 现金"


def test_translations_are_words_that_the_text_lacks() -> None:
    found = translations("What were total assets?")
    assert "総資産" in found
    assert "总资产" in found
    assert "总资产" not in translations("总资产と総資産")
    assert translations("今日は良い天気") == []


@given(st.text("売上高营业收入総資産 revenuetotalsx", max_size=30))
def test_canonical_texts_stay_as_they_are(text: str) -> None:
    once = canonical(fold_text(text))
    assert all(isinstance(word, str) for word in translations(text))
    assert len(once) <= 4 * len(text) + 4


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("What was the operating profit in 2023?", 1.0),
        ("Who is Kuvaxi?", 0.0),
        ("Who wrote it?", 1.0),  # the lexicon knows it
        ("How large is the JASM plant of Kuvaxi?", 3 / 4),
        ("Which poet sneezled over the glimmerfenn?", 1 / 3),
        ("", 0.0),
    ],
)
def test_how_much_of_an_english_question_can_be_looked_for(text: str, share: float) -> None:
    assert known_share(text) == pytest.approx(share)


@given(st.text("revenue of the 2023 GDP moon.-' ", max_size=40))
def test_the_share_is_a_share(text: str) -> None:
    assert 0.0 <= known_share(text) <= 1.0


def test_words_are_masked_and_their_places_stay() -> None:
    assert masked(fold_text("青嶺の日本半導体"), "#") == fold_text("青嶺の") + "#####"
    assert masked("the revenue of aomine") == "the  of aomine"
    assert masked("日本半导体") == ""
