"""The reader as a graph for ONNX Runtime: the encoder's layers and a head of three scores."""

from __future__ import annotations

import numpy as np

from index.encoder.base import Tensors, layer_shapes
from index.encoder.layers import EMBEDDINGS, Layers, Precision, require
from index.encoder.onnx_file import Graph
from index.encoder.quantised import QuantisedModel

__all__ = ["SCORES", "reader_graph"]

SCORES = "scores"
"""Output: float32 (rows, length, 3), start, end and relevance in logits."""


def reader_graph(model: QuantisedModel, tensors: Tensors, precision: Precision) -> bytes:
    """An ONNX file of the encoder ``tensors`` (all layers, and the head).

    The rows that are read at once have to be of one length; nothing is masked.

    Raises:
        ModelError: a tensor is missing or of another shape than the encoder's.
    """
    head_shapes = {"head.w": (3, model.hidden), "head.b": (3,)}
    require(tensors, {**layer_shapes(model), **head_shapes}, "reader")
    graph = Graph("reader")
    x = Layers(graph, model, tensors, precision).nodes()
    head = graph.constant("head.w", np.ascontiguousarray(tensors["head.w"].T))
    (y,) = graph.node("MatMul", [x, head])
    (y,) = graph.node("Add", [y, graph.constant("head.b", tensors["head.b"])])
    graph.node("Identity", [y], names=(SCORES,))
    return graph.file({EMBEDDINGS: (np.float32, ["rows", "length", model.hidden])}, {SCORES: 3})
