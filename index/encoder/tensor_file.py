"""A safetensors file that tells what it is, of which encoder, and whether it is whole."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.errors import ModelError

__all__ = ["TensorFile", "read_tensor_file", "write_tensor_file"]


@dataclass(frozen=True, eq=False, slots=True)
class TensorFile:
    """Tensors as they are stored; ``header`` is what the file says of itself."""

    tensors: Mapping[str, NDArray[Any]]
    sha256: str
    header: Mapping[str, str]


def write_tensor_file(
    path: Path, form: str, tensors: Mapping[str, NDArray[Any]], header: Mapping[str, str]
) -> None:
    """Write a file of the format ``form``; the same tensors have the same hash."""
    from safetensors.numpy import save_file

    own = {"format": form, "sha256": _hash(tensors)}
    part = path.with_name(f"{path.name}.part")
    save_file(dict(tensors), part, metadata={**header, **own})
    part.replace(path)


def read_tensor_file(path: Path, form: str, what: str, hint: str) -> TensorFile:
    """The file of the format ``form`` at ``path``; ``what`` names it in errors.

    Raises:
        ModelError: it is missing, truncated, changed, or no such file.
    """
    from safetensors import SafetensorError, safe_open

    if not path.is_file():
        raise ModelError(f"the weights of the {what} are missing", hint=hint, path=str(path))
    try:
        with safe_open(path, framework="numpy") as file:
            header: dict[str, str] = file.metadata() or {}
            stored = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError, ValueError, TypeError) as error:
        raise ModelError(
            f"the weights of the {what} cannot be read: {error}", hint=hint, path=str(path)
        ) from error
    if header.get("format") != form:
        raise ModelError(f"this is not a {what} of the format {form}", hint=hint, path=str(path))
    if header.get("sha256") != _hash(stored):
        raise ModelError(f"the weights of the {what} are damaged", hint=hint, path=str(path))
    return TensorFile(stored, header["sha256"], header)


def _hash(stored: Mapping[str, NDArray[Any]]) -> str:
    digest = hashlib.sha256()
    for name in sorted(stored):
        digest.update(f"{name} {stored[name].dtype} {stored[name].shape}\n".encode())
        digest.update(np.ascontiguousarray(stored[name]).data)
    return digest.hexdigest()
