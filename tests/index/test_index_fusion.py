"""Fusion: always 0..1, blind to the order of candidates, monotone in each leg."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from index.fusion import Weights, convex, normalise_dense, normalise_lexical, reciprocal_rank
from ingest.document import Language

COSINES = st.floats(-1.0, 1.0)
BM25 = st.floats(0.0, 200.0)
WEIGHTS = st.builds(Weights, same=st.floats(0, 1), cross=st.floats(0, 1))


@st.composite
def candidates(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    n = draw(st.integers(1, 12))
    return (
        draw(arrays(np.float64, n, elements=COSINES)),
        draw(arrays(np.float64, n, elements=BM25)),
        draw(arrays(np.bool_, n)),
    )


def _each(same: NDArray[np.bool_], weights: Weights) -> NDArray[np.float64]:
    return np.where(same, weights.same, weights.cross)


@given(candidates(), WEIGHTS)
def test_scores_are_between_0_and_1(
    found: tuple[np.ndarray, np.ndarray, np.ndarray], weights: Weights
) -> None:
    dense, lexical, same = found
    scores = convex(dense, lexical, _each(same, weights))
    assert scores.shape == found[0].shape
    assert np.all((scores >= 0) & (scores <= 1))


@given(candidates(), WEIGHTS, st.randoms(use_true_random=False))
def test_the_order_of_candidates_does_not_matter(
    found: tuple[np.ndarray, np.ndarray, np.ndarray], weights: Weights, chance: object
) -> None:
    dense, lexical, each = found[0], found[1], _each(found[2], weights)
    order = np.argsort([chance.random() for _ in dense])  # type: ignore[attr-defined]
    shuffled = convex(dense[order], lexical[order], each[order])
    assert np.array_equal(shuffled, convex(dense, lexical, each)[order])


@given(candidates(), WEIGHTS, st.data())
def test_better_in_both_legs_is_never_worse(
    found: tuple[np.ndarray, np.ndarray, np.ndarray], weights: Weights, data: st.DataObject
) -> None:
    dense, lexical, same = found
    scores = convex(dense, lexical, _each(same, weights))
    a = data.draw(st.integers(0, len(dense) - 1))
    b = data.draw(st.integers(0, len(dense) - 1))
    if same[a] == same[b] and dense[a] >= dense[b] and lexical[a] >= lexical[b]:
        assert scores[a] >= scores[b] - 1e-12


def test_the_weight_follows_the_language() -> None:
    dense, lexical = np.array([0.9, 0.8, 0.7]), np.array([0.0, 10.0, 5.0])
    same, cross = np.ones(3, dtype=bool), np.zeros(3, dtype=bool)
    weights = Weights(0.5, 0.7)
    expected_same = [0.5 * 1 + 0.5 * 0, 0.5 * 0.5 + 0.5 * 1, 0.5 * 0 + 0.5 * 0.5]
    expected_cross = [0.7 * 1 + 0.3 * 0, 0.7 * 0.5 + 0.3 * 1, 0.7 * 0 + 0.3 * 0.5]
    assert convex(dense, lexical, _each(same, weights)) == pytest.approx(expected_same)
    assert convex(dense, lexical, _each(cross, weights)) == pytest.approx(expected_cross)


@pytest.mark.parametrize(
    ("query", "passage", "expected"),
    [
        ({"ja"}, "ja", 0.5),
        ({"ja"}, "zh", 0.6),
        ({"zh"}, "ja", 0.6),
        ({"ja", "zh"}, "zh", 0.5),
        ({"en"}, "ja", 0.9),
        ({"zh"}, "en", 0.9),
        (set(), "zh", 0.9),
    ],
)
def test_the_less_is_shared_the_more_meaning_weighs(
    query: set[Language], passage: str, expected: float
) -> None:
    assert Weights(0.5, 0.6, 0.9).between(query, passage) == expected


def test_a_passage_of_the_other_language_can_win() -> None:
    # The page in the other language says it, the one in the question's shares some words.
    scores = convex(
        np.array([0.90, 0.84, 0.80]),
        np.array([2.0, 6.0, 1.0]),
        np.array([0.7, 0.5, 0.5]),
    )
    assert int(np.argmax(scores)) == 0


def test_degenerate_candidates() -> None:
    nothing = np.zeros(0)
    assert convex(nothing, nothing, nothing).shape == (0,)
    assert normalise_dense(np.array([0.3, 0.3])).tolist() == [1.0, 1.0]
    assert normalise_lexical(np.zeros(2)).tolist() == [0.0, 0.0]


def test_reciprocal_rank() -> None:
    scores = reciprocal_rank([[7, 8], [8, 9]])
    assert scores[8] == pytest.approx(1 / (60 + 2) + 1 / (60 + 1))
    assert scores[7] == pytest.approx(1 / (60 + 1))
    assert max(scores, key=scores.__getitem__) == 8


def test_an_english_query_leans_on_words_as_far_as_they_are_known() -> None:
    weights = Weights(0.5, 0.6, 0.9)
    assert weights.knowing(0.0) == weights
    assert weights.knowing(0.65).foreign == pytest.approx(0.7)
    # Words that are looked up never say quite as much as one's own.
    assert 0.5 < weights.knowing(1.0).foreign < 0.6
    assert (weights.knowing(1.0).same, weights.knowing(1.0).cross) == (0.5, 0.6)
