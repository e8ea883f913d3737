"""What one sentence holds of a query."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.proximity import best_sentence_coverage, combined, pair_terms


def test_terms_are_pairs_of_cjk_and_whole_words_of_other_scripts() -> None:
    assert pair_terms("経済 GDP 6G") == {"经济", "gdp", "6g"}
    assert pair_terms("年") == {"年"}
    assert pair_terms("") == frozenset()


def test_words_in_one_sentence_weigh_more_than_the_same_words_apart() -> None:
    weights = dict.fromkeys(pair_terms("売上高増加"), 1.0)
    together, apart = best_sentence_coverage(
        weights, ["売上高増加である。", "売上高である。費用の増加である。"]
    )
    assert together == 4 / 4
    assert apart == 2 / 4


def test_a_query_without_weight_covers_nothing() -> None:
    assert best_sentence_coverage({}, ["文。", ""]) == [0.0, 0.0]


@given(st.text(max_size=60), st.lists(st.text(max_size=80), max_size=4))
def test_coverage_is_a_share(query: str, passages: list[str]) -> None:
    weights = dict.fromkeys(pair_terms(query), 0.5)
    assert all(0.0 <= c <= 1.0 for c in best_sentence_coverage(weights, passages))


@given(st.floats(0, 1), st.floats(0, 1), st.booleans())
def test_the_combined_score_stays_between_nought_and_one(f: float, c: float, same: bool) -> None:
    assert 0.0 <= combined(f, c, same) <= 1.0
