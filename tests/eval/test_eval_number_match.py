"""Numbers across notations and languages, on hand-made pairs."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics import number_match
from eval.metrics.number_match import quantities

PAIRS = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "number_pairs.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


def test_there_are_enough_pairs_of_both_kinds() -> None:
    verdicts = [verdict for verdict, _, _ in PAIRS]
    assert len(PAIRS) == len(set(PAIRS)) >= 300
    assert set(verdicts) == {"same", "differ", "finer"}
    assert verdicts.count("differ") >= 100


@pytest.mark.parametrize(("verdict", "one", "other"), PAIRS)
def test_pairs(verdict: str, one: str, other: str) -> None:
    found = quantities(one), quantities(other)
    assert found[0]
    assert number_match(other, [one]) == float(verdict != "differ"), found
    back = 0.0 if number_match(one, [other]) is None else number_match(one, [other])
    assert back == float(verdict == "same"), found  # 九 in 九成 is no number: nothing to find


def test_any_expected_answer_will_do_and_all_of_its_numbers_are_wanted() -> None:
    assert number_match("39.2兆元でGDPの38.6%", ["39.2万亿元、38.6%"]) == 1.0
    assert number_match("39.2兆元", ["39.2万亿元、38.6%"]) == 0.0
    assert number_match("39.2兆元", ["1兆元", "39.2万亿元"]) == 1.0
    assert number_match("", ["39.2兆元"]) == 0.0


def test_without_a_number_to_expect_it_does_not_apply() -> None:
    assert number_match("9.5兆元", ["東京"]) is None
    assert number_match("9.5兆元", []) is None


@given(st.integers(1, 10**12), st.sampled_from(["円", "元", "人", "台"]))
def test_a_number_is_itself_however_it_is_grouped(value: int, unit: str) -> None:
    assert number_match(f"それは{value:,}{unit}です", [f"{value}{unit}"]) == 1.0
    assert number_match(f"{value + 1}{unit}", [f"{value}{unit}"]) == 0.0
