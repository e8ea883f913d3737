"""Questions made from others, which the documents do not answer."""

from __future__ import annotations

import random

import pytest

from training.altered import altered, words_of

TOLD = "2020年の東京の人口は1,404万人、2015年は1,352万人だった。知事は小池百合子である。"


@pytest.mark.parametrize("seed", range(12))
def test_what_is_asked_is_nowhere_told(seed: int) -> None:
    words = words_of(["京都の寺院はいくつですか。", "村山富市の在任期間は何年ですか。"])
    made = altered("2020年の東京の人口は何人ですか。", TOLD, words, random.Random(seed))
    assert made is not None
    assert made != "2020年の東京の人口は何人ですか。"
    kept = ("2020年" in made) + ("東京" in made) + ("人口" in made)
    assert kept == 2
    assert "2015年" not in made


def test_a_year_that_stands_beside_the_answer_is_taken_first() -> None:
    words = words_of([])
    made = {
        altered("2020年は何人ですか。", TOLD, words, random.Random(n), near="2015年は1,352万人。")
        for n in range(6)
    }
    assert made == {"2015年は何人ですか。"}


def test_the_same_chance_makes_the_same_question() -> None:
    words = words_of(["京都の寺院はいくつですか。"])
    once, again = (altered("東京の人口は？", TOLD, words, random.Random(3)) for _ in range(2))
    assert once == again


def test_nothing_is_made_where_nothing_can_be_exchanged() -> None:
    assert altered("どうしますか。", TOLD, words_of([]), random.Random(0)) is None
