"""Answer, citation, abstention and latency metrics: expected values as arithmetic."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics import (
    abstention_precision,
    abstention_recall,
    character_f1,
    contains,
    exact_match,
    page_precision,
    page_recall,
    percentile,
)
from eval.metrics.answer_text import bare_answer, folded_answer


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("「デジタル庁」。", "デジタル庁"),
        ("ＡＢＣ　１２３", "abc123"),
        ("1,234.5 百万円", "1234.5百万円"),
        ("９．５％", "9.5%"),
        ("-3.2%", "-3.2%"),
        ("2020-2021年", "20202021年"),
        ("第3.", "第3"),
        ("A.B", "ab"),
        ("zero\u200bwidth", "zerowidth"),
        ("、。！？", ""),
    ],
)
def test_bare_answers_lose_punctuation_but_not_the_value(text: str, bare: str) -> None:
    assert bare_answer(text) == bare


@given(st.text())
def test_bare_answers_are_stable(text: str) -> None:
    assert not any(c.isspace() for c in bare_answer(text))
    assert folded_answer(f" {text}\n") == folded_answer(text)


def test_exact_match_takes_any_expected_answer() -> None:
    assert exact_match("９.５兆円。", ["12%", "9.5 兆円"]) == 1.0
    assert exact_match("95兆円", ["9.5兆円"]) == 0.0
    assert exact_match("", ["9.5兆円"]) == 0.0
    assert exact_match("anything", []) is None


def test_character_f1_is_the_harmonic_mean_of_precision_and_recall() -> None:
    # 熊本県 against 日本の熊本県: 3 characters in common
    precision, recall = 3 / 3, 3 / 6
    assert character_f1("熊本県", ["日本の熊本県"]) == pytest.approx(
        2 * precision * recall / (precision + recall)
    )
    assert character_f1("熊本県", ["東京", "熊本"]) == pytest.approx(2 * 2 / (3 + 2))
    assert character_f1("ああい", ["あいい"]) == pytest.approx(2 * 2 / (3 + 3))
    assert character_f1("", ["熊本"]) == 0.0
    assert character_f1("。", ["、"]) == 1.0
    assert character_f1("熊本", []) is None


@given(st.text(), st.text())
def test_character_f1_is_symmetric_and_bounded(one: str, other: str) -> None:
    value = character_f1(one, [other])
    assert value is not None
    assert 0.0 <= value <= 1.0
    assert value == character_f1(other, [one])
    assert character_f1(one, [one]) == 1.0


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("中国经济增长了", "經濟"),
        ("売上高は１，２３４百万円", "1234百万円"),
        ("デジタル\n庁が設置された", "デジタル庁"),
        ("規模は9兆5000億元である", "9.5兆元"),
        ("令和3年に設立", "2021年"),
        ("３割を占める", "30%"),
        ("15人です", "15"),
    ],
)
def test_contains_finds_variants_and_other_spellings(answer: str, expected: str) -> None:
    assert contains(answer, ["not this", expected]) == 1.0


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("112%増えた", "12%"),
        ("9.5兆円", "5兆円"),
        ("12.5%", "12"),
        ("95兆円", "9.5兆円"),
        ("9.5兆円", "9.5兆元"),
        ("2023年", "2021年"),
        ("", "東京"),
        ("東京", "  "),
    ],
)
def test_contains_does_not_find_parts_of_numbers_or_other_values(
    answer: str, expected: str
) -> None:
    assert contains(answer, [expected]) == 0.0


def test_contains_needs_an_expected_answer() -> None:
    assert contains("anything", []) is None


def test_page_precision_and_recall() -> None:
    cited, evidence = {("d", 1), ("d", 2), ("d", 3)}, {("d", 3), ("d", 4)}
    assert page_precision(cited, evidence) == 1 / 3
    assert page_recall(cited, evidence) == 1 / 2
    assert page_recall(cited, evidence, all_needed=False) == 1.0
    assert page_recall(set(), evidence, all_needed=False) == 0.0
    assert page_precision(set(), evidence) is None
    assert page_precision(cited, set()) is None
    assert page_recall(cited, set()) is None


def test_abstention_precision_and_recall() -> None:
    abstained = [True, True, True, False, False]
    unanswerable = [True, False, False, True, False]
    assert abstention_precision(abstained, unanswerable) == 1 / 3
    assert abstention_recall(abstained, unanswerable) == 1 / 2


def test_abstention_does_not_apply_where_nothing_is_refused_or_everything_has_an_answer() -> None:
    assert abstention_precision([False, False], [True, False]) is None
    assert abstention_recall([False, False], [True, False]) == 0 / 1
    assert abstention_precision([True, False], [False, False]) is None
    assert abstention_recall([True, False], [False, False]) is None


def test_percentiles_are_linear_between_neighbours() -> None:
    assert percentile([40.0, 10.0, 20.0, 30.0], 50) == 20 + 0.5 * (30 - 20)
    assert percentile([7.0], 95) == 7.0
    assert percentile([], 50) is None


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=40), st.floats(0, 100))
def test_percentiles_agree_with_numpy(values: list[float], percent: float) -> None:
    assert percentile(values, percent) == pytest.approx(np.percentile(values, percent), abs=1e-6)
