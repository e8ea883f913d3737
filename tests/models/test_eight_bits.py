"""Products in 8 bits are near to those in full precision, on any processor."""

from __future__ import annotations

import math

import numpy as np
import onnxruntime
import pytest

from index.encoder.eight_bits import adds_whole, channel_sizes, product
from index.encoder.onnx_file import Graph

INPUTS, OUTPUTS = 64, 16


def _multiplied(
    x: np.ndarray, matrix: np.ndarray, *, signed: bool, sizes: np.ndarray | None = None
) -> np.ndarray:
    graph = Graph("product")
    bias = graph.constant("bias", np.zeros(len(matrix), dtype=np.float32))
    y = product(graph, "x", "one", matrix, bias, signed=signed, sizes=sizes)
    graph.node("Identity", [y], names=("y",))
    file = graph.file({"x": (np.float32, ["rows", x.shape[1]])}, {"y": 2})
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    found: np.ndarray = session.run(["y"], {"x": x})[0]
    return found


def _error(found: np.ndarray, wanted: np.ndarray) -> float:
    return float(np.sqrt(np.square(found - wanted).mean() / np.square(wanted).mean()))


def test_unsigned_matrices_add_up_whole_where_sums_are_the_largest() -> None:
    x = np.ones((3, INPUTS), dtype=np.float32)
    matrix = np.ones((OUTPUTS, INPUTS), dtype=np.float32)
    assert np.allclose(_multiplied(x, matrix, signed=False), float(INPUTS), rtol=0.01)
    signed = _multiplied(x, matrix, signed=True)
    assert np.allclose(signed, float(INPUTS), rtol=0.01) == adds_whole()


@pytest.mark.parametrize("signed", [False, True])
def test_products_are_near_those_in_full_precision(signed: bool) -> None:
    if signed and not adds_whole():
        pytest.skip("this processor cuts off sums of signed products")
    chance = np.random.default_rng(1)
    x = chance.normal(size=(8, INPUTS)).astype(np.float32)
    matrix = chance.normal(size=(OUTPUTS, INPUTS)).astype(np.float32)
    assert _error(_multiplied(x, matrix, signed=signed), x @ matrix.T) < 0.02


def test_a_channel_that_is_far_larger_than_others_does_not_drown_them() -> None:
    """The sizes that are told from the weights bring the channels to one size."""
    chance = np.random.default_rng(2)
    hidden = 32
    wide = chance.normal(size=(INPUTS, hidden)).astype(np.float32) / math.sqrt(hidden)
    wide[5] *= 200.0
    bias, shift = np.zeros(INPUTS, dtype=np.float32), np.zeros(hidden, dtype=np.float32)
    norm = np.ones(hidden, dtype=np.float32)
    normalised = chance.normal(size=(40, hidden)).astype(np.float32)
    x = np.maximum(normalised @ wide.T + bias, 0.0)
    matrix = chance.normal(size=(OUTPUTS, INPUTS)).astype(np.float32)
    matrix[:, 5] /= 200.0
    sizes = channel_sizes(wide, bias, norm, shift)
    assert sizes[5] == max(sizes)
    assert sizes[5] > 100.0 * np.median(sizes)
    plain = _error(_multiplied(x, matrix, signed=False), x @ matrix.T)
    evened = _error(_multiplied(x, matrix, signed=False, sizes=sizes), x @ matrix.T)
    assert evened < 0.03 < 0.1 < plain
