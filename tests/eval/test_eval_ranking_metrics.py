"""Ranking metrics: expected values as arithmetic, and parity with pytrec_eval."""

from __future__ import annotations

import math

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import AP, RR, R, Success, nDCG

from eval.metrics import average_precision, hit_at_k, ndcg_at_k, recall_at_k, reciprocal_rank

RANKING = ["a", "b", "c", "d", "e", "f"]


def test_recall_is_the_share_of_relevant_items_found() -> None:
    assert recall_at_k(RANKING, {"b", "e", "x"}, 1) == 0 / 3
    assert recall_at_k(RANKING, {"b", "e", "x"}, 2) == 1 / 3
    assert recall_at_k(RANKING, {"b", "e", "x"}, 5) == 2 / 3


def test_recall_of_alternatives_is_one_as_soon_as_one_is_found() -> None:
    assert recall_at_k(RANKING, {"b", "x"}, 1, all_needed=False) == 0.0
    assert recall_at_k(RANKING, {"b", "x"}, 2, all_needed=False) == 1.0


def test_reciprocal_rank_counts_from_one_and_stops_at_k() -> None:
    assert reciprocal_rank(RANKING, {"c", "e"}, 10) == 1 / 3
    assert reciprocal_rank(RANKING, {"c", "e"}, 2) == 0.0


def test_ndcg_discounts_by_the_logarithm_of_the_place() -> None:
    gained = 1 / math.log2(1 + 2) + 1 / math.log2(1 + 5)
    ideal = 1 / math.log2(1 + 1) + 1 / math.log2(1 + 2)
    assert ndcg_at_k(RANKING, {"b", "e"}, 10) == pytest.approx(gained / ideal)
    assert ndcg_at_k(RANKING, {"b", "e"}, 2) == pytest.approx((1 / math.log2(3)) / ideal)


def test_ndcg_of_alternatives_looks_at_the_first_one_only() -> None:
    assert ndcg_at_k(RANKING, {"b", "c"}, 10, all_needed=False) == 1 / math.log2(1 + 2)
    assert ndcg_at_k(RANKING, {"x"}, 10, all_needed=False) == 0.0


def test_a_page_that_is_hit_twice_counts_once() -> None:
    twice = ["a", "a", "b"]
    assert recall_at_k(twice, {"a", "b"}, 2) == 1 / 2
    ideal = 1 + 1 / math.log2(3)
    assert ndcg_at_k(twice, {"a", "b"}, 3) == pytest.approx((1 + 1 / math.log2(4)) / ideal)


def test_without_relevant_items_there_is_no_score() -> None:
    assert recall_at_k(RANKING, set(), 5) is None
    assert reciprocal_rank(RANKING, set(), 10) is None
    assert ndcg_at_k(RANKING, set(), 10) is None


_NAMES = [f"d{i}" for i in range(15)]


@given(
    ranking=st.permutations(_NAMES).flatmap(
        lambda names: st.integers(1, 15).map(lambda n: names[:n])
    ),
    relevant=st.sets(st.sampled_from([*_NAMES, "unseen"]), min_size=1),
    k=st.integers(1, 12),
)
def test_agrees_with_pytrec_eval(ranking: list[str], relevant: set[str], k: int) -> None:
    run = {"q": {name: 100.0 - place for place, name in enumerate(ranking)}}
    judged = {"q": dict.fromkeys(relevant, 1)}
    wanted = [AP @ k, R @ k, nDCG @ k, Success @ k]
    theirs = ir_measures.pytrec_eval.calc_aggregate(wanted, judged, run)
    # pytrec_eval knows no cut-off for the reciprocal rank, so the run itself is cut.
    cut = {"q": {name: run["q"][name] for name in ranking[:k]}}
    theirs |= ir_measures.pytrec_eval.calc_aggregate([RR], judged, cut)
    ours = {
        AP @ k: average_precision(ranking, relevant, k),
        R @ k: recall_at_k(ranking, relevant, k),
        RR: reciprocal_rank(ranking, relevant, k),
        nDCG @ k: ndcg_at_k(ranking, relevant, k),
        Success @ k: hit_at_k(ranking, relevant, k),
    }
    for measure, value in ours.items():
        assert value == pytest.approx(theirs[measure], abs=1e-9), measure
    assert recall_at_k(ranking, relevant, k, all_needed=False) == ours[Success @ k]


@given(
    ranking=st.permutations(_NAMES),
    grades=st.dictionaries(st.sampled_from([*_NAMES, "unseen"]), st.integers(1, 3), min_size=1),
    k=st.integers(1, 12),
)
def test_graded_ndcg_agrees_with_pytrec_eval(
    ranking: list[str], grades: dict[str, int], k: int
) -> None:
    run = {"q": {name: 100.0 - place for place, name in enumerate(ranking)}}
    theirs = ir_measures.pytrec_eval.calc_aggregate([nDCG @ k], {"q": grades}, run)
    assert ndcg_at_k(ranking, {**grades}, k) == pytest.approx(theirs[nDCG @ k], abs=1e-9)
