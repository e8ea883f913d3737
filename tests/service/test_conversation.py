"""Follow-up questions: resolved from the turns before, and left alone where they stand alone."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from follow_ups import HELD_OUT, TABLE, Pair
from hypothesis import given, settings
from hypothesis import strategies as st

from service.answering.conversation import Turn, resolve_question
from service.answering.follow_up import asked_kind
from service.answering.typed_terms import known_names, typed_terms

DOCS = Path(__file__).parents[2] / "docs"


def _right(pair: Pair) -> bool:
    _, earlier, question, readings = pair
    return resolve_question(question, [Turn(q) for q in earlier]) in readings.split("|")


def _name(pair: Pair) -> str:
    return pair[2]


@pytest.mark.parametrize("pair", TABLE, ids=_name)
def test_a_follow_up_is_read_as_a_person_reads_it(pair: Pair) -> None:
    _, earlier, question, readings = pair
    assert resolve_question(question, [Turn(q) for q in earlier]) in readings.split("|")


@pytest.mark.parametrize("pair", [p for p in (*TABLE, *HELD_OUT) if p[2] == p[3]], ids=_name)
def test_a_question_that_stands_alone_is_not_changed(pair: Pair) -> None:
    assert _right(pair)


def test_the_share_that_the_documentation_tells_is_the_share() -> None:
    right = sum(map(_right, HELD_OUT))
    text = (DOCS / "llm.md").read_text(encoding="utf-8")
    assert f"{right} of {len(HELD_OUT)}" in text
    assert f"{len(TABLE)} of {len(TABLE)}" in text


def test_a_follow_up_to_a_follow_up_goes_back_to_the_first_question() -> None:
    turns = [Turn("2020年中国数字经济规模是多少？", "39.2万亿元"), Turn("那日本呢？"), Turn(" ")]
    assert resolve_question("2021年呢？", turns) == "2021年日本数字经济规模是多少？"


@pytest.mark.parametrize(
    ("question", "reading"),
    [
        ("And Japan?", "2020年日本数字经济规模是多少？"),
        ("ではアメリカは？", "2020年美国数字经济规模是多少？"),
        ("那印度呢？", "2020年印度数字经济规模是多少？"),
        ("And in 2021?", "2021年中国数字经济规模是多少？"),
    ],
)
def test_a_follow_up_in_another_language_keeps_the_question_s(question: str, reading: str) -> None:
    assert resolve_question(question, [Turn("2020年中国数字经济规模是多少？")]) == reading


def test_a_two_digit_year_gets_its_century() -> None:
    asked = resolve_question("那21年呢？", [Turn("2020年中国数字经济规模是多少？")])
    assert asked == "2021年中国数字经济规模是多少？"


@pytest.mark.parametrize(
    "question", ["?", "？", "では", "その？", "它呢？", "And?", "What about it?"]
)
def test_what_names_nothing_is_left_as_it_is(question: str) -> None:
    assert resolve_question(question, [Turn("2020年中国数字经济规模是多少？")]) == question


def test_a_place_is_one_place_in_every_language() -> None:
    assert known_names("米国と中国") == known_names("美國和中國") == known_names("the US and China")
    assert known_names("Tell us about it") == set()
    assert known_names("タイトルとチリソース") == set()


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("いつですか", "when"), ("是谁？", "who"), ("Where is it?", "where"),
        ("なぜですか", "why"), ("多少人", "amount"), ("何を", ""),
    ],
)  # fmt: skip
def test_what_kind_of_thing_is_asked(question: str, kind: str) -> None:
    assert asked_kind(question) == kind


TEXTS = st.text(
    alphabet="でではじゃあ那么呢？?の的日本中国2021年令和三年営業利益ITit'sand ABCトヨタ、，。",
    max_size=30,
)


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.lists(TEXTS, max_size=3))
def test_any_text_gives_some_question(question: str, earlier: list[str]) -> None:
    resolved = resolve_question(question, [Turn(q) for q in earlier])
    assert isinstance(resolved, str)
    assert resolved.strip() or not question.strip()
    if not any(q.strip() for q in earlier):
        assert resolved == question


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.sampled_from(["ja", "zh", "en"]))
def test_terms_stand_where_they_say_and_do_not_overlap(text: str, language: str) -> None:
    terms = typed_terms(text, language)
    assert all(text[t.start : t.end] == t.text and t.text for t in terms)
    assert all(a.end <= b.start for a, b in pairwise(terms))
