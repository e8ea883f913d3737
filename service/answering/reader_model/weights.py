"""The file of a trained reader: what was trained, in 8 bits, and how to read its scores.

A safetensors file. A matrix is int8 under its name, with a float32 scale for each row under
``name.scale``; vectors and the head are float32. Layers that were not trained are not in it: they
come from the bundled encoder. The header says which encoder that is, the hash of the tensors,
and the calibration.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoder.base import Tensors
from index.encoder.eight_bits import quantised
from index.encoder.tensor_file import read_tensor_file, write_tensor_file
from ingest.errors import ModelError

__all__ = ["FORMAT", "HEAD", "Calibration", "ReaderWeights", "read_weights",
           "write_weights"]  # fmt: skip

FORMAT = "shutten-reader-1"
HEAD = ("head.w", "head.b")
"""Start, end and relevance: shapes (3, hidden) and (3,)."""
_HINT = "reinstall shutten, or train a reader as docs/training.md says"


@dataclass(frozen=True, slots=True)
class Calibration:
    """How scores become a probability: ``sigmoid(margin * m + relevance * r + bias)``.

    ``m`` is the best span's score minus the score of "not here", ``r`` the relevance score, both
    in logits. ``threshold`` is the confidence below which the passage should count as silent.
    Source: Platt, "Probabilistic Outputs for Support Vector Machines" (1999), on two scores.
    """

    margin: float = 1.0
    relevance: float = 0.0
    bias: float = 0.0
    threshold: float = 0.5

    def confidence(self, margin: float, relevance: float) -> float:
        """The probability that the span answers the question, 0 to 1."""
        total = self.margin * margin + self.relevance * relevance + self.bias
        return 1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, total))))


@dataclass(frozen=True, eq=False, slots=True)
class ReaderWeights:
    """``tensors`` by the encoder's names, and ``head.w``, ``head.b``; all float32."""

    tensors: Tensors
    base_sha256: str
    sha256: str
    calibration: Calibration
    about: Mapping[str, Any]
    """What the training wrote of itself: steps, tokens, seed."""


def write_weights(
    path: Path,
    tensors: Tensors,
    *,
    base_sha256: str,
    calibration: Calibration,
    about: Mapping[str, Any],
) -> None:
    """Write a reader's file; the same tensors have the same hash."""
    header = {
        "base_sha256": base_sha256,
        "calibration": json.dumps(asdict(calibration), sort_keys=True),
        "about": json.dumps(dict(about), sort_keys=True, ensure_ascii=False),
    }
    write_tensor_file(path, FORMAT, _packed(tensors), header)


def read_weights(path: Path) -> ReaderWeights:
    """The contents of a reader's file.

    Raises:
        ModelError: it is missing, truncated, changed, or no such file.
    """
    file = read_tensor_file(path, FORMAT, "reader", _HINT)
    try:
        return ReaderWeights(
            tensors=_unpacked(file.tensors),
            base_sha256=file.header["base_sha256"],
            sha256=file.sha256,
            calibration=Calibration(**json.loads(file.header["calibration"])),
            about=json.loads(file.header["about"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(
            f"the header of the reader's weights is not understood: {error}",
            hint=_HINT,
            path=str(path),
        ) from error


def _packed(tensors: Tensors) -> dict[str, NDArray[Any]]:
    stored: dict[str, NDArray[Any]] = {}
    for name, values in tensors.items():
        if values.ndim == 2 and name not in HEAD:
            stored[name], stored[f"{name}.scale"] = quantised(values)
        else:
            stored[name] = np.ascontiguousarray(values, dtype=np.float32)
    return stored


def _unpacked(stored: Mapping[str, NDArray[Any]]) -> Tensors:
    return {
        name: values * stored[f"{name}.scale"][:, None] if values.dtype == np.int8 else values
        for name, values in stored.items()
        if not name.endswith(".scale")
    }
