"""Where a collection lives and how it is built and searched."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

__all__ = ["CollectionOptions"]


@dataclass(frozen=True, slots=True)
class CollectionOptions:
    """The settings of one collection; ``model``, ``model_revision`` and the prefixes are part of
    what the manifest remembers, the others may change from call to call.
    """

    data_dir: Path
    model: str = "bundled"
    """``bundled``, a Hugging Face id or a local sentence-transformers folder."""
    model_revision: str = ""
    query_prefix: str | None = None
    """``None``: what the model's family asks for."""
    passage_prefix: str | None = None
    query_encoder: Literal["trained", "plain"] = "trained"
    """With the bundled model: whether queries are encoded by what was trained to find passages in
    other languages, or by the model as it is. Passages have the same vectors either way."""
    workers: int = 0
    """Processes that read files; 0 means one a core."""
    page_timeout_s: float = 60.0
    """Seconds that one page may take, or a megabyte of a file without pages."""
    worker_memory_mb: int = 2048
    """Memory of each process that reads files, in MB."""
    ocr: bool = True
    """Whether pages without usable text are read from their image."""
    batch_size: int = 32
    dense_weight_same: float = 0.5
    """Weight of the dense leg when question and passage share a language."""
    dense_weight_cross: float = 0.6
    """The same between Japanese and Chinese."""
    dense_weight_foreign: float = 0.9
    """The same between languages that share no script, where nothing is known of the words."""
    candidates: int = 200
    """Passages that each leg hands to the fusion."""
    lock_wait_s: float = 10
    model_cache: Path | None = None

    @property
    def catalogue_path(self) -> Path:
        return self.data_dir / "catalogue.sqlite3"

    @property
    def lexical_dir(self) -> Path:
        return self.data_dir / "lexical"

    @property
    def vectors_dir(self) -> Path:
        return self.data_dir / "vectors"

    @property
    def cache_dir(self) -> Path:
        """Where converted models are kept: the setting, ``SHUTTEN_MODEL_CACHE``, else XDG."""
        if self.model_cache is not None:
            return self.model_cache
        named = os.environ.get("SHUTTEN_MODEL_CACHE")
        if named:
            return Path(named)
        base = os.environ.get("XDG_CACHE_HOME")
        return (Path(base) if base else Path.home() / ".cache") / "shutten" / "models"
