"""Writing an ONNX file: the few messages of its protocol buffers that a graph needs.

Source: ``onnx.proto3`` of the ONNX project (IR version 8) and the protocol buffers encoding. A
graph of a dozen kinds of nodes does not call for the ``onnx`` package and its compiler, which
would be the largest dependency of a process that only answers.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["MICROSOFT", "Graph"]

MICROSOFT = "com.microsoft"
"""The domain of ONNX Runtime's own fused operators."""
_IR_VERSION = 8
_OPSET = 17
_TYPES = {
    np.dtype(np.float32): 1,
    np.dtype(np.uint8): 2,
    np.dtype(np.int8): 3,
    np.dtype(np.int32): 6,
    np.dtype(np.int64): 7,
}


@dataclass(slots=True)
class Graph:
    """Nodes and constants; every method that adds a node returns the name of its output."""

    name: str
    _parts: list[bytes] = field(default_factory=list)
    _count: int = 0

    def constant(self, name: str, values: NDArray[Any]) -> str:
        """A tensor of the file."""
        dims = b"".join(_number(1, size) for size in values.shape)
        raw = np.ascontiguousarray(values).tobytes()
        body = dims + _number(2, _TYPES[values.dtype]) + _text(8, name) + _bytes(9, raw)
        self._parts.append(_bytes(5, body))
        return name

    def node(
        self,
        kind: str,
        inputs: Sequence[str],
        *,
        domain: str = "",
        outputs: int = 1,
        names: tuple[str, ...] = (),
        **attributes: int | float | str | Sequence[int],
    ) -> tuple[str, ...]:
        """An operator; returns the names of its outputs, which are ``names`` or made up here."""
        self._count += 1
        names = names or tuple(f"{kind}_{self._count}_{i}" for i in range(outputs))
        body = b"".join(_text(1, name) for name in inputs)
        body += b"".join(_text(2, name) for name in names)
        body += _text(3, f"{kind}_{self._count}") + _text(4, kind)
        body += b"".join(_bytes(5, _attribute(k, v)) for k, v in attributes.items())
        body += _text(7, domain) if domain else b""
        self._parts.append(_bytes(1, body))
        return names

    def file(
        self, inputs: Mapping[str, tuple[type, Sequence[str | int]]], outputs: Mapping[str, int]
    ) -> bytes:
        """The whole model. ``inputs`` are type and shape by name, a shape's words being sizes
        known only when it runs; ``outputs`` are float32 of so many dimensions, by name.
        """
        graph = _text(2, self.name) + b"".join(self._parts)
        for name, (kind, shape) in inputs.items():
            graph += _bytes(11, _value(name, np.dtype(kind), shape))
        for name, dimensions in outputs.items():
            shape = [f"{name}_{i}" for i in range(dimensions)]
            graph += _bytes(12, _value(name, np.dtype(np.float32), shape))
        opsets = (("", _OPSET), (MICROSOFT, 1))
        body = _number(1, _IR_VERSION) + _text(2, "shutten") + _bytes(7, graph)
        return body + b"".join(_bytes(8, _text(1, d) + _number(2, v)) for d, v in opsets)


def _varint(value: int) -> bytes:
    value &= (1 << 64) - 1  # negative numbers are their 64-bit complement
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _number(key: int, value: int) -> bytes:
    return _varint(key << 3) + _varint(value)


def _bytes(key: int, value: bytes) -> bytes:
    return b"".join((_varint(key << 3 | 2), _varint(len(value)), value))


def _text(key: int, value: str) -> bytes:
    return _bytes(key, value.encode())


def _attribute(name: str, value: int | float | str | Sequence[int]) -> bytes:
    head = _text(1, name)
    if isinstance(value, int):
        return head + _number(3, value) + _number(20, 2)
    if isinstance(value, float):
        return head + _varint(2 << 3 | 5) + struct.pack("<f", value) + _number(20, 1)
    if isinstance(value, str):
        return head + _text(4, value) + _number(20, 3)
    return head + b"".join(_number(8, item) for item in value) + _number(20, 7)


def _value(name: str, kind: np.dtype[Any], shape: Iterable[str | int]) -> bytes:
    sizes = b"".join(
        _bytes(1, _text(2, size) if isinstance(size, str) else _number(1, size)) for size in shape
    )
    tensor = _number(1, _TYPES[kind]) + _bytes(2, sizes)
    return _text(1, name) + _bytes(2, _bytes(1, tensor))
