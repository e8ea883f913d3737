"""The encoder of queries: the bundled one, taught to find what answers in another language.

multilingual-e5-small puts a question nearest to passages in its own language and words. Trained
further on the side of the questions alone, with the passages' vectors as they are, it finds those
of other languages too, and every collection stays as it was made (``training/queries.py``; that
one side may be trained so: Zhan et al., "Optimizing Dense Retrieval Model Training with Hard
Negatives", SIGIR 2021).

Runs through ONNX Runtime; torch is never imported.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoder.base import BaseEncoder, Tensors, layer_shapes, open_base
from index.encoder.layers import (
    EMBEDDINGS,
    Layers,
    Precision,
    quickest,
    require,
    session,
)
from index.encoder.low_rank import LowRankChanges, read_changes
from index.encoder.memory import give_back_memory
from index.encoder.onnx_file import Graph
from index.encoder.short_texts import ShortTexts

__all__ = ["BUNDLED_QUERY_WEIGHTS", "QUERY_PREFIX", "QueryEncoder"]

BUNDLED_QUERY_WEIGHTS = Path(__file__).with_name("queries.safetensors")
QUERY_PREFIX = "query: "
_HIDDEN = "hidden"
_LONGEST = 512


class QueryEncoder:
    """Queries to vectors of length one. Safe to use from several threads at once."""

    def __init__(
        self,
        base: BaseEncoder,
        changes: LowRankChanges,
        *,
        precision: Precision | None = None,
    ) -> None:
        self._embeddings = base.embeddings
        self._dimension = base.model.hidden
        self._begin, self._end = base.model.begin, base.model.end
        self._texts = ShortTexts(base)
        self._longest = min(_LONGEST, base.model.positions)
        graph = _graph(base, changes.changed(base), precision or quickest())
        self._session = session(graph, "encoder of queries")

    @classmethod
    def open(
        cls, path: Path = BUNDLED_QUERY_WEIGHTS, *, base: BaseEncoder | None = None
    ) -> QueryEncoder:
        """The encoder at ``path`` over the bundled one (or ``base``).

        Raises:
            ModelError: the weights or the encoder are missing, damaged, or not each other's.
        """
        encoder = cls(base or open_base(), read_changes(path))
        give_back_memory()
        return encoder

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape ``(len(texts), dimension)``; a long text is encoded in windows, which are
        averaged by their number of tokens."""
        vectors = np.zeros((len(texts), self._dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for ids in self._windows(text):
                given = {EMBEDDINGS: self._embeddings(np.array([ids], dtype=np.int64))}
                (hidden,) = self._session.run([_HIDDEN], given)
                vectors[row] += len(ids) * _unit(hidden[0].mean(axis=0))
            vectors[row] = _unit(vectors[row])
        return vectors

    def _windows(self, text: str) -> list[list[int]]:
        prefix = self._texts.tokens(QUERY_PREFIX.strip())
        ids = self._texts.tokens(QUERY_PREFIX + text)
        size = self._longest - 2
        if len(ids) <= size:
            return [[self._begin, *ids, self._end]]
        body, room = ids[len(prefix) :], size - len(prefix)
        return [
            [self._begin, *prefix, *body[at : at + room], self._end]
            for at in range(0, len(body), room)
        ]


def _graph(base: BaseEncoder, tensors: Tensors, precision: Precision) -> bytes:
    require(tensors, layer_shapes(base.model), "encoder of queries")
    graph = Graph("queries")
    x = Layers(graph, base.model, tensors, precision).nodes()
    graph.node("Identity", [x], names=(_HIDDEN,))
    return graph.file(
        {EMBEDDINGS: (np.float32, ["rows", "length", base.model.hidden])},
        {_HIDDEN: 3},
    )


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    unit: NDArray[np.float32] = vector / max(float(np.linalg.norm(vector)), 1e-12)
    return unit
