"""One page must not fill a ranking."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.spread import spread_scores

_RANKING = st.lists(st.tuples(st.floats(0.01, 1), st.integers(0, 4)), max_size=30)


def test_the_second_page_passes_the_rows_of_the_first() -> None:
    lowered = spread_scores([0.90, 0.89, 0.88, 0.86], ["a", "a", "a", "b"])
    assert lowered == pytest.approx([0.90, 0.89 * 0.95, 0.88 * 0.95**2, 0.86])
    assert sorted(range(4), key=lambda i: -lowered[i]) == [0, 3, 1, 2]


def test_a_much_better_page_keeps_its_places() -> None:
    lowered = spread_scores([0.90, 0.89, 0.30], ["a", "a", "b"])
    assert lowered[1] > lowered[2]


@given(_RANKING)
def test_pages_keep_their_best_score_and_their_own_order(ranking: list[tuple[float, int]]) -> None:
    ranking = sorted(ranking, reverse=True)
    scores, pages = [s for s, _ in ranking], [p for _, p in ranking]
    lowered = spread_scores(scores, pages)
    assert all(0.0 <= new <= old for new, old in zip(lowered, scores, strict=True))
    for page in set(pages):
        own = [(new, old) for new, old, p in zip(lowered, scores, pages, strict=True) if p == page]
        assert own[0][0] == own[0][1]
        assert [new for new, _ in own] == sorted((new for new, _ in own), reverse=True)
