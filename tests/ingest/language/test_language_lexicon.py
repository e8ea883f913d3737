"""The lexicon of general words: its lines, and what it finds in English questions."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ingest.language
from ingest.language import fold_text
from ingest.language.glossary import other_words
from ingest.language.lexicon import lexicon_words

LINES = Path(ingest.language.__file__).with_name("lexicon.tsv").read_text("utf-8").splitlines()
_CJK = re.compile("[\u3041-\u30ff\u3400-\u9fff]")


def _meant(text: str) -> list[tuple[str, str]]:
    found = lexicon_words(fold_text(text))
    return list(dict.fromkeys(word for _, _, words in found for word in words))


def test_each_line_has_words_of_three_languages() -> None:
    for line in LINES:
        english, japanese, chinese = line.split("\t")
        words = english.split("|")
        assert all(word == word.strip().lower() and word for word in words), line
        assert not _CJK.search(english), line
        for column in (japanese, chinese):
            assert column.split(" ") == column.split(), line
            assert column, line


def test_no_english_word_is_there_twice() -> None:
    seen: dict[str, str] = {}
    for line in LINES:
        for word in line.split("\t")[0].split("|"):
            assert seen.setdefault(word, line) == line, f"{word}: {seen[word]} and {line}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("seafarer", {"船員", "海员"}),
        ("How many seafarers are there?", {"船員", "海员"}),
        ("humpback whales", {"ザトウクジラ", "座头鲸"}),
        ("It was demolished", {"解体", "拆除"}),
        ("Which cities carried the policies?", {"都市", "城市", "政策"}),
        ("planning", {"計画", "规划"}),
        ("the dividend payout ratio", {"配当性向", "股息支付率"}),
        ("Kanagawa", {"神奈川", "神奈川县"}),
    ],
)
def test_words_are_found_in_any_form(text: str, words: set[str]) -> None:
    assert words <= {word for word, _ in _meant(text)}


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("rates", "rate"), ("rated", "rate"), ("lines", "line"), ("mines", "mine"),
        ("changes", "change"), ("copied", "copy"), ("wines", "wine"), ("fares", "fare"),
        ("planes", "plane"), ("boxes", "box"), ("buses", "bus"), ("churches", "church"),
        ("horses", "horse"), ("potatoes", "potato"), ("policies", "policy"), ("caring", "care"),
        ("using", "use"), ("planned", "plan"), ("selling", "sell"), ("added", "add"),
        ("harvested", "harvest"), ("tied", "tie"), ("ship's", "ship"),
    ],
)  # fmt: skip
def test_a_form_means_what_its_base_means(form: str, base: str) -> None:
    assert _meant(form) == _meant(base)


def test_the_longest_phrase_counts() -> None:
    (found,) = lexicon_words("humpback whale")
    assert found[:2] == (0, len("humpback whale"))
    assert {language for _, language in found[2]} == {"ja", "zh"}


@pytest.mark.parametrize("text", ["", "what is it of them?", "kuvaxi", "海员は何人", "who"])
def test_small_and_unknown_words_mean_nothing(text: str) -> None:
    assert _meant(text) == []


@given(st.text("seafarer's -planningcities of THE ９海員'.", max_size=60))
def test_places_are_in_order_and_apart(text: str) -> None:
    folded = fold_text(text)
    places = [(start, end) for start, end, _ in lexicon_words(folded)]
    assert all(0 <= start < end <= len(folded) for start, end in places)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(places))


def test_parts_of_words_of_the_glossary_are_no_words_but_longer_names_are() -> None:
    assert "資産" in {word for word, _ in _meant("the assets")}
    assert other_words("current assets") == []
    name = "China's National Data Administration"
    assert {"国家データ局", "国家数据局"} <= {word for word, _ in other_words(name)}
    assert ("船員", "ja") in other_words("seafarers of China")
