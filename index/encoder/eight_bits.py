"""Products of a graph in 8 bits: matrices kept that way, activations put into it as they come.

Activations of a row share one scale, so one channel that is far larger than the others leaves
those few steps. Behind the wide layer of each block the channels are brought to one size first,
which the matrix makes up for (Xiao et al., "SmoothQuant: Accurate and Efficient Post-Training
Quantization for Large Language Models", ICML 2023); how large a channel gets is told from the
weights before it, not from data.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.encoder.onnx_file import MICROSOFT, Graph

__all__ = ["adds_whole", "channel_sizes", "product", "quantised"]

_FAR = 6.0
"""How many standard deviations a channel may get from its mean."""
_LEAST = 0.17
"""As far as GELU goes below 0: no channel is smaller."""
_ZERO = 128


def quantised(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """``matrix`` in 8 bits, and the scale of each row: ``matrix ≈ values * scales[:, None]``.

    What it gave, multiplied out and given to it again, comes back unchanged.
    """
    scales = (np.abs(matrix).max(axis=1) / 127.0).astype(np.float32)
    whole = np.rint(matrix / np.maximum(scales, np.float32(1e-30))[:, None])
    return np.clip(whole, -127, 127).astype(np.int8), scales


def product(
    graph: Graph,
    x: str,
    name: str,
    matrix: NDArray[np.float32],
    bias: str,
    *,
    signed: bool,
    sizes: NDArray[np.float32] | None = None,
) -> str:
    """The node of ``x`` times ``matrix`` (outputs, inputs) plus ``bias``, in 8 bits.

    ``sizes`` of the channels of ``x`` make them alike first. ``signed`` is quicker, and right
    where ``adds_whole`` says so.
    """
    if sizes is not None:
        (x,) = graph.node("Mul", [x, graph.constant(f"{name}.even", 1.0 / sizes)])
        matrix = matrix * sizes
    values, scales = quantised(matrix)
    columns = np.ascontiguousarray(values.T)
    scale = graph.constant(f"{name}.scale", scales)
    if signed:
        inputs = [x, graph.constant(f"{name}.w", columns), scale, "", bias]
    else:
        weight = graph.constant(f"{name}.w", (columns.astype(np.int16) + _ZERO).astype(np.uint8))
        zero = graph.constant(f"{name}.zero", np.full(scales.shape, _ZERO, dtype=np.uint8))
        inputs = [x, weight, scale, zero, bias]
    (y,) = graph.node("DynamicQuantizeMatMul", inputs, domain=MICROSOFT)
    return y


def channel_sizes(
    matrix: NDArray[np.float32],
    bias: NDArray[np.float32],
    norm: NDArray[np.float32],
    shift: NDArray[np.float32],
) -> NDArray[np.float32]:
    """How large each channel gets behind GELU of ``matrix`` (outputs, inputs) times a layer
    normalisation with ``norm`` and ``shift``, plus ``bias``; of geometric mean 1.

    Normalised values have mean 0 and variance 1, so a channel's mean is that of the shift and its
    variance that of the norm, as far as inputs do not hang together.
    """
    mean = matrix @ shift + bias
    deviation = np.sqrt(np.square(matrix) @ np.square(norm))
    most = np.maximum(mean + _FAR * deviation, _LEAST)
    sizes: NDArray[np.float32] = (most / np.exp(np.log(most).mean())).astype(np.float32)
    return sizes


@lru_cache(maxsize=1)
def adds_whole() -> bool:
    """Whether products of unsigned activations with signed weights come out whole here.

    Processors without the instructions made for it (VNNI) add pairs of such products in 16 bits
    and cut off what does not fit.
    """
    import onnxruntime

    graph = Graph("sum")
    bias = graph.constant("bias", np.zeros(4, dtype=np.float32))
    y = product(graph, "x", "ones", np.ones((4, 64), dtype=np.float32), bias, signed=True)
    graph.node("Identity", [y], names=("y",))
    session = onnxruntime.InferenceSession(
        graph.file({"x": (np.float32, ["rows", 64])}, {"y": 2}),
        providers=["CPUExecutionProvider"],
    )
    found = session.run(["y"], {"x": np.ones((1, 64), dtype=np.float32)})[0]
    return bool(np.allclose(found, 64.0, rtol=0.01))
