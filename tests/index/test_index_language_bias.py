"""Similarities that do not favour a language for being one's own."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from index.language_bias import language_bias

VECTORS = st.integers(0, 6).flatmap(
    lambda n: arrays(np.float32, (n, 4), elements=st.floats(-1, 1, width=32))
)


def _unit(*values: float) -> np.ndarray:
    vector = np.array(values, dtype=np.float32)
    return np.asarray(vector / np.linalg.norm(vector))


def test_what_a_whole_language_shares_with_a_question_counts_less() -> None:
    ja = np.stack([_unit(1, 0.2 * i / 100, 0) for i in range(100)])
    zh = np.stack([_unit(0, 0.2 * i / 100, 1) for i in range(100)])
    query = _unit(1, 0.2, 0.1)
    own, other = language_bias([ja, zh], [100, 100], 3).of(query)
    assert own > 0 > other
    assert own == pytest.approx(-other, rel=1e-3)


def test_a_language_with_few_passages_is_hardly_moved() -> None:
    many = np.tile(_unit(1, 0), (500, 1)).astype(np.float32)
    one = _unit(0, 1)[None, :]
    few, more = (language_bias([many, one], [500, n], 2).directions[1] for n in (1, 400))
    assert np.linalg.norm(few) < np.linalg.norm(more) / 5


@given(VECTORS, st.integers(1, 9))
def test_one_language_alone_has_no_bias(sample: np.ndarray, count: int) -> None:
    assert not language_bias([sample, sample[:0]], [count, 0], 4).directions.any()


@given(st.lists(VECTORS, max_size=4))
def test_there_is_one_direction_for_each_language(samples: list[np.ndarray]) -> None:
    bias = language_bias(samples, [len(s) for s in samples], 4)
    assert bias.directions.shape == (len(samples), 4)
    assert np.isfinite(bias.of(np.ones(4, dtype=np.float32))).all()
